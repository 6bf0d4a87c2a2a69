"""How things stand with trainer and models, in a word: for a card and for chips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.core.language import noted, tr
from app.core.training.trainer.findings import Grade, findings
from app.core.training.trainer.fitting import Role, doubts, fits, roles_of
from app.core.training.trainer.looking import Looked
from app.core.training.trainer.model_files import ModelFile

_SHARED: tuple[Role, ...] = ("vae", "t5", "clip")  # the same file for every task
_ALIKE = ({"t2v-14B", "t2i-14B"},)  # tasks that have the same DiT


@dataclass(frozen=True, slots=True)
class Standing:
    """How one thing stands.

    Attributes:
        words: In a word or a line.
        grade: How good that is.
        said: A sentence with what to do; may be empty.
    """

    words: str
    grade: Grade
    said: str = ""


NOT_SET_UP = Standing(
    noted("musubi-tuner is not set up"),
    "neutral",
    noted("Until it is, everything else works, and the command lines are shown."),
)


def trainer_standing(looked: Looked) -> Standing:
    """Return how it stands with the trainer, in a line."""
    if looked.folder is None:
        return Standing(tr(NOT_SET_UP.words), NOT_SET_UP.grade, tr(NOT_SET_UP.said))
    info = looked.info
    if info is None:
        return Standing(tr("musubi-tuner cannot be used"), "bad", looked.trouble)
    wrong = [each for each in findings(info) if each.grade in ("bad", "warn")]
    bad = next((each for each in wrong if each.grade == "bad"), None)
    if bad is not None:
        return Standing(info.words, "bad", bad.said)
    return Standing(info.words, "good", "\n".join(each.said for each in wrong))


def model_standing(
    role: Role,
    task: str,
    file: ModelFile | None,
    *,
    mixed_precision: str = "",
    fp8_base: bool | None = None,
    fp8_scaled: bool | None = None,
) -> Standing:
    """Return how it stands with the file of a role, for a chip; see `fits`."""
    if file is None:
        both = role == "dit_high_noise"
        said = (
            tr("Only needed to train both experts in one LoRA, or this one alone.") if both else ""
        )
        return Standing(tr("not chosen"), "neutral", said)
    wrong = fits(
        role,
        task,
        file,
        mixed_precision=mixed_precision,
        fp8_base=fp8_base,
        fp8_scaled=fp8_scaled,
    )
    if wrong:
        return Standing(tr("cannot be read") if file.trouble else tr("does not fit"), "bad", wrong)
    odd = doubts(role, task, file)
    if odd:
        return Standing(tr("look again"), "warn", odd)
    return Standing(tr("fits"), "good")


def models_standing(task: str, each_one: Mapping[Role, Standing]) -> Standing:
    """Return how it stands with all models of a task, in a line."""
    needed = [role for role in roles_of(task) if role != "dit_high_noise"]
    bad = [each.said for each in each_one.values() if each.grade == "bad"]
    there = [role for role in needed if _is_there(each_one.get(role))]
    words = tr(
        "{there} of {needed} models for {task}", there=len(there), needed=len(needed), task=task
    )
    if bad:
        count = (
            tr("1 does not fit") if len(bad) == 1 else tr("{number} do not fit", number=len(bad))
        )
        return Standing(f"{words} · {count}", "bad", "\n".join(bad))
    odd = [each.said for each in each_one.values() if each.grade == "warn"]
    if len(there) < len(needed):
        return Standing(words, "neutral", tr("Choose the files that are missing."))
    return Standing(words, "warn" if odd else "good", "\n".join(odd))


def _is_there(standing: Standing | None) -> bool:
    return standing is not None and standing.grade in ("good", "warn")


# --------------------------------------------------------------------------------- what is chosen


def chosen_models(models: Mapping[str, Mapping[str, str]], task: str) -> dict[Role, str]:
    """Return the files that are chosen for a task, by role.

    VAE, T5 and CLIP are the same for all tasks: where a task has none of its own, it has that of
    another.

    Args:
        models: `Preferences.models`.
        task: ``--task``.
    """
    found: dict[Role, str] = {}
    for role in roles_of(task):
        others = _others(models, task, role)
        path = models.get(task, {}).get(role) or next(iter(others), "")
        if path:
            found[role] = path
    return found


def _others(models: Mapping[str, Mapping[str, str]], task: str, role: Role) -> Iterable[str]:
    alike = next((each for each in _ALIKE if task in each), set())
    for other, files in models.items():
        if files.get(role) and (role in _SHARED or other in alike):
            yield files[role]


def with_models(
    models: Mapping[str, Mapping[str, str]], task: str, files: Mapping[Role, str]
) -> dict[str, dict[str, str]]:
    """Return `Preferences.models` with files chosen for a task; an empty path takes one away.

    A file that all tasks share is taken away from all, as it would come back else.
    """
    changed = {name: dict(each) for name, each in models.items()}
    own = changed.setdefault(task, {})
    for role, path in files.items():
        if path:
            own[role] = path
            continue
        alike = next((each for each in _ALIKE if task in each), {task})
        for name, each in changed.items():
            if role in _SHARED or name in alike:
                each.pop(role, None)
    return {name: each for name, each in changed.items() if each}
