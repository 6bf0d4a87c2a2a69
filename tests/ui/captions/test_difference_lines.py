"""A difference in a few lines, whatever characters it is made of."""

from __future__ import annotations

import pytest

from app.core.captions.differing import Run
from app.ui.captions.difference_lines import laid_out, shown_runs

pytestmark = pytest.mark.usefixtures("qapp")
RABBIT = "\U0001f407"  # two units, as Qt counts


def test_that_what_goes_is_struck_where_it_stands_behind_an_emoji() -> None:
    runs = shown_runs([Run("same", f"{RABBIT} a "), Run("gone", "cat"), Run("same", " runs")])
    layout = laid_out(runs, 600)
    (struck,) = layout.formats()
    units = layout.text().encode("utf-16-le")
    start, end = 2 * struck.start, 2 * (struck.start + struck.length)
    assert units[start:end].decode("utf-16-le") == "cat"


def test_that_what_does_not_fit_ends_in_dots_though_an_emoji_counts_twice() -> None:
    layout = laid_out([Run("gone", "A cat."), Run("same", f" {RABBIT}" * 60)], 300)
    assert layout.lineCount() == 3 and layout.text().endswith("…")
    short = laid_out([Run("new", f"A cat. {RABBIT}")], 300)
    assert short.lineCount() == 1 and short.text() == f"A cat. {RABBIT}"
