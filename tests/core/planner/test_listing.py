"""Which files are listed, on Linux and on Windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.planner.listing import (
    Host,
    captioned,
    finds_itself,
    ignored,
    list_media,
)
from app.core.planner.places import entries_of
from app.core.planner.schema import Kind

LINUX, WINDOWS = Host(folds_case=False), Host(folds_case=True)


def test_that_windows_lists_any_mixture_of_capitals() -> None:
    names = ["b.mp4", "UP.MP4", "Mixed.Mp4", "a.ts", "c.gif", ".hidden.mp4", "d.mpeg", "e.png"]
    assert list_media(names, "video", LINUX) == ["UP.MP4", "b.mp4", "d.mpeg"]
    assert list_media(names, "video", WINDOWS) == ["Mixed.Mp4", "UP.MP4", "b.mp4", "d.mpeg"]


def test_that_images_without_a_caption_of_their_very_name_are_dropped() -> None:
    names = ["a.png", "B.png", "b.txt", "a.txt", "c.png", "c.TXT", "d.png", ".d.txt", "e.e.png"]
    images = list_media(names, "image", LINUX)
    assert captioned(images, names, ".txt", LINUX) == ["a.png"]
    assert captioned(images, names, ".txt", WINDOWS) == ["a.png", "c.png"]


@pytest.mark.parametrize(
    ("extension", "found"),
    [
        ("txt", ["a.png"]),  # without the dot the glob finds the caption, opening it fails later
        ("", ["a.png", "b.png"]),  # everything matches, the images themselves too
        (".t?t", ["a.png"]),
        (".caption.txt", []),  # the stem would be "b.caption"
    ],
)
def test_that_the_caption_extension_is_a_pattern(extension: str, found: list[str]) -> None:
    names = ["a.png", "a.txt", "b.png", "b.caption.txt"]
    assert captioned(["a.png", "b.png"], names, extension, LINUX) == found


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("sub", "video", "a folder"),
        ("a.ts", "video", "no extension"),
        ("a.Mp4", "video", "mixes small and capital"),
        (".a.mp4", "video", "begins with a dot"),
        ("a.png", "video", "an image in a dataset of videos"),
        ("a.mp4", "image", "a video in a dataset of images"),
        ("a.png", "image", "no caption file"),
        ("a.txt", "image", None),
        ("a_wan.safetensors", "video", None),
    ],
)
def test_that_what_is_passed_over_gets_its_reason(
    name: str, kind: Kind, reason: str | None
) -> None:
    found = [item.reason for item in ignored([name], {"sub"}, [], ".txt", kind, LINUX)]
    assert (reason is None) == (found == [])
    assert reason is None or reason in found[0]


@pytest.mark.parametrize(
    ("folder", "found"),
    [
        ("/data/cache", True),
        ("/data/cache[1]", False),
        ("/data/[x]/cache", False),
        ("/data/cache[1", True),
        ("/data/ca?he", True),
        ("cache*", True),
    ],
)
def test_that_a_folder_is_known_to_be_a_pattern(folder: str, found: bool) -> None:
    assert finds_itself(folder) is found


def test_that_a_link_in_a_circle_leaves_the_rest_of_its_folder_listed(tmp_path: Path) -> None:
    (tmp_path / "b.mp4").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    try:
        (tmp_path / "a.mp4").symlink_to("a.mp4")
    except OSError:
        pytest.skip("this system makes no links")
    assert entries_of(tmp_path) == {"a.mp4": False, "b.mp4": False, "folder": True}
