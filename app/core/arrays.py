"""Arrays with facts about them as bytes, for the cache.

Not NumPy's own files: their headers are Python source, and Python 3.11's parser fails now and then
(``SystemError: AST constructor recursion depth mismatch``) when two threads parse at once while
garbage is collected. Here the header is JSON. The bytes, integers little-endian::

    8   magic, its last character the format's version
    4   CRC-32 of all that follows
    4   length of the header
    ..  header: JSON with ``facts``, ``arrays`` (name, type, shape each) and ``deflated``
    ..  the arrays' elements, row-major, one array behind the other; zlib's format if deflated
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array: TypeAlias = npt.NDArray[Any]

_MAGIC = b"RusArr-1"
_START = struct.Struct("<8sI")
_LENGTH = struct.Struct("<I")
_ALIGNED = 16  # bytes; where the elements begin
_TYPES = frozenset(
    ("|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8")
)


def pack(facts: Mapping[str, Any], arrays: Mapping[str, Array], *, deflated: bool = False) -> bytes:
    """Return facts and arrays as bytes for `unpack`.

    Args:
        facts: What JSON can hold; tuples come back as lists.
        arrays: Of truth values, integers or floats, of any shape.
        deflated: Compress the elements: smaller, but many times slower to read.

    Raises:
        ValueError: An array is of another type.
    """
    plain = {name: array.astype(_stored(array.dtype), copy=False) for name, array in arrays.items()}
    # The widest first: each begins where its elements can be used in place.
    plain = dict(sorted(plain.items(), key=lambda each: -each[1].itemsize))
    entries = [[name, array.dtype.str, array.shape] for name, array in plain.items()]
    header = json.dumps({"facts": dict(facts), "arrays": entries, "deflated": deflated}).encode()
    header += b" " * (-(_START.size + _LENGTH.size + len(header)) % _ALIGNED)
    elements = b"".join(array.tobytes() for array in plain.values())
    body = zlib.compress(elements) if deflated else elements
    rest = b"".join([_LENGTH.pack(len(header)), header, body])
    return _START.pack(_MAGIC, zlib.crc32(rest)) + rest


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the facts and the arrays that `pack` was given.

    The arrays are little-endian, read-only and share one piece of memory: ``data`` itself unless
    deflated.

    Raises:
        ValueError: The bytes are not `pack`'s, of another version, or not whole.
    """
    import numpy as np

    header, place = _opened(data)
    elements = data
    if header["deflated"]:
        elements, place = zlib.decompress(memoryview(data)[place:]), 0
    arrays: dict[str, Array] = {}
    for name, kind, shape in header["arrays"]:
        arrays[name] = np.ndarray(shape, kind, elements, place)
        place += arrays[name].nbytes
    return header["facts"], arrays


def _stored(kind: np.dtype[Any]) -> np.dtype[Any]:
    little = kind.newbyteorder("<")
    if little.str not in _TYPES:
        raise ValueError(f"cannot pack an array of {kind}")
    return little


def _opened(data: bytes) -> tuple[dict[str, Any], int]:
    """Return the header and where the elements begin, of whole bytes; refuse others."""
    if len(data) < _START.size + _LENGTH.size:
        raise ValueError("packed arrays are cut off")
    magic, mark = _START.unpack_from(data)
    if magic != _MAGIC or mark != zlib.crc32(memoryview(data)[_START.size :]):
        raise ValueError("not packed arrays, or damaged ones")
    begin = _START.size + _LENGTH.size
    end = begin + _LENGTH.unpack_from(data, _START.size)[0]
    header: dict[str, Any] = json.loads(data[begin:end])
    return header, end
