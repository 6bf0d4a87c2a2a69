from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.core.captions.reviewing import (
    Ended,
    Whom,
    ended,
    is_clean,
    joined,
    named,
    takeable,
    unwritten,
)
from app.core.captions.writing import mark_done, take, write
from app.core.library.captioned import Row, key_of
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip, Still
from tests.core.library.makers import filled


def clip(n: int, caption: str = "", **more: object) -> Clip:
    return Clip(id=n, source=1, start=0, end=9, caption=caption, **more)  # type: ignore[arg-type]


def still(n: int, caption: str = "") -> Still:
    return Still(id=n, source=1, frame=4, caption=caption)


def machine(row: Row, text: str, n: int = 1, **more: object) -> MachineCaption:
    table, row_id = key_of(row)
    return MachineCaption(id=n, batch="b", table=table, row=row_id, text=text, **more)  # type: ignore[arg-type]


ROWS: list[Row] = [
    clip(1), clip(2, "mine"), clip(3, "done", done=True), clip(4), clip(5, state="rejected"),
    still(1), still(2, "mine"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("whom", "expected"),
    [
        (Whom(), [("clip", 1), ("still", 1)]),
        (Whom(waiting=True), [("clip", 1), ("clip", 4), ("still", 1)]),
        (Whom(written=True), [("clip", 1), ("clip", 2), ("still", 1), ("still", 2)]),
        (Whom(done=True), [("clip", 1), ("still", 1)]),
        (
            Whom(written=True, done=True),
            [("clip", 1), ("clip", 2), ("clip", 3), ("still", 1), ("still", 2)],
        ),
    ],
)
def test_that_what_is_done_or_waits_is_asked_for_only_where_a_person_says_so(
    whom: Whom, expected: list[tuple[str, int]]
) -> None:
    assert [key_of(row) for row in whom.of(ROWS, {("clip", 4)})] == expected


def test_that_rows_are_named_by_their_kind() -> None:
    assert named([clip(1)], empty=True) == "1 empty clip"
    assert named([clip(1), clip(2)]) == "2 clips"
    assert named([still(1), still(2)], empty=True) == "2 empty stills"
    assert named([clip(1), still(2)]) == "2 clips and stills"


# ------------------------------------------------------------------------------ taking unseen


def test_that_only_rows_without_words_of_a_person_are_free(tmp_path: Path) -> None:
    with filled(tmp_path / "p") as project:
        kept = project.keep_machine(
            MachineCaption(batch="a", table="clip", row=1, text="By a machine.", model="m")
        )
        project.apply(take([(project.clip(1), kept)]))
        taken = project.clip(1)
        project.apply(write(taken, "By a machine, and me."))
        mine = project.clip(1)
        assert unwritten(project, [taken]) == set()  # it says something else by now
        assert unwritten(project, [mine]) == set()
        project.undo()
        assert unwritten(project, [project.clip(1)]) == set()
        empty = dataclasses.replace(mine, caption="")
        assert unwritten(project, [empty]) == {("clip", 1)}


def test_that_a_text_a_machine_wrote_and_nobody_touched_is_free(tmp_path: Path) -> None:
    with filled(tmp_path / "p") as project:
        kept = project.keep_machine(
            MachineCaption(batch="a", table="clip", row=1, text="By a machine.", model="m")
        )
        project.apply(take([(project.clip(1), kept)]))
        assert unwritten(project, [project.clip(1)]) == {("clip", 1)}
        project.apply(mark_done([project.clip(1)], True))
        assert unwritten(project, [project.clip(1)]) == set()  # a person stands by them


def test_that_what_has_a_lint_a_flag_or_the_words_of_another_is_not_taken_unseen() -> None:
    pairs = [
        (clip(1), machine(clip(1), "A fine caption.")),
        (clip(2), machine(clip(2), "The video shows a fox.")),
        (clip(3), machine(clip(3), "Cut off.", details={"truncated": True})),
        (clip(4), machine(clip(4), "The same words.")),
        (clip(5), machine(clip(5), "The same  words.")),
        (clip(6), machine(clip(6), "There already.")),
        (clip(7), machine(clip(7), "A fine one, but somebody wrote there.")),
        (clip(8), machine(clip(8), "", trouble="It failed.")),
        (clip(9), machine(clip(9), "여우가 달린다.")),
    ]

    def fine(_: Row, each: MachineCaption) -> bool:
        if each.text.startswith("The video"):
            return is_clean(each, ("opener",))
        return is_clean(each, () if each.text.isascii() else ("language",))

    free = {key_of(row) for row, _ in pairs} - {("clip", 7)}
    found = takeable(pairs, free, fine, ["There already.", "Else."])
    assert [row.id for row, _ in found] == [1, 9]


# ----------------------------------------------------------------------------------- the end


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (Ended(1, 1), "1 caption came."),
        (Ended(21, 21), "21 captions came."),
        (
            Ended(21, 19, (("clip", 1), ("clip", 2)), "It was too slow."),
            "21 captions: 19 came, 2 failed: It was too slow.",
        ),
        (Ended(21, 3, (), "No access."), "21 captions: 3 came, 18 not asked: No access."),
        (Ended(2, 1), "2 captions: 1 came, 1 not asked."),
    ],
)
def test_that_the_end_of_a_request_is_one_sentence(end: Ended, sentence: str) -> None:
    assert end.sentence == sentence


def test_that_the_reason_of_most_failures_is_told_and_the_failed_can_be_asked_again() -> None:
    keys = [key_of(clip(n)) for n in range(1, 6)]
    kept = [
        machine(clip(1), "A fox."),
        machine(clip(2), "", trouble="Slow."),
        machine(clip(3), "", trouble="Empty."),
        machine(clip(4), "", trouble="Slow."),
        machine(clip(9), "Of another task of the batch."),
    ]
    assert ended(keys, kept) == Ended(5, 1, (("clip", 2), ("clip", 3), ("clip", 4)), "Slow.")
    assert ended(keys, kept, "Gone.").trouble == "Gone."


def test_that_a_request_in_two_parts_has_one_end() -> None:
    clips = Ended(3, 2, (("clip", 1),), "Slow.")
    assert joined(clips, Ended(2, 2)) == Ended(5, 4, (("clip", 1),), "Slow.")
