"""Where in the window an edit is seen."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from app.core.library.edits import Edit, adding, changing, removing, several
from app.core.library.model import Clip, Dataset, Prompt, Settings, Shot, Still
from app.core.library.seen import places_of

CLIP = Clip(id=3, source=1, start=0, end=20)
STILL = Still(id=4, source=1, frame=5)
SHOT = Shot(id=2, source=1, start=0, end=40)
PROMPT = Prompt(id=1, position=1, text="a cat", width=832, height=480, frames=45)
DATASET = Dataset(id=1, position=1, name="short", kind="video", resolution=(768, 416))
SETTINGS = Settings(name="Ghibli")


@pytest.mark.parametrize(
    ("edit", "places"),
    [
        (changing(SHOT, replace(SHOT, rating=3)), ("clips",)),
        (changing(CLIP, replace(CLIP, end=19)), ("clips", "captions", "plan")),
        (changing(CLIP, replace(CLIP, caption="a cat", done=True)), ("captions", "clips")),
        (changing(STILL, replace(STILL, caption="a cat")), ("captions", "clips")),
        (adding(replace(CLIP, id=0)), ("clips", "captions", "plan")),
        (removing(STILL), ("clips", "captions", "plan")),
        (changing(PROMPT, replace(PROMPT, steps=6)), ("prompts",)),
        (removing(DATASET), ("plan",)),
        (changing(SETTINGS, replace(SETTINGS, training="{}")), ("train",)),
        (changing(SETTINGS, replace(SETTINGS, training="{}", setup="{}")), ("train", "plan")),
        (changing(SETTINGS, replace(SETTINGS, trigger="Ghibli")), ("captions", "clips")),
        (changing(SETTINGS, replace(SETTINGS, rate=Fraction(24))), ("clips", "captions", "plan")),
        (changing(SETTINGS, replace(SETTINGS, crf=9)), ()),
        (several("Recipe", [removing(DATASET), adding(PROMPT)]), ("prompts", "plan")),
    ],
)
def test_that_an_edit_is_seen_where_what_it_changes_is_shown(
    edit: Edit, places: tuple[str, ...]
) -> None:
    assert places_of(edit) == places
