from __future__ import annotations

import pytest

from app.core.errors import DatasetError
from app.core.export.choosing import Candidate, chooser, chosen, filter_of_tag, tag_of_filter
from app.core.export.starter import Material
from app.core.library.model import Clip, Still
from app.core.media.geometry import Crop

RAIN = Clip(id=1, source=1, start=0, end=90, tags=("Rain",), rating=3, caption="a boat\nat sea")
NIGHT = Clip(id=2, source=1, start=0, end=90, tags=("rainy", "night"), caption="A Boat", done=True)
BARE = Clip(id=3, source=2, start=0, end=90, crop=Crop(8, 8, 0, 0))
STILL = Still(id=4, source=2, frame=7, tags=("white rabbit",), rating=5, caption="a hat")
FOUND = [
    Candidate(RAIN, "Film 1", Material(45, (1920, 1040))),
    Candidate(NIGHT, "Film 1", Material(60, (1280, 720))),
    Candidate(BARE, "Film 10", Material(81, (640, 480))),
    Candidate(STILL, "Film 10", Material(1, (768, 768))),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [1, 2, 3, 4]),
        ("tag:rain", [1]),  # by its whole name: "rainy" is another
        ("tag:rain or tag:night", [1, 2]),
        ("-tag:any", [3]),
        ('tag:"white rabbit"', [4]),
        ('source:"film 1"', [1, 2]),
        ("rating>=3", [1, 4]),
        ("len>=60", [2, 3]),
        ("len:4n+1", [1, 3, 4]),
        ("size>=1280x720", [1, 2]),
        ("size:640x480", [3]),
        ("height<720", [3]),
        ("crop:any", [3]),
        ("caption:none", [3]),
        ("boat", [1, 2]),
        ('"boat at sea"', [1]),
        ("words>2", [1]),
        ("done", [2]),
        ("state:written", [1, 4]),
        ("len>=45 -done rating>0", [1]),
    ],
)
def test_that_a_dataset_reads_what_its_filter_asks_for(text: str, ids: list[int]) -> None:
    assert [each.row.id for each in chosen(chooser(text), FOUND)] == ids


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rating>=", "nothing stands behind it"),
        ("tag:rain len:", "nothing stands behind it"),
        ("check:cut", "no"),
        ("motion>0.1", "there is no"),
        ("tga:rain", "did you mean tag?"),
        ("state:machine", "there is no state"),
        ("len>=many", "len takes"),
    ],
)
def test_that_a_filter_which_says_nothing_is_refused_whole(text: str, says: str) -> None:
    with pytest.raises(DatasetError, match=r".") as refused:
        chooser(text)
    assert says in str(refused.value)


@pytest.mark.parametrize("tag", ["rain", "white rabbit", "-x", "a|b", 'so "called"', "비 오는 날"])
def test_that_a_tag_is_found_again_in_the_filter_that_asks_for_it(tag: str) -> None:
    text = filter_of_tag(tag)
    assert tag_of_filter(text, ["other", tag]) == tag
    row = Still(id=1, source=1, frame=0, tags=(tag,))
    assert chosen(chooser(text), [Candidate(row, "", Material(1, (64, 64)))])


@pytest.mark.parametrize("text", ["", "tag:a|b", "-tag:a", "tag:a len>=9", "a", "tag:any", "tga:a"])
def test_that_a_filter_which_asks_for_more_than_a_tag_is_no_tag(text: str) -> None:
    assert tag_of_filter(text, ["a", "b"]) is None
