"""What a file of weights says of itself: names, kinds and sizes of its tensors, never the weights.

A safetensors file is 8 bytes (the header's length, little endian), a JSON object (name of a tensor
-> dtype, shape, data_offsets; ``__metadata__`` -> texts) and the tensors' bytes, without a gap. A
pth file is read by `pth_header`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from app.core import paths
from app.core.errors import reason
from app.core.language import noted, tr
from app.core.planner.places import is_pipe

_LENGTH = 8
_MOST = 100_000_000  # bytes of a header, as the safetensors library has it
_PART = re.compile(r"(.*-)(\d{5})(-of-)(\d{5})(\.safetensors)", re.ASCII)
_MOST_PARTS = 200
_DTYPES = {
    **{"F64": "fp64", "F32": "fp32", "F16": "fp16", "BF16": "bf16"},
    **{"F8_E4M3": "fp8_e4m3fn", "F8_E5M2": "fp8_e5m2"},
}
_NO_WEIGHTS = (  # how a file begins that is something else
    (b"version https://git-lfs", noted("is a Git LFS pointer, not the file itself: download it")),
    (b"<!doctype", noted("is a web page, not a model: download the file itself")),
    (b"<html", noted("is a web page, not a model: download the file itself")),
    (b"GGUF", noted("is a GGUF file, which the trainer cannot read: choose a safetensors file")),
    (b"\x1f\x8b", noted("is packed: unpack it first")),
    (b"7z\xbc\xaf", noted("is packed: unpack it first")),
)


class NoWeights(Exception):
    """A file cannot be read as weights.

    ``str(error)`` goes on after its name, without a full stop: ``is cut short: …``.
    """


class Tensor(NamedTuple):
    """One of a file's tensors.

    Attributes:
        dtype: ``fp32``, ``bf16``, ``fp8_e4m3fn``, …
        shape: Its sides.
    """

    dtype: str
    shape: tuple[int, ...]


class Header(NamedTuple):
    """What a file of weights says of itself.

    Attributes:
        tensors: By name.
        metadata: Texts by name; only safetensors has them.
        size: Bytes of the file, or of all its parts.
    """

    tensors: Mapping[str, Tensor]
    metadata: Mapping[str, str]
    size: int


def read_header(path: Path) -> Header:
    """Return what a file says of itself; of one that is in parts, what all of them say.

    Raises:
        NoWeights: It is damaged, or no file of weights.
    """
    from app.core.training.trainer.pth_header import PTH, read_pth

    try:
        if paths.is_folder(path):
            raise NoWeights(tr("is a folder: choose the file in it"))
        if is_pipe(path):
            raise NoWeights(tr("is a pipe or a device: choose a file"))
        if path.suffix.lower() in PTH:
            return read_pth(path)
        return _parts(path)
    except OSError as error:
        raise NoWeights(tr("cannot be read: {why}", why=reason(error))) from error


def refuse_other_files(start: bytes) -> None:
    """Raise `NoWeights` where the first bytes of a file are those of something else."""
    if not start.strip(b"\0"):
        raise NoWeights(
            tr("is empty: download it again")
            if not start
            else tr("holds only zeros: download it again")
        )
    for beginning, words in _NO_WEIGHTS:
        if start[: len(beginning)].lower() == beginning.lower():
            raise NoWeights(tr(words))


def _parts(path: Path) -> Header:
    """Return the header of a safetensors file, with those of its other parts where it is one."""
    found = _PART.fullmatch(path.name)
    if found is None or int(found[4]) > _MOST_PARTS:
        return _safetensors(path)
    tensors: dict[str, Tensor] = {}
    metadata: dict[str, str] = {}
    size = 0
    for number in range(1, int(found[4]) + 1):
        part = path.with_name(f"{found[1]}{number:05}{found[3]}{found[4]}{found[5]}")
        if not paths.exists(part):
            raise NoWeights(
                tr(
                    "is one part of {count}, and {name} is not beside it",
                    count=int(found[4]),
                    name=part.name,
                )
            )
        header = _safetensors(part)
        tensors.update(header.tensors)
        metadata.update(header.metadata)
        size += header.size
    return Header(tensors, metadata, size)


def _safetensors(path: Path) -> Header:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(64)
        refuse_other_files(start)
        length = int.from_bytes(start[:_LENGTH], "little")
        if start[_LENGTH : _LENGTH + 1] != b"{" or length > _MOST:
            raise NoWeights(tr("is no safetensors file inside: download it again"))
        if length > size - _LENGTH:
            raise NoWeights(tr("is cut short: download it again"))
        file.seek(_LENGTH)
        text = file.read(length)
    try:
        header = json.loads(text)
        metadata = header.pop("__metadata__", None) or {}
        tensors = {name: _tensor(each) for name, each in header.items()}
        end = max((each["data_offsets"][1] for each in header.values()), default=0)
        texts = {str(name): str(each) for name, each in metadata.items()}
        missing = _LENGTH + length + end - size
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise NoWeights(tr("has a damaged header: download it again")) from None
    if missing > 0:
        raise NoWeights(
            tr("is cut short, {number:,} bytes are missing: download it again", number=missing)
        )
    return Header(tensors, texts, size)


def _tensor(said: Mapping[str, Any]) -> Tensor:
    shape = tuple(said["shape"])
    if not all(type(side) is int and side >= 0 for side in shape):
        raise ValueError(shape)
    dtype = said["dtype"]
    return Tensor(_DTYPES.get(dtype, str(dtype).lower()), shape)
