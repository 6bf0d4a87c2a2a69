"""A small dataset on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.films import make_film


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder ``v`` of two clips, 50 and 20 frames, with captions."""
    (tmp_path / "v").mkdir()
    for name, frames in (("a", 50), ("b", 20)):
        make_film(tmp_path / "v" / f"{name}.mp4", frames, rate=16)
        (tmp_path / "v" / f"{name}.txt").write_text("a caption", encoding="utf-8")
    return tmp_path
