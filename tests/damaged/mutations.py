"""What is done to the bytes of a file, whatever it is."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

Mutation = Callable[[Path, random.Random], None]

_BOXES = re.compile(
    rb"ftyp|moov|trak|mdia|stbl|stsd|stts|stsz|stco|ctts|elst|avcC|hvcC|mdat|moof|trun|tfhd"
    rb"|RIFF|LIST|avih|strh|strf|movi|idx1|IHDR|IDAT|IEND|VP8 |PK\x03\x04|PK\x01\x02"
    rb"|\x1a\x45\xdf\xa3|\x18\x53\x80\x67|\x1f\x43\xb6\x75|\x16\x54\xae\x6b|\x1c\x53\xbb\x6b"
    rb"|\xff\xd8|\xff\xc0|\xff\xda|\x00\x00\x01|\x47\x40|\n|\}|\]"
)
_HUGE = (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x00")
_LONG = (*_HUGE, b"\x7f" + b"\xff" * 7, b"\xff" * 7 + b"\x7f", b"\x01\x00\x00\x00\x00\x00\x00\x00")


def _borders(data: bytes) -> list[int]:
    return [found.start() for found in _BOXES.finditer(data)]


def _place(data: bytes, dice: random.Random) -> int:
    """Return an offset: half of them near the beginning, where headers are."""
    most = len(data) if dice.random() < 0.5 else min(len(data), 4096)
    return dice.randrange(max(1, most))


def _changed(path: Path, change: Callable[[bytearray], None]) -> None:
    data = bytearray(path.read_bytes())
    change(data)
    path.write_bytes(data)


def cut(path: Path, dice: random.Random) -> None:
    """End it somewhere."""
    data = path.read_bytes()
    path.write_bytes(data[: dice.randrange(max(1, len(data)))])


def cut_at_border(path: Path, dice: random.Random) -> None:
    """End it where a part of it begins, or a few bytes after."""
    data = path.read_bytes()
    at = dice.choice(_borders(data) or [len(data) // 2])
    path.write_bytes(data[: at + dice.choice((0, 0, 1, 4, 8))])


def flip_bits(path: Path, dice: random.Random) -> None:
    """Flip some bits."""

    def change(data: bytearray) -> None:
        for _ in range(dice.choice((1, 1, 3, 20, 200)) if data else 0):
            data[_place(data, dice)] ^= 1 << dice.randrange(8)

    _changed(path, change)


def zero_range(path: Path, dice: random.Random) -> None:
    """Set a range to zeros or ones."""

    def change(data: bytearray) -> None:
        at, length = _place(data, dice), dice.choice((4, 64, 1024, 16384))
        length = min(length, len(data) - at)
        data[at : at + length] = dice.choice((b"\0", b"\xff")) * length

    _changed(path, change)


def swap_ranges(path: Path, dice: random.Random) -> None:
    """Swap two ranges."""

    def change(data: bytearray) -> None:
        length = min(dice.choice((4, 64, 1024)), len(data) // 3)
        one = dice.randrange(max(1, len(data) // 2 - length))
        other = len(data) // 2 + dice.randrange(max(1, len(data) // 2 - length))
        first, second = data[one : one + length], data[other : other + length]
        data[one : one + length], data[other : other + length] = second, first

    _changed(path, change)


def repeat_range(path: Path, dice: random.Random) -> None:
    """Repeat a range, many times."""

    def change(data: bytearray) -> None:
        at, length = _place(data, dice), dice.choice((1, 16, 188, 1024))
        data[at:at] = bytes(data[at : at + length]) * dice.choice((1, 7, 100))

    _changed(path, change)


def insert_bytes(path: Path, dice: random.Random) -> None:
    """Insert bytes that mean nothing."""

    def change(data: bytearray) -> None:
        at = _place(data, dice)
        data[at:at] = dice.randbytes(dice.choice((1, 3, 50, 4000)))

    _changed(path, change)


def remove_range(path: Path, dice: random.Random) -> None:
    """Take a range out."""

    def change(data: bytearray) -> None:
        at = _place(data, dice)
        del data[at : at + dice.choice((1, 4, 100, 4000))]

    _changed(path, change)


def huge_numbers(path: Path, dice: random.Random) -> None:
    """Let lengths and counts of its headers be as great as can be, or none."""

    def change(data: bytearray) -> None:
        borders = _borders(data)
        for _ in range(dice.choice((1, 1, 2, 6))):
            value = dice.choice(_LONG)
            at = max(
                0, dice.choice(borders) + dice.choice((-8, -4, 4, 8, 12, 16, 20)) if borders else 0
            )
            if at + len(value) <= len(data):
                data[at : at + len(value)] = value

    _changed(path, change)


def noise(path: Path, dice: random.Random) -> None:
    """Put noise in its place; or keep the first bytes alone."""
    head = path.read_bytes()[: dice.choice((0, 8, 64))]
    path.write_bytes(head + dice.randbytes(dice.choice((10, 3000, 100_000))))


def empty(path: Path, dice: random.Random) -> None:
    """Let nothing be in it."""
    path.write_bytes(b"")


def blank(path: Path, dice: random.Random) -> None:
    """Let it be as long as it was, of zeros: as a file system leaves it after a power cut."""
    path.write_bytes(bytes(path.stat().st_size))


def other_kind(path: Path, dice: random.Random) -> None:
    """Let it be something else under its name."""
    others = (
        b"<!DOCTYPE html><html><body>404</body></html>",
        b"\x89PNG\r\n\x1a\n" + bytes(40),
        b"PK\x03\x04" + dice.randbytes(200),
        b"SQLite format 3\0" + bytes(100),
        b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
        b"#EXTM3U\n#EXTINF:1,\nfile:///dev/zero\n",
        b"ffconcat version 1.0\nfile /dev/zero\n",
        b"MZ" + dice.randbytes(500),
        b"{" * 3000,
    )
    path.write_bytes(dice.choice(others))


def a_folder(path: Path, dice: random.Random) -> None:
    """Let it be a folder."""
    path.unlink()
    path.mkdir()


def a_pipe(path: Path, dice: random.Random) -> None:
    """Let it be a pipe that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def a_circle(path: Path, dice: random.Random) -> None:
    """Let it be a link to itself."""
    path.unlink()
    path.symlink_to(path.name)


def a_dead_link(path: Path, dice: random.Random) -> None:
    """Let it be a link to what is not there."""
    path.unlink()
    path.symlink_to(path.parent / "gone" / path.name)


def a_device(path: Path, dice: random.Random) -> None:
    """Let it be a link to a device that never ends."""
    path.unlink()
    path.symlink_to(dice.choice(("/dev/zero", "/dev/null")))


def twice(path: Path, dice: random.Random) -> None:
    """Let it stand in the file twice."""
    path.write_bytes(path.read_bytes() * 2)


BYTES: tuple[Mutation, ...] = (
    *(cut, cut_at_border, flip_bits, flip_bits, zero_range, swap_ranges, repeat_range),
    *(insert_bytes, remove_range, huge_numbers, huge_numbers, noise, twice),
)
WHOLE: tuple[Mutation, ...] = (empty, blank, other_kind, a_folder)
LINKS: tuple[Mutation, ...] = (
    (a_pipe, a_circle, a_dead_link, a_device) if hasattr(os, "mkfifo") else ()
)
ANY: Mapping[str, Mutation] = {each.__name__: each for each in (*BYTES, *WHOLE, *LINKS)}


def copied(good: Path, place: Path) -> None:
    """Copy a folder, links and all."""
    shutil.copytree(good, place, symlinks=True)
