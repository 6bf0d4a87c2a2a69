"""The row "Reads" of a dataset's card."""

from __future__ import annotations

import dataclasses
import gc
import weakref

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.library.edits import adding, changing
from app.core.library.model import Clip
from app.ui.plan.choice import ChoiceRow
from tests.ui.plan.conftest import HEAD, Stage


def tag_first(stage: Stage, *tags: str) -> None:
    clip = stage.document.rows.clips[0]
    assert isinstance(clip, Clip)
    stage.document.apply(changing(clip, dataclasses.replace(clip, tags=tags)))
    stage.count()


def choose(row: ChoiceRow, words: str) -> None:
    place = row.choice.findText(words)
    assert place >= 0, [row.choice.itemText(n) for n in range(row.choice.count())]
    row.choice.setCurrentIndex(place)
    row.choice.activated.emit(place)


def sources(stage: Stage, place: int) -> str:
    return stage.tab.datasets.cards[place].source_row.value()


def filter_of(stage: Stage, place: int) -> str:
    return stage.document.rows.datasets[place].filter


def test_that_a_dataset_reads_what_has_a_tag(stage: Stage) -> None:
    tag_first(stage, "rain", "white rabbit")
    row = stage.tab.choices.of(0)
    assert row.choice.currentText() == "all clips"
    choose(row, "tag white rabbit")
    assert filter_of(stage, 0) == 'tag:"white rabbit"'
    assert row.choice.currentText() == "tag white rabbit" and not row.field.isVisible()
    stage.count()
    assert sources(stage, 0) == "1 of 2 clips"
    view = stage.planning.view
    assert view is not None and len(view.plan.datasets[0].facts.sources) == 1
    choose(row, "all clips")
    assert filter_of(stage, 0) == ""
    stage.document.undo()
    assert row.choice.currentText() == "tag white rabbit"


def test_that_a_filter_is_typed_and_refused_with_its_reason(stage: Stage) -> None:
    row = stage.tab.choices.of(0)
    choose(row, "a filter…")
    assert row.field.isVisible() and filter_of(stage, 0) == ""
    QTest.keyClicks(row.field, "leng>=30")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert "did you mean len" in row.error() and filter_of(stage, 0) == ""
    row.field.selectAll()
    QTest.keyClicks(row.field, "len>=30 ")
    assert row.error() == ""
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    assert row.error() == "" and filter_of(stage, 0) == "len>=30"
    stage.count()
    assert sources(stage, 0) == "1 of 2 clips" and row.choice.currentText() == "a filter…"
    assert stage.document.undo() is not None
    assert filter_of(stage, 0) == "" and not row.field.isVisible()


def test_that_the_row_of_a_dataset_that_is_gone_is_held_by_nobody(stage: Stage) -> None:
    first = stage.document.rows.datasets[0]
    stage.document.apply(adding(dataclasses.replace(first, id=0, name="more", position=9)))
    stage.count()
    cards = len(stage.tab.datasets.cards)
    gone = weakref.ref(stage.tab.choices.of(cards - 1))
    stage.document.undo()
    stage.count()
    assert len(stage.tab.datasets.cards) == cards - 1
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None


def test_that_words_are_offered_while_a_filter_is_typed(stage: Stage) -> None:
    tag_first(stage, "rain")
    row = stage.tab.choices.of(0)
    choose(row, "a filter…")
    QTest.keyClicks(row.field, "tag:r")
    assert [each.text for each in row.field.offers] == ["tag:rain"]
    QTest.keyClick(row.field, Qt.Key.Key_Tab)
    assert row.field.text().strip() == "tag:rain"


def test_that_stills_are_chosen_like_clips(stage: Stage) -> None:
    row = stage.tab.choices.of(1)
    assert row.choice.currentText() == "all stills"
    choose(row, "a filter…")
    QTest.keyClicks(row.field, "rating>=3")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    stage.count()
    assert sources(stage, 1) == "0 of 1 still"
    assert any("None of the stills" in each for each in stage.tab.said.sentences())


def test_that_proposed_datasets_do_not_choose(stage: Stage) -> None:
    from app.core.library.edits import removing

    stage.document.apply(removing(*stage.document.rows.datasets))
    stage.count()
    rows = [stage.tab.choices.of(place) for place in range(3)]
    assert [row.choice.isEnabled() for row in rows] == [False] * 3
    assert [row.choice.currentText() for row in rows] == ["all stills", "all clips", "all clips"]


def test_that_each_of_many_datasets_says_what_it_reads(stage: Stage, qtbot: QtBot) -> None:
    stage.document.apply(
        adding(*(dataclasses.replace(HEAD, position=n, name=f"h{n}") for n in range(2, 40)))
    )
    stage.count()
    cards = stage.tab.datasets.cards
    qtbot.waitUntil(lambda: all(card.findChildren(ChoiceRow) for card in cards))
    assert [stage.tab.choices.of(n).place for n in range(40)] == [*range(40)]
    assert all(len(card.findChildren(ChoiceRow)) == 1 for card in cards)
