"""The header of a safetensors file: what is in it, and whether all of it is there.

8 bytes, little-endian: the header's length; the header, JSON: for each tensor its type, shape and
place; then the tensors' bytes to the end of the file. The trainer writes to the final name: a file
whose header promises more bytes than there are is still being written, or was cut off.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core import paths
from app.core.errors import AppError, cannot
from app.core.language import tr

_MOST = 100 * 1024 * 1024  # bytes of a header; the format's own limit
_SIZES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1}


class WeightsError(AppError):
    """A file of weights cannot be read, or is not what it should be."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor is.

    Attributes:
        kind: Its type as the file names it: ``BF16``, ``F32``, …
        begin: Its first byte in the file; ``end``: one past its last.
    """

    kind: str
    shape: tuple[int, ...]
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a file's header says.

    Attributes:
        metadata: Texts by key; none where the trainer was told to write none.
        size: Bytes that the whole file has.
    """

    tensors: Mapping[str, Tensor]
    metadata: Mapping[str, str]
    size: int


def read_header(path: Path) -> Header:
    """Return what a file's header says; reads nothing else of it.

    Raises:
        WeightsError: It cannot be read, is no safetensors file, or is not whole.
    """
    header = _read(path)
    there = _size(path)
    if there != header.size:
        raise WeightsError(
            tr(
                '"{path}" is not whole: {there:,} of {size:,} bytes are there; wait until '
                "the trainer has written it, or delete it where it was cut off.",
                path=path,
                there=there,
                size=header.size,
            )
        )
    return header


def is_whole(path: Path) -> bool:
    """Return whether all that a file's header promises is there."""
    try:
        read_header(path)
    except WeightsError:
        return False
    return True


def _read(path: Path) -> Header:
    try:
        with paths.opened(path) as file:
            length = int.from_bytes(file.read(8), "little")
            text = file.read(length) if 2 <= length <= _MOST else b""
    except OSError as error:
        raise WeightsError(cannot("read", path, error), detail=str(error)) from error
    if len(text) != length or not text:
        raise WeightsError(
            tr(
                '"{path}" has no whole header: it is still being written, or no safetensors file.',
                path=path,
            )
        )
    try:
        return _parsed(json.loads(text), 8 + length)
    except (
        ArithmeticError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        RecursionError,
    ) as error:
        raise WeightsError(
            tr('"{path}" has a damaged header; delete it and use another checkpoint.', path=path),
            detail=str(error),
        ) from error


def _parsed(value: dict[str, Any], start: int) -> Header:
    metadata = value.pop("__metadata__", None) or {}
    tensors = {name: _tensor(facts, start) for name, facts in value.items()}
    at = start
    for begin, end in sorted((each.begin, each.end) for each in tensors.values()):
        if begin != at:
            raise ValueError("tensors overlap, or have something between them")
        at = end
    size = at
    return Header(tensors, {str(key): str(each) for key, each in metadata.items()}, size)


def _tensor(facts: Mapping[str, Any], start: int) -> Tensor:
    kind, shape = str(facts["dtype"]), tuple(int(side) for side in facts["shape"])
    begin, end = (start + int(place) for place in facts["data_offsets"])
    if min(shape, default=0) < 0 or not start <= begin <= end:
        raise ValueError("a tensor lies outside the file")
    if kind in _SIZES and math.prod(shape) * _SIZES[kind] != end - begin:
        raise ValueError("a tensor's bytes do not fit its shape")
    return Tensor(kind, shape, begin, end)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise WeightsError(cannot("read", path, error), detail=str(error)) from error
