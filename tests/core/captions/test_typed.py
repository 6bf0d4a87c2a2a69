from __future__ import annotations

import pytest

from app.core.captions.typed import as_kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("  A fox  runs. ", "A fox runs."),
        ("A fox.\n\n  It rains. \n", "A fox.\nIt rains."),
        ("Ghibli style. A fox.", "A fox."),
        ("ghibli STYLE, a fox\nruns", "a fox\nruns"),
        ("Ghibli style", ""),
        ("Ghibli style.\nA fox.", "A fox."),
        ("Ghibli style. Ghibli style: A fox.", "A fox."),
        ("Ghibli styled house.", "Ghibli styled house."),
        ("A fox in Ghibli style.", "A fox in Ghibli style."),
        ("A fox.\nGhibli style.", "A fox.\nGhibli style."),
    ],
)
def test_that_a_leading_trigger_goes_and_line_breaks_stay(typed: str, kept: str) -> None:
    assert as_kept(typed, "Ghibli style") == kept
    assert as_kept(kept, "Ghibli style") == kept


def test_that_nothing_is_taken_off_where_there_is_no_trigger() -> None:
    assert as_kept("Ghibli style. A fox.", "") == "Ghibli style. A fox."
