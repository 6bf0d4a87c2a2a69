"""Whether a file fits a role and a task, as the trainer would find out after minutes of loading.

From musubi-tuner 0.3.4, docs/wan.md (which numbers go with which options) and what its scripts
refuse.
"""

from __future__ import annotations

from typing import Literal, get_args

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
        return f"{name} is {KINDS[file.kind]}, not {KINDS[wanted]}: choose {WHERE[role]}."
    if file.unfit:
        return f"{name} {file.unfit}: choose {WHERE[role]}."
    if wanted != "dit":
        return _not_loadable(role, file)
    if file.dtype == "fp8_scaled":
        return (
            f"{name} is fp8_scaled, which the trainer cannot load: choose the bf16 or fp16 file, "
            "of which it makes fp8 itself with --fp8_base --fp8_scaled."
        )
    return (
        _not_loadable(role, file)
        or _other_task(task, file)
        or _other_numbers(file, mixed_precision, fp8_base, fp8_scaled)
    )


def _not_loadable(role: Role, file: ModelFile) -> str:
    name = f'"{file.path.name}"'
    if file.dtype not in _LOADABLE:
        return (
            f"{name} is held in {file.dtype}, which the trainer cannot load: choose {WHERE[role]}."
        )
    if role == "dit" and file.path.suffix.lower() != ".safetensors":
        return f"{name} is no safetensors file, and the DiT must be one: choose {WHERE[role]}."
    return ""


def _other_task(task: str, file: ModelFile) -> str:
    if task in file.tasks or file.wan is None or task not in TASKS:
        return ""
    made_for = f" ({', '.join(file.tasks)})" if file.tasks else ""
    said = file.words.partition(" · ")[0]
    return (
        f'"{file.path.name}" is {said}, and --task {task} wants Wan {kind_for(task)}: choose '
        f"another file, or another task{made_for}."
    )


def _other_numbers(
    file: ModelFile, mixed_precision: str, fp8_base: bool | None, fp8_scaled: bool | None
) -> str:
    name = f'"{file.path.name}"'
    if file.dtype in _SIXTEEN and mixed_precision not in ("", "no", file.dtype):
        return (
            f"{name} is {file.dtype}, and the trainer refuses it with --mixed_precision "
            f"{mixed_precision}: set {file.dtype}."
        )
    if file.dtype in _ONE_BYTE and fp8_scaled:
        return (
            f"{name} is fp8 already, and --fp8_scaled needs a bf16 or fp16 file: choose one, or "
            "leave --fp8_scaled out."
        )
    if file.dtype in _ONE_BYTE and fp8_base is False:
        return f"{name} is fp8, which the trainer takes with --fp8_base only: set it."
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
        return (
            f"{name} has {file.wan.blocks} blocks of width {file.wan.width}, which is no known "
            "size of Wan: the trainer will most likely refuse it."
        )
    wants = "high" if role == "dit_high_noise" else "low"
    if file.kind == "dit" and task in _TWO_EXPERTS and file.noise not in ("", wants):
        return (
            f"The name of {name} says that it is the {file.noise}-noise expert, and here belongs "
            f"the one for {wants} noise: see that the two are not exchanged."
        )
    if file.kind == "dit" and task not in _TWO_EXPERTS and file.noise:
        return (
            f"The name of {name} says that it is an expert of Wan 2.2: choose its task "
            f"({'i2v-A14B' if 'i2v' in task else 't2v-A14B'}), or a file of Wan 2.1."
        )
    if file.dtype == "fp8_e5m2":
        return f"{name} is fp8_e5m2, which the trainer was not tried with: fp8_e4m3fn or bf16 is."
    if file.kind == "t5" and file.dtype in _ONE_BYTE:
        return f"{name} is fp8: captions are encoded a little less exactly than with the bf16 file."
    return ""
