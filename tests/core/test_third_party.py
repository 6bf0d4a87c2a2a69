from __future__ import annotations

from pathlib import Path

import pytest

from app.core import third_party
from app.core.third_party import NOTICES, Notice, carried, found_in, joined, notices, split

WORKS = [
    Notice("About these notices", text="In plain words.\n\n* one\n\n* two"),
    Notice("av", "18.1.0", "BSD-3-Clause", "https://pyav.basswood.io", "Copyright\n\nAll: rights"),
    Notice("qasync", "0.28.0", "BSD-2-Clause"),
    Notice("bare"),
]


def test_that_notices_survive_being_written_as_one_text() -> None:
    text = joined(WORKS)
    assert split(text) == split(text.replace("\n", "\r\n")) == WORKS
    assert split("") == []


def test_that_a_checkout_names_what_it_needs_with_licences_from_the_metadata() -> None:
    found = {each.name.lower().replace("_", "-"): each for each in notices()}
    assert found["av"].licence == "BSD-3-Clause"
    assert found["pyside6-essentials"].licence.startswith("LGPL-3.0")
    assert found["pygments"].home.startswith("https://")  # needed by one that is needed
    assert {"rushes", "pytest", "ruff"} & found.keys() == set()
    assert "UNKNOWN" not in {each.licence for each in found.values()}


def test_that_a_bundle_tells_what_was_written_when_it_was_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / NOTICES).write_text(joined(WORKS), encoding="utf-8")
    monkeypatch.setattr("app.core.paths.resources", lambda: tmp_path)
    assert notices() == WORKS


def test_that_notices_that_cannot_be_read_are_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / NOTICES).mkdir()
    monkeypatch.setattr("app.core.paths.resources", lambda: tmp_path)
    with pytest.raises(third_party.AppError, match=NOTICES):
        notices()


def test_that_a_work_is_found_by_words_of_its_licence() -> None:
    assert found_in(WORKS[1], "AV rights")
    assert not found_in(WORKS[1], "av wrongs")
    assert all(found_in(each, "") for each in WORKS)


def test_that_no_package_is_told_of_twice() -> None:
    names = [third_party.canonical(each.name) for each in carried()]
    assert len(names) == len(set(names)) > 25
