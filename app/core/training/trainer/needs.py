"""What a training needs, a line each: whether it is there, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.language import tr
from app.core.training.trainer.findings import Grade, findings
from app.core.training.trainer.fitting import Role, roles_of
from app.core.training.trainer.info import TrainerInfo, short_version
from app.core.training.trainer.looking import Looked
from app.core.training.trainer.standing import Standing


@dataclass(frozen=True, slots=True)
class Need:
    """One thing.

    Attributes:
        key: ``trainer``, ``python``, ``torch``, ``libraries``, ``card``, or a `Role`.
        label: What it is.
        words: What there is of it; empty: nothing.
        grade: ``good``: it is there; ``neutral``: it is not; ``bad``: it is, and cannot be used.
        said: What is wrong with it, a sentence; may be empty.
    """

    key: str
    label: str
    words: str = ""
    grade: Grade = "neutral"
    said: str = ""

    @property
    def there(self) -> bool:
        """Whether it can be used."""
        return self.grade in ("good", "warn")


def needs_of(
    looked: Looked, task: str, standings: Mapping[Role, Standing | None]
) -> tuple[Need, ...]:
    """Return all that a training of a task needs, in the order in which it is set up.

    Args:
        looked: What is known of the trainer.
        task: ``--task``.
        standings: How it stands with each model; None while its file is read.
    """
    wanted = [role for role in roles_of(task) if role != "dit_high_noise"]
    models = [_model(role, task, standings.get(role)) for role in wanted]
    return (*_of_trainer(looked), *models)


def summed_up(needs: Sequence[Need]) -> Standing:
    """Return how it stands with all of it, in a line."""
    missing = [need.label for need in needs if not need.there]
    if not missing:
        return Standing(tr("All that a training needs is here."), "good")
    there, of = len(needs) - len(missing), len(needs)
    wrong = any(need.grade == "bad" for need in needs)
    return Standing(
        tr("{there} of {of} are here.", there=there, of=of),
        "bad" if wrong else "neutral",
        tr("Missing, or not to be used: {names}.", names=", ".join(missing)),
    )


def role_words(role: Role, task: str) -> str:
    """Return what a role of a task is called."""
    two = "dit_high_noise" in roles_of(task)
    return {
        "dit": tr("DiT for low noise") if two else tr("DiT, the video model"),
        "dit_high_noise": tr("DiT for high noise"),
        "vae": tr("VAE"),
        "t5": tr("T5, the text encoder"),
        "clip": tr("CLIP, which sees the first picture"),
    }[role]


# ------------------------------------------------------------------------------------- trainer


def _of_trainer(looked: Looked) -> Iterator[Need]:
    info = looked.info
    python, torch = tr("its Python"), tr("torch with CUDA")
    libraries, card = tr("its libraries"), tr("a graphics card")
    if info is None:
        lost = looked.folder is not None and looked.python is None and bool(looked.trouble)
        grade: Grade = "neutral" if looked.folder is None else "bad"
        if looked.python is not None or lost:  # the folder is good, its Python is not
            yield Need("trainer", "musubi-tuner", str(looked.folder), "good")
            yield Need("python", python, "", "bad", looked.trouble)
        else:
            yield Need("trainer", "musubi-tuner", "", grade, looked.trouble)
            yield Need("python", python)
        yield from (Need("torch", torch), Need("libraries", libraries), Need("card", card))
        return
    yield Need("trainer", "musubi-tuner", info.called, "good")
    yield Need("python", python, info.python_version, "good")
    yield _torch(torch, info)
    wrong = [each for each in findings(info) if each.grade == "bad" and each.stops]
    said = "\n".join(each.said for each in wrong if each.label != "torch")
    yield Need("libraries", libraries, "", "bad" if said else "good", said)
    names = ", ".join(f"{gpu.name} {gpu.gib:.0f} GB" for gpu in info.gpus)
    none = "" if info.gpus else tr("torch finds no graphics card that it can use.")
    yield Need("card", card, names, "good" if info.gpus else "bad", none)


def _torch(label: str, info: TrainerInfo) -> Need:
    if not info.torch:
        return Need("torch", label, "", "bad", info.torch_trouble)
    words = f"{short_version(info.torch)} · CUDA {info.cuda}" if info.cuda else info.torch
    said = "" if info.cuda else tr("This torch is made for processors only.")
    return Need("torch", label, words, "good" if info.cuda else "bad", said)


def _model(role: Role, task: str, standing: Standing | None) -> Need:
    label = role_words(role, task)
    if standing is None:
        return Need(role, label, tr("reading…"))
    grade: Grade = standing.grade
    return Need(role, label, standing.words if grade != "neutral" else "", grade, standing.said)
