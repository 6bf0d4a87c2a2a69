"""What a cache file of the trainer says of itself: its header, read without its tensors.

A safetensors file is 8 bytes (the header's length, little endian), a JSON object (name of a tensor
-> dtype, shape, data_offsets; ``__metadata__`` -> texts) and the tensors' bytes, without a gap.
(From musubi-tuner 0.3.4, ``cache_io.py``: pictures are kept as ``latents_<F>x<H>x<W>_<dtype>``,
captions with the words they were made of in the metadata, as ``caption1``.)
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any, Literal, NamedTuple

from app.core.language import noted, tr
from app.core.planner.places import is_pipe

Shape = tuple[int, int, int]  # frames, height, width of a latent
Kind = Literal["latents", "text", "other", "damaged"]

_MOST = 1 << 20  # bytes of a header: those of the trainer's caches take some hundreds
_LENGTH = 8
_LATENTS = re.compile(r"latents_(\d{1,6})x(\d{1,6})x(\d{1,6})_[a-z0-9]+")
_MODELS = ("ss_", "modelspec.")  # what those say of themselves that programs train
_WORDS = ("varlen_", "llm_", "clipL_", "llama_", "clip_l_pooler_")


class CacheFact(NamedTuple):
    """What is in a cache file.

    Attributes:
        kind: Pictures, a caption, something else; or it cannot be read.
        shape: Of the pictures.
        caption: `words_key` of the words it was made of; empty where it does not say.
        why: What is wrong with it, without a full stop; empty where nothing is.
    """

    kind: Kind
    shape: Shape | None = None
    caption: str = ""
    why: str = ""


def words_key(caption: str) -> str:
    """Return what is equal for captions that the trainer takes for the same: 32 digits."""
    data = caption.strip().encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def read_fact(path: Path) -> CacheFact:
    """Return what is in a cache file; damage is one of the answers, nothing is raised.

    What is whole or damaged and is clearly no cache is something else: a model that is just being
    copied to the folder is no damaged cache.
    """
    try:
        header, why = _header(path)
    except OSError as error:
        return CacheFact(
            "damaged", why=tr("it cannot be read ({why})", why=error.strerror or error)
        )
    except _Damaged as damage:
        return CacheFact("damaged", why=str(damage))
    found = _fact_of(header)
    return CacheFact("damaged", why=why) if why and found.kind != "other" else found


def _fact_of(header: dict[str, Any]) -> CacheFact:
    metadata = header.pop("__metadata__", {})
    said = metadata if isinstance(metadata, dict) else {}
    if any(key.startswith(_MODELS) for key in said):
        return CacheFact("other")
    for name, tensor in header.items():
        found = _LATENTS.fullmatch(name)
        if found:
            frames, height, width = map(int, found.groups())
            if tensor["shape"][-3:] != [frames, height, width]:
                return CacheFact(
                    "damaged", why=noted("its pictures have another size than it says")
                )
            return CacheFact("latents", (frames, height, width))
    words = said.get("caption1")
    if isinstance(words, str):
        return CacheFact("text", caption=words_key(words))
    if any(name.startswith(_WORDS) for name in header):
        return CacheFact("text")
    return CacheFact("other")


class _Damaged(Exception):
    """``str(error)`` says what is wrong, for people, without a full stop."""


def _header(path: Path) -> tuple[dict[str, Any], str]:
    """Return a header, and why it does not fit its file; none of it where it is too long."""
    if is_pipe(path):
        raise _Damaged(noted("it is a pipe or device"))
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(_LENGTH)
        length = int.from_bytes(start, "little")
        if len(start) < _LENGTH or length > size - _LENGTH:
            raise _Damaged(noted("it is cut short"))
        if length > _MOST:
            if file.read(1) == b"{":  # a model of many tensors, or one with much to say
                return {}, ""
            raise _Damaged(noted("it is no cache file inside"))
        text = file.read(length)
    try:
        header = json.loads(text)
        ends = [_end(name, tensor) for name, tensor in header.items() if name != "__metadata__"]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _Damaged(noted("its header is damaged")) from None
    fits = _LENGTH + length + max(ends, default=0) == size
    return dict(header), "" if fits else noted("it is cut short, or longer than it says")


def _end(name: str, tensor: dict[str, Any]) -> int:
    """Return where a tensor's bytes end, counted from behind the header."""
    start, end = tensor["data_offsets"]
    shape = tensor["shape"]
    whole = all(type(number) is int and number >= 0 for number in (start, end, *shape))
    if not whole or start > end or not isinstance(shape, list):
        raise ValueError(name)
    return int(end)
