"""What a file of torch would import when it is loaded, found without loading it.

A pickle is a program that may call whatever it names. The trainer loads states of trainings with
it; what no such state names is therefore not given to the trainer.
"""

from __future__ import annotations

import io
import pickletools
import re
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from app.core import paths
from app.core.training.trainer.pth_header import MOST, NO_ZIP, Machine, Named, step

_PICKLES = 5  # of a file of torch before 1.6
_MOST_STEPS = 3_000_000
UNKNOWN = "?"  # something that is not followed here

# What torch, accelerate and numpy write into states: tensors, numbers and plain collections.
_USUAL = re.compile(
    r"torch(\._utils|\._tensor|\.storage|\.nn\.parameter|\.serialization)? "
    r"(_rebuild_\w+|\w*Storage|Size|device|dtype|Parameter|Tensor|_get_layout|strided|"
    r"b?float\w*|q?u?int\w*|complex\w*|bool)"
    r"|collections (OrderedDict|defaultdict|Counter|deque)"
    r"|numpy(\._?core(\.(multiarray|numeric))?)? "
    r"(_reconstruct|scalar|ndarray|dtype|_frombuffer|u?int\d+|float\d+)"
    r"|numpy\.dtypes \w+DType"
    r"|_codecs encode"
    r"|(builtins|__builtin__) "
    r"(set|frozenset|dict|list|tuple|int|float|bool|complex|bytes|bytearray|slice|range|str)"
)


def strange_names(path: Path) -> tuple[str, ...]:
    """Return what a file would import, as ``module name``, and a state of a training never does.

    Raises:
        OSError: It cannot be read.
    """
    found = dict.fromkeys(_names(path))
    return tuple(name for name in found if not _USUAL.fullmatch(name))


def _names(path: Path) -> Iterator[str]:
    with paths.opened(path) as file:
        zipped = file.read(4) == b"PK\x03\x04"
        file.seek(0)
        if not zipped:
            if _is_tar(file):  # torch once wrote such
                yield UNKNOWN
                return
            opened = io.BytesIO(file.read(MOST))
            for _ in range(_PICKLES):
                yield from _of_pickle(opened)
            return
        try:
            with zipfile.ZipFile(file) as packed:
                for each in packed.infolist():
                    if each.filename.lower().endswith(".pkl"):
                        if each.file_size > MOST:
                            yield UNKNOWN
                            continue
                        with packed.open(each) as inside:
                            yield from _of_pickle(io.BytesIO(inside.read(MOST)))
        except NO_ZIP:
            return  # torch cannot read it either


def _is_tar(file: IO[bytes]) -> bool:
    try:
        with tarfile.open(fileobj=file, mode="r:") as packed:
            return packed.next() is not None
    except (tarfile.TarError, ValueError, EOFError):
        return False
    finally:
        file.seek(0)


def _of_pickle(file: IO[bytes]) -> Iterator[str]:
    """Yield what the next pickle of a file names; it ends where Python's own reader fails too."""
    machine = Machine()
    opcodes = pickletools.genops(file)
    for number in range(_MOST_STEPS):
        try:
            opcode, value, _ = next(opcodes)
        except (StopIteration, ValueError, OverflowError, MemoryError):
            return
        if opcode.name == "INST":
            yield str(value)
        try:
            step(machine, opcode.name, value)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError):
            if number:
                yield UNKNOWN
            return
        if opcode.name in ("GLOBAL", "STACK_GLOBAL"):
            top = machine.stack[-1]
            yield top.name if isinstance(top, Named) else UNKNOWN
    yield UNKNOWN
