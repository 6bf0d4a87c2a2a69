from __future__ import annotations

import dataclasses
import json
import sqlite3
import tempfile
import uuid
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.library.edits import Edit, adding, changing, if_still, removing, several
from app.core.library.model import Clip, Row, Shot, Still
from app.core.library.project import Project
from app.core.library.readable import readable
from app.core.media.geometry import Crop
from tests.core.library.makers import filled, film

PICK = st.integers(0, 50)
ADD, CHANGE, REMOVE = "add", "change", "remove"


@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from([ADD, CHANGE, REMOVE]), PICK, st.text(max_size=8))),
        min_size=1,
        max_size=6,
    )
)
@settings(deadline=None, max_examples=40)
def test_that_the_logged_inverse_takes_any_edit_back_and_the_edit_does_it_again(
    plan: list[list[tuple[str, int, str]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder, filled(Path(folder)) as project:
        changes = [change for steps in plan if (change := carry_out(project, steps)) is not None]
        entries = project.log(len(changes)) if changes else []
        for entry, (before, after) in zip(entries, reversed(changes), strict=True):
            assert readable(project) == after
            project.apply(entry.inverse)
            assert readable(project) == before
        for entry, (_, after) in zip(reversed(entries), changes, strict=True):
            project.apply(entry.edit)
            assert readable(project) == after


def carry_out(project: Project, steps: list[tuple[str, int, str]]) -> tuple[str, str] | None:
    """Apply the steps as one edit; return the project before and after, None if not logged."""
    before, logged = readable(project), len(project.log())
    try:
        project.apply(several("Any", (random_edit(project, *step) for step in steps)))
    except sqlite3.IntegrityError:  # A clip for a source that goes in the same edit.
        assert readable(project) == before
    return (before, readable(project)) if len(project.log()) > logged else None


def random_edit(project: Project, what: str, pick: int, text: str) -> Edit:
    rows: list[Row] = [*project.sources(), *project.clips(), *project.shots(), *project.stills()]
    if what == ADD or not rows:
        return some_new_rows(project, pick, text)
    row = rows[pick % len(rows)]
    if what == REMOVE:
        return removing(row)
    if isinstance(row, Clip):
        return changing(row, dataclasses.replace(row, caption=text, crop=Crop(8, 8, pick, 0)))
    if isinstance(row, Still):
        return changing(row, dataclasses.replace(row, tags=(text,), rating=pick % 6))
    return Edit("")


def some_new_rows(project: Project, pick: int, text: str) -> Edit:
    sources = project.sources()
    if not sources or pick % 5 == 0:
        return adding(film(f"films/{uuid.uuid4()}.mkv"))
    source = sources[pick % len(sources)].id
    if pick % 2:
        return adding(Shot(source=source, start=pick, end=pick + 1))
    return adding(Clip(source=source, start=pick, end=pick + 1, caption=text))


def test_that_an_edit_comes_back_from_json() -> None:
    clip = Clip(id=3, source=1, start=0, end=5, crop=Crop(8, 8, 0, 0), tags=("a", "b"))
    edit = several(
        "Much",
        (
            adding(clip, Still(id=2, source=1, frame=4)),
            changing(clip, dataclasses.replace(clip, crop=None, tags=("c",))),
            removing(clip),
        ),
    )
    again = Edit.from_json("Much", json.loads(json.dumps(edit.to_json())))
    assert set(again.added) == set(edit.added)
    assert (again.changed, again.removed) == (edit.changed, edit.removed)


def test_that_an_edit_logged_before_a_column_came_still_reads() -> None:
    older = adding(Clip(id=3, source=1, start=0, end=5, caption="a")).to_json()
    rows = older["add"]["clip"]
    place = rows["columns"].index("tags")
    for values in (rows["columns"], *rows["rows"]):
        del values[place]
    assert Edit.from_json("", older).added == (Clip(id=3, source=1, start=0, end=5, caption="a"),)


def test_that_the_log_holds_the_change_its_inverse_its_name_and_its_time(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        project.change(clip, dataclasses.replace(clip, caption="new"), label="Caption")
        entry = project.log(1)[0]
        assert entry.edit.label == entry.inverse.label == "Caption"
        assert entry.edit.changed[0].values == {"caption": "new"}
        assert entry.inverse.changed[0].values == {"caption": clip.caption}
        assert entry.time.endswith("+00:00")


def test_that_rows_may_name_a_source_that_comes_with_the_same_edit(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        before, last = readable(project), project.sources()[-1].id
        new = [dataclasses.replace(film(f"films/new {n}.mkv"), id=-n) for n in (1, 2)]
        edit = adding(*new, Clip(source=-2, start=0, end=9), Shot(source=-1, start=0, end=7))
        done = project.apply(edit)
        assert [row.id for row in done.added if not isinstance(row, Clip | Shot)] == [
            last + 1,
            last + 2,
        ]
        clips = [each for each in project.clips() if each.end == 9]
        assert [project.source(each.source).stem for each in clips] == ["new 2"]
        after = readable(project)
        project.undo()
        assert readable(project) == before
        project.redo()
        assert readable(project) == after


def test_that_what_was_changed_since_it_was_seen_is_left_with_its_draft(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        one, two = project.clip(1), project.still(1)
        wanted = several(
            "Many",
            (changing(row, dataclasses.replace(row, caption="a machine's")) for row in (one, two)),
        )
        project.change(one, dataclasses.replace(one, caption="a person's"))
        project.save_draft(one, "a person's more")
        done = project.apply(if_still(wanted, [one, two], "caption"))
        assert [(each.table, each.id, each.seen) for each in done.changed] == [("still", 1, None)]
        assert project.clip(1).caption == "a person's"
        assert [each.text for each in project.drafts()] == ["a person's more"]
        assert project.still(1).caption == "a machine's"
        project.undo()
        assert project.still(1) == two and project.clip(1).caption == "a person's"


def test_that_a_text_that_is_typed_just_now_is_not_as_seen_but_its_tags_are(
    tmp_path: Path,
) -> None:
    with filled(tmp_path) as project:
        clip = project.clip(1)
        words = changing(clip, dataclasses.replace(clip, caption="a machine's"))
        tags = changing(clip, dataclasses.replace(clip, tags=("x",)))
        project.save_draft(clip, "a person's")
        assert not project.apply(if_still(words, [clip], "caption"))
        assert project.apply(if_still(tags, [clip], "caption", "tags"))
        assert [each.typed.caption for each in project.drafts()] == ["a person's"]


def test_that_an_edit_of_which_nothing_is_as_seen_is_none(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        clip, logged = project.clip(1), len(project.log())
        edit = changing(clip, dataclasses.replace(clip, tags=("x",)))
        project.remove([clip])
        assert not project.apply(if_still(edit, [clip], "tags"))
        assert len(project.log()) == logged + 1
