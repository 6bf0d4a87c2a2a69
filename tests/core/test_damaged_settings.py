from __future__ import annotations

from pathlib import Path

import pytest

from app.core.damaged_settings import DAMAGED, put_aside
from app.core.settings import FILE, Preferences, load, save


def test_that_settings_that_are_whole_or_none_are_left_alone(tmp_path: Path) -> None:
    assert put_aside(tmp_path) == ""
    save(Preferences(phrases=("rain",)), tmp_path)
    assert put_aside(tmp_path) == ""
    assert load(tmp_path).phrases == ("rain",)


@pytest.mark.parametrize("text", ["", '{"phrases": ["rain"', "[]", "\xff", "[" * 100_000])
def test_that_damaged_settings_are_said_and_kept_whatever_is_changed_next(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / FILE).write_text(text, encoding="latin-1")
    assert DAMAGED in put_aside(tmp_path)
    save(load(tmp_path), tmp_path)
    assert (tmp_path / DAMAGED).read_text(encoding="latin-1") == text
    assert put_aside(tmp_path) == ""


def test_that_settings_that_cannot_be_read_now_stay_where_they_are(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    assert "folder" in put_aside(tmp_path)
    assert (tmp_path / FILE).is_dir()
