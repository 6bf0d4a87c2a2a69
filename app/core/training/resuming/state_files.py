"""What lies in the folder of a state: whether all of it is there.

``accelerate`` writes model.safetensors, optimizer.bin, scheduler.bin, random_states_0.pkl, in that
order; a training that is ended meanwhile leaves some of them, the last one cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.core import paths
from app.core.errors import cannot
from app.core.language import tr
from app.core.training.results.header import WeightsError, read_header

MODEL, OPTIMIZER, SCHEDULER = "model.safetensors", "optimizer.bin", "scheduler.bin"
NOISE = "random_states_0.pkl"
_PICKLED = (".bin", ".pkl", ".pt", ".pth", ".ckpt")
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_TAIL = 65_557  # bytes at whose beginning a zip's end can lie


@dataclass(frozen=True, slots=True)
class StateFiles:
    """What was found.

    Attributes:
        damaged: Why it cannot be used, a sentence; empty: it is whole.
        size: Bytes.
        when: The newest of its files was written, Unix seconds.
        noise: The state of the random numbers is there; without it training goes on all the same.
    """

    damaged: str = ""
    size: int = 0
    when: float = 0.0
    noise: bool = True


def look_at_state(folder: Path, *, scheduled: bool = True) -> StateFiles:
    """Return how a state is.

    Args:
        folder: Its.
        scheduled: Whether a schedule belongs to it: optimizers without one write none.
    """
    try:
        found = {each.name: each.stat() for each in folder.iterdir()}
    except OSError as error:
        return StateFiles(cannot("read", folder, error))
    wanted = [MODEL, OPTIMIZER, *([SCHEDULER] if scheduled else [])]
    lacking = [name for name in wanted if name not in found or not found[name].st_size]
    trouble = _cut_off(folder, lacking) if lacking else _trouble(folder, wanted[1:])
    return StateFiles(
        trouble or _strange(folder, found),
        sum(each.st_size for each in found.values()),
        max((each.st_mtime for each in found.values()), default=0.0),
        NOISE in found and found[NOISE].st_size > 0,
    )


def _cut_off(folder: Path, lacking: list[str]) -> str:
    if len(lacking) == 1:
        return tr(
            '"{name}" is not whole: {file} is missing. The trainer was ended while it wrote it.',
            name=folder.name,
            file=lacking[0],
        )
    return tr(
        '"{name}" is not whole: {files} and {last} are missing. The trainer was ended while it '
        "wrote it.",
        name=folder.name,
        files=", ".join(lacking[:-1]),
        last=lacking[-1],
    )


def _trouble(folder: Path, archives: list[str]) -> str:
    try:
        read_header(folder / MODEL)
    except WeightsError:
        return tr(
            '"{name}" is not whole: {model} was cut off, or is damaged.',
            name=folder.name,
            model=MODEL,
        )
    for name in archives:
        if not _is_whole_archive(folder / name):
            return tr(
                '"{name}" is not whole: {file} was cut off, or is damaged.',
                name=folder.name,
                file=name,
            )
    return ""


def _strange(folder: Path, names: Iterable[str]) -> str:
    """Return why the trainer must not load a state: it would run what no state of its names."""
    from app.core.training.trainer.pickle_names import UNKNOWN, strange_names

    for name in sorted(names):
        if not name.endswith(_PICKLED):
            continue
        try:
            strange = strange_names(folder / name)
        except OSError as error:
            return cannot("read", folder / name, error)
        if strange:
            what = ", ".join(each.replace(" ", ".") for each in strange[:3] if each != UNKNOWN)
            return tr(
                '"{name}" must not be loaded: its {file} would run {what}, which no state of the '
                "trainer does. It may be made to harm: do not trust where it came from.",
                name=folder.name,
                file=name,
                what=what or tr("something unknown"),
            )
    return ""


def _is_whole_archive(file: Path) -> bool:
    """Return whether what torch saved has its end; what is no zip is believed."""
    try:
        with paths.opened(file) as opened:
            if opened.read(4) != _ZIP:
                return True
            size = opened.seek(0, 2)
            opened.seek(max(0, size - _TAIL))
            return _ZIP_END in opened.read()
    except OSError:
        return False
