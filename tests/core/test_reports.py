from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.core.reports import note_first_paint


def test_that_the_first_paint_is_noted_where_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("RUSHES_FIRST_PAINT", raising=False)
    note_first_paint()
    monkeypatch.setenv("RUSHES_FIRST_PAINT", str(tmp_path / "painted.txt"))
    note_first_paint()
    assert abs(float((tmp_path / "painted.txt").read_text()) - time.time()) < 10
    assert [each.name for each in tmp_path.iterdir()] == ["painted.txt"]
