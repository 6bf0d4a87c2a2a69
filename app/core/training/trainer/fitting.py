"""Whether a file fits a role and a task, as the trainer would find out after minutes of loading.

From musubi-tuner 0.3.4, docs/wan.md (which numbers go with which options) and what its scripts
refuse.
"""

from __future__ import annotations

from typing import Literal, get_args

from app.core.language import tr
from app.core.training.trainer.model_files import KINDS, Kind, ModelFile
from app.core.training.trainer.sources import WHERE
from app.core.training.trainer.wan_parts import TASKS, kind_for

Role = Literal["dit", "dit_high_noise", "vae", "t5", "clip"]
ROLES: tuple[Role, ...] = get_args(Role)

_WANTED: dict[Role, Kind] = {
    **{"dit": "dit", "dit_high_noise": "dit", "vae": "vae", "t5": "t5", "clip": "clip"}
}
_SIXTEEN = ("bf16", "fp16")
_ONE_BYTE = ("fp8_e4m3fn", "fp8_e5m2")
_LOADABLE = ("fp32", *_SIXTEEN, *_ONE_BYTE)
_TWO_EXPERTS = ("t2v-A14B", "i2v-A14B")
_WITH_CLIP = ("i2v-14B", "flf2v-14B", "i2v-14B-FC")


def roles_of(task: str) -> tuple[Role, ...]:
    """Return the roles of files that a task can have, the most important first."""
    dits: tuple[Role, ...] = ("dit", "dit_high_noise") if task in _TWO_EXPERTS else ("dit",)
    clip: tuple[Role, ...] = ("clip",) if task in _WITH_CLIP else ()
    return (*dits, "vae", "t5", *clip)


def fits(
    role: Role,
    task: str,
    file: ModelFile,
    *,
    mixed_precision: str = "",
    fp8_base: bool | None = None,
    fp8_scaled: bool | None = None,
) -> str:
    """Return why the trainer cannot use a file, a sentence with what to do; "" where it can.

    Args:
        role: What it is to be.
        task: ``--task``.
        file: It.
        mixed_precision: ``--mixed_precision``; empty: not known, and not looked at.
        fp8_base: ``--fp8_base``; None: the same.
        fp8_scaled: ``--fp8_scaled``; None: the same.
    """
    if file.trouble:
        return file.trouble
    wanted, name = _WANTED[role], f'"{file.path.name}"'
    if file.kind != wanted:
        return tr(
            "{name} is {kind}, not {wanted}: choose {better}.",
            name=name,
            kind=tr(KINDS[file.kind]),
            wanted=tr(KINDS[wanted]),
            better=tr(WHERE[role]),
        )
    if file.unfit:
        return tr(
            "{name} {trouble}: choose {better}.",
            name=name,
            trouble=file.unfit,
            better=tr(WHERE[role]),
        )
    if wanted != "dit":
        return _not_loadable(role, file)
    if file.dtype == "fp8_scaled":
        return tr(
            "{name} is fp8_scaled, which the trainer cannot load: choose the bf16 or "
            "fp16 file, of which it makes fp8 itself with --fp8_base --fp8_scaled.",
            name=name,
        )
    return (
        _not_loadable(role, file)
        or _other_task(task, file)
        or _other_numbers(file, mixed_precision, fp8_base, fp8_scaled)
    )


def _not_loadable(role: Role, file: ModelFile) -> str:
    name = f'"{file.path.name}"'
    if file.dtype not in _LOADABLE:
        return tr(
            "{name} is held in {dtype}, which the trainer cannot load: choose {better}.",
            name=name,
            dtype=file.dtype,
            better=tr(WHERE[role]),
        )
    if role == "dit" and file.path.suffix.lower() != ".safetensors":
        return tr(
            "{name} is no safetensors file, and the DiT must be one: choose {better}.",
            name=name,
            better=tr(WHERE[role]),
        )
    return ""


def _other_task(task: str, file: ModelFile) -> str:
    if task in file.tasks or file.wan is None or task not in TASKS:
        return ""
    made_for = f" ({', '.join(file.tasks)})" if file.tasks else ""
    said = file.words.partition(" · ")[0]
    return tr(
        '"{name}" is {said}, and --task {task} wants Wan {kind}: choose another '
        "file, or another task{made_for}.",
        name=file.path.name,
        said=said,
        task=task,
        kind=kind_for(task),
        made_for=made_for,
    )


def _other_numbers(
    file: ModelFile, mixed_precision: str, fp8_base: bool | None, fp8_scaled: bool | None
) -> str:
    name = f'"{file.path.name}"'
    if file.dtype in _SIXTEEN and mixed_precision not in ("", "no", file.dtype):
        return tr(
            "{name} is {dtype}, and the trainer refuses it with --mixed_precision "
            "{mixed_precision}: set {dtype}.",
            name=name,
            dtype=file.dtype,
            mixed_precision=mixed_precision,
        )
    if file.dtype in _ONE_BYTE and fp8_scaled:
        return tr(
            "{name} is fp8 already, and --fp8_scaled needs a bf16 or fp16 file: choose "
            "one, or leave --fp8_scaled out.",
            name=name,
        )
    if file.dtype in _ONE_BYTE and fp8_base is False:
        return tr("{name} is fp8, which the trainer takes with --fp8_base only: set it.", name=name)
    return ""


def doubts(role: Role, task: str, file: ModelFile) -> str:
    """Return what is odd about a file that fits, a sentence; "" where nothing is.

    Args:
        role: What it is to be.
        task: ``--task``.
        file: It.
    """
    name = f'"{file.path.name}"'
    if file.wan is not None and not file.wan.size:
        return tr(
            "{name} has {blocks} blocks of width {width}, which is no known size of Wan: "
            "the trainer will most likely refuse it.",
            name=name,
            blocks=file.wan.blocks,
            width=file.wan.width,
        )
    wants = "high" if role == "dit_high_noise" else "low"
    if file.kind == "dit" and task in _TWO_EXPERTS and file.noise not in ("", wants):
        return (
            tr(
                "The name of {name} says that it is the low-noise expert, and here belongs "
                "the one for high noise: see that the two are not exchanged.",
                name=name,
            )
            if wants == "high"
            else tr(
                "The name of {name} says that it is the high-noise expert, and here belongs "
                "the one for low noise: see that the two are not exchanged.",
                name=name,
            )
        )
    if file.kind == "dit" and task not in _TWO_EXPERTS and file.noise:
        two = "i2v-A14B" if "i2v" in task else "t2v-A14B"
        return tr(
            "The name of {name} says that it is an expert of Wan 2.2: choose its task "
            "({other}), or a file of Wan 2.1.",
            name=name,
            other=two,
        )
    if file.dtype == "fp8_e5m2":
        return tr(
            "{name} is fp8_e5m2, which the trainer was not tried with: fp8_e4m3fn or bf16 is.",
            name=name,
        )
    if file.kind == "t5" and file.dtype in _ONE_BYTE:
        return tr(
            "{name} is fp8: captions are encoded a little less exactly than with the bf16 file.",
            name=name,
        )
    return ""
