from __future__ import annotations

from pathlib import Path

import pytest

from app.core.captions.writing import mark_done
from app.core.library.captioned import Key
from app.core.library.edits import removing
from app.core.library.project import Project
from app.core.library.snapshot import Snapshot
from app.ui.captions.chosen import Chosen
from app.ui.document import Document
from tests.core.library.makers import filled

pytestmark = pytest.mark.usefixtures("qapp")
ALL: tuple[Key, ...] = (("clip", 1), ("clip", 2), ("clip", 3), ("still", 1))


def opened(folder: Path) -> tuple[Document, Chosen]:
    filled(folder).close()
    project = Project.open(folder)
    document = Document()
    document.show(project, Snapshot.of(project))
    chosen = Chosen(document)
    chosen.set_listed(ALL)
    return document, chosen


def test_that_the_first_is_shown_and_steps_end_at_the_ends(tmp_path: Path) -> None:
    document, chosen = opened(tmp_path)
    assert chosen.current == ("clip", 1) == chosen.selected[0]
    chosen.step(-1)
    assert chosen.current == ("clip", 1)
    chosen.step(3)
    chosen.step(1)
    assert chosen.current == ("still", 1) and chosen.selected == (("still", 1),)
    document.close()
    assert chosen.current is None and chosen.listed == () and chosen.row_now is None


def test_that_what_is_typed_is_kept_before_another_is_shown(tmp_path: Path) -> None:
    document, chosen = opened(tmp_path)
    seen: list[Key | None] = []
    document.settle_asked.connect(lambda: seen.append(chosen.current))
    chosen.choose(("clip", 2))
    chosen.select(ALL[1:3], ("clip", 2))
    assert seen == [("clip", 1)]
    document.close()


def test_that_a_change_of_many_is_for_the_selection_or_for_all_that_is_listed(
    tmp_path: Path,
) -> None:
    document, chosen = opened(tmp_path)
    assert len(chosen.scope()) == 4 and chosen.scope_words() == "4 listed"
    chosen.select([("still", 1), ("clip", 2)], ("clip", 2))
    assert chosen.selected == (("clip", 2), ("still", 1))
    assert [row.id for row in chosen.scope()] == [2, 1] and chosen.scope_words() == "2 selected"
    document.close()


def test_that_a_neighbour_is_shown_when_one_goes(tmp_path: Path) -> None:
    document, chosen = opened(tmp_path)
    chosen.choose(("clip", 2))
    chosen.set_listed([("clip", 1), ("clip", 3)])
    assert chosen.current == ("clip", 3)
    document.apply(removing(document.project.clip(3)))
    assert chosen.current == ("clip", 1) and chosen.listed == (("clip", 1),)
    chosen.set_listed([])
    assert chosen.current is None and chosen.selected == ()
    document.close()


def test_that_the_next_that_is_not_done_is_found_from_here_on(tmp_path: Path) -> None:
    document, chosen = opened(tmp_path)
    project = document.project
    rows = [row for row in (*project.clips(), *project.stills()) if row.caption]
    document.apply(mark_done(rows, True))
    left = [key for key in ALL if (row := chosen.row(key)) is not None and not row.done]
    chosen.choose(ALL[0])
    found = []
    while chosen.next_open() and chosen.current not in found:
        found.append(chosen.current)
    assert sorted(map(str, found)) == sorted(map(str, left))
    document.close()


def test_that_the_place_is_that_of_the_list_as_it_is(tmp_path: Path) -> None:
    document, chosen = opened(tmp_path)
    chosen.choose(("clip", 3))
    assert chosen.place() == 2
    chosen.set_listed(ALL[::-1])
    assert chosen.current == ("clip", 3) and chosen.place() == 1
    chosen.select(ALL[:2], ("clip", 9))
    assert chosen.selected == (("clip", 2), ("clip", 1), ("clip", 9)) and chosen.place() is None
    document.close()
    assert chosen.place() is None
