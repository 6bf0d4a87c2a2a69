from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.core.library.edits import adding
from app.core.planner.editing.dataset_fields import fields_of, sections_of
from app.core.planner.editing.key_help import KEYS, keys_of
from app.ui import theme
from app.ui.document import Document
from app.ui.plan.card_controls import ChoiceControl, PathControl, StepEdit, SwitchControl
from app.ui.plan.card_entry import EntryCard
from app.ui.plan.card_keys import Look
from app.ui.plan.card_rows import FieldRow
from app.ui.plan.datasets import DatasetColumn
from tests.ui.plan.conftest import Stage


def column(stage: Stage) -> DatasetColumn:
    return stage.tab.datasets


def row(stage: Stage, card: int, key: str) -> FieldRow:
    return column(stage).cards[card].rows[key]


def edit(stage: Stage, card: int, key: str) -> StepEdit:
    control = row(stage, card, key).control
    assert isinstance(control, StepEdit)
    return control


def titles(stage: Stage) -> list[str]:
    return [card.head.title() for card in column(stage).cards]


def names(stage: Stage) -> list[str]:
    return [dataset.name for dataset in stage.document.rows.datasets]


def text(stage: Stage) -> str:
    return stage.tab.source.text


def write(stage: Stage, before: str, after: str) -> None:
    assert before in text(stage)
    stage.tab.source.change_text(text(stage).replace(before, after, 1), "Typed")
    stage.count()


# ------------------------------------------------------------------ keys


def test_that_every_key_of_the_schema_can_be_set_on_a_card(stage: Stage) -> None:
    for card, kind in zip(column(stage).cards, ("video", "image"), strict=True):
        card.show_more()
        wanted = {key.name for key in keys_of(kind) if not key.extractions}  # type: ignore[arg-type]
        shown = {name for name, each in card.rows.items() if not each.isHidden()}
        assert wanted - {f"{kind}_jsonl_file"} <= shown


def test_that_a_rare_key_waits_behind_more_until_it_is_set(stage: Stage) -> None:
    card = column(stage).cards[0]
    assert "source_fps" not in card.rows
    write(stage, "num_repeats = 1", "num_repeats = 1\nsource_fps = 24.0")
    assert not row(stage, 0, "source_fps").isHidden()
    assert edit(stage, 0, "source_fps").text() == "24"


def test_that_a_key_that_is_not_written_shows_what_holds(stage: Stage) -> None:
    card = column(stage).cards[0]
    card.show_more()
    assert edit(stage, 0, "caption_extension").placeholderText() == ".txt"
    assert "for all datasets" in row(stage, 0, "caption_extension").toolTip()
    assert edit(stage, 0, "source_fps").placeholderText() == "as is"
    assert "trainer's own" in row(stage, 0, "source_fps").toolTip()


def test_that_what_is_written_can_be_taken_out_again_in_one_step(stage: Stage) -> None:
    field = edit(stage, 0, "num_repeats")
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert text(stage).count("num_repeats") == 1 and field.placeholderText() == "1"
    stage.document.undo()
    assert field.text() == "1"
    row(stage, 0, "batch_size").reset_button.click()
    assert text(stage).count("batch_size") == 1


def test_that_delete_takes_a_switch_and_a_choice_back_to_the_default(stage: Stage) -> None:
    switch = row(stage, 0, "bucket_no_upscale").control
    assert isinstance(switch, SwitchControl)
    switch.click()
    assert stage.document.rows.datasets[0].bucket_no_upscale
    QTest.keyClick(switch, Qt.Key.Key_Delete)
    assert not stage.document.rows.datasets[0].bucket_no_upscale and not switch.isChecked()
    choice = row(stage, 0, "frame_extraction").control
    assert isinstance(choice, ChoiceControl)
    QTest.keyClick(choice, Qt.Key.Key_Delete)
    assert "frame_extraction" not in text(stage) and choice.currentIndex() == -1
    assert choice.placeholderText() == "head"


def test_that_keys_for_all_datasets_are_set_on_a_card_of_their_own(stage: Stage) -> None:
    general = column(stage).general
    assert (
        general.folded() and "captions .txt" in general.findChildren(type(general._words))[1].text()
    )
    general.set_folded(folded=False)
    assert set(general.rows) == {key.name for key in KEYS if key.general}
    field = general.rows["caption_extension"].control
    assert isinstance(field, StepEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "caption")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert 'caption_extension = ".caption"' in text(stage)
    assert stage.document.undo_label == '"All datasets": captions'


def test_that_where_files_lie_is_shown_and_cannot_be_typed_in_a_project(stage: Stage) -> None:
    column(stage).cards[0].show_more()
    folder = row(stage, 0, "video_directory")
    assert folder.control is None and folder.words().endswith("/clips")
    assert "project decides" in folder.toolTip()


# ------------------------------------------------------------------ steps


def test_that_arrow_keys_try_a_value_and_return_decides(stage: Stage) -> None:
    tried: list[str | None] = []
    stage.tab.source.try_text = tried.append  # type: ignore[method-assign]
    field = edit(stage, 0, "resolution")
    field.setFocus()
    field.setCursorPosition(1)
    label = stage.document.undo_label
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.text() == "96 × 48" and stage.document.undo_label == label
    assert len(tried) == 2 and tried[1] is not None and "resolution = [96, 48]" in tried[1]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stage.document.rows.datasets[0].resolution == (96, 48)
    stage.document.undo()
    assert field.text() == "64 × 48"


def test_that_escape_takes_steps_back(stage: Stage) -> None:
    tried: list[str | None] = []
    stage.tab.source.try_text = tried.append  # type: ignore[method-assign]
    field = edit(stage, 0, "target_frames")
    field.setFocus()
    field.end(False)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.text() == "1, 25"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "1, 29" and tried[-1] is None
    assert stage.document.rows.datasets[0].target_frames == (1, 29)


# ------------------------------------------------------------------ what is wrong


def test_that_an_unknown_key_is_shown_and_removed_in_one_step(stage: Stage) -> None:
    write(stage, "num_repeats", "num_repeat")
    odd = column(stage).cards[0].odd_rows
    assert [each.name() for each in odd] == ["num_repeat"]
    assert odd[0].sentence() == "Unknown to the trainer; num_repeats?"
    assert column(stage).cards[0].chip.text() == "refused"
    assert column(stage).cards[1].chip.text() == "not counted"
    odd[0].button.click()
    assert "num_repeat " not in text(stage) and column(stage).cards[0].odd_rows == []
    stage.document.undo()
    assert "num_repeat " in text(stage)


def test_that_a_refused_value_is_told_at_its_field_and_cured_by_return(stage: Stage) -> None:
    write(stage, "num_repeats = 1", "num_repeats = 1\nsource_fps = 24")
    assert row(stage, 0, "source_fps").error().startswith("Has source_fps = 24; it must be")
    field = edit(stage, 0, "source_fps")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "source_fps = 24.0" in text(stage)
    stage.count()
    assert row(stage, 0, "source_fps").error() == ""


def test_that_a_folded_card_tells_what_is_wrong_at_its_head(stage: Stage) -> None:
    write(stage, "num_repeats = 1", "num_repeats = 1\nsource_fps = 24")
    card = column(stage).cards[0]
    assert card.trouble() == ""
    card.set_folded(folded=True)
    assert "source_fps" in card.trouble()


# ------------------------------------------------------------------ datasets


@pytest.mark.parametrize(("kind", "name"), [("clips", "clips"), ("stills", "stills 2")])
def test_that_an_added_dataset_is_one_step_and_gets_the_keyboard(
    stage: Stage, qtbot: QtBot, kind: str, name: str
) -> None:
    before = text(stage)
    getattr(column(stage).hand, f"add_{kind}")()
    assert names(stage) == ["head", "stills", name] == titles(stage)
    assert stage.document.rows.datasets[2].resolution in ((64, 48), (64, 64))
    qtbot.waitUntil(lambda: column(stage).hand.current() == 2)
    stage.document.undo()
    assert text(stage) == before and titles(stage) == ["head", "stills"]


def test_that_the_question_what_to_add_stands_in_the_column(stage: Stage) -> None:
    column(stage).hand.ask_what_to_add()
    menu = column(stage).findChild(QMenu)
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["Clips", "Stills"]
    menu.close()


def test_that_a_copy_is_moved_renamed_and_removed(stage: Stage, qtbot: QtBot) -> None:
    column(stage).hand.focus_card(0)
    column(stage).hand.duplicate()
    assert titles(stage) == ["head", "head 2", "stills"]
    assert stage.document.undo_label == 'Duplicate "head"'
    qtbot.waitUntil(lambda: column(stage).hand.current() == 1)
    column(stage).hand.move_down()
    assert titles(stage) == names(stage) == ["head", "stills", "head 2"]
    qtbot.waitUntil(lambda: column(stage).hand.current() == 2)
    head = column(stage).cards[2].head
    QTest.keyClick(head, Qt.Key.Key_Return)
    QTest.keyClicks(head.edit, "far")
    QTest.keyClick(head.edit, Qt.Key.Key_Return)
    assert names(stage)[2] == "far" and "/cache/far" in text(stage) and head.edit.isHidden()
    column(stage).hand.remove()
    assert names(stage) == ["head", "stills"] == titles(stage)
    for _ in range(4):
        stage.document.undo()
    assert names(stage) == ["head", "stills"] and "head 2" not in text(stage)


def test_that_a_name_that_is_taken_is_refused_where_it_is_typed(stage: Stage) -> None:
    head = column(stage).cards[0].head
    head.rename()
    QTest.keyClicks(head.edit, "Stills")
    QTest.keyClick(head.edit, Qt.Key.Key_Return)
    assert names(stage) == ["head", "stills"] and head.title() == "head"
    assert "Another dataset" in column(stage).cards[0].trouble()


def test_that_a_card_is_dragged_to_another_place(stage: Stage) -> None:
    cards = column(stage).cards
    card, head = cards[1], cards[1].head
    top = head.mapFromGlobal(cards[0].mapToGlobal(QPoint(30, 3)))
    QTest.mousePress(head, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    QTest.mouseMove(head, QPoint(60, 30))
    QTest.mouseMove(head, top)
    assert column(stage).hand.drag._line.isVisible()
    QTest.mouseRelease(head, Qt.MouseButton.LeftButton, pos=top)
    assert names(stage) == ["stills", "head"] and column(stage).cards[0] is card
    assert stage.document.undo_label == 'Move "stills"'


def test_that_escape_takes_a_drag_back(stage: Stage) -> None:
    cards = column(stage).cards
    head = cards[1].head
    head.setFocus()
    top = head.mapFromGlobal(cards[0].mapToGlobal(QPoint(30, 3)))
    QTest.mousePress(head, Qt.MouseButton.LeftButton, pos=QPoint(60, 10))
    QTest.mouseMove(head, QPoint(60, 30))
    QTest.mouseMove(head, top)
    QTest.keyClick(head, Qt.Key.Key_Escape)
    QTest.mouseRelease(head, Qt.MouseButton.LeftButton, pos=top)
    assert names(stage) == ["head", "stills"] and not column(stage).hand.drag._line.isVisible()


def test_that_a_card_that_moves_stays_folded(stage: Stage) -> None:
    column(stage).cards[0].set_folded(folded=True)
    column(stage).hand.focus_card(0)
    column(stage).hand.move_down()
    assert [card.folded() for card in column(stage).cards] == [False, True]


def test_that_all_cards_fold_and_unfold(stage: Stage) -> None:
    column(stage).fold_all()
    assert all(card.folded() for card in column(stage).cards)
    column(stage).fold_all()
    assert not any(card.folded() for card in column(stage).cards)


def test_that_many_targets_do_not_widen_a_card(stage: Stage) -> None:
    card = column(stage).cards[0]
    before = card.minimumSizeHint().width()
    write(stage, "target_frames = [1, 29]", f"target_frames = {[*range(5, 131, 4)]}")
    field = edit(stage, 0, "target_frames")
    assert field.shown().startswith("5, 9, 13") and field.cursorPosition() == 0
    assert card.minimumSizeHint().width() <= max(before, theme.px(232))


def test_that_large_numbers_of_samples_do_not_widen_a_card(stage: Stage) -> None:
    card = column(stage).cards[0]
    before = card.minimumSizeHint().width()
    card.chip.set_state("57,958 samples, 2,042 lost and more", "warn")
    assert card.minimumSizeHint().width() == before


def test_that_the_samples_of_a_card_ask_for_its_dataset_and_say_how_they_were_counted(
    stage: Stage, qtbot: QtBot
) -> None:
    card = column(stage).cards[0]
    assert card.chip.text() == "3 samples, 1 lost"
    assert "3 windows of 2 clips = 3 samples per epoch" in card.chip.toolTip()
    with qtbot.waitSignal(column(stage).dataset_asked) as asked:
        QTest.mouseClick(card.chip, Qt.MouseButton.LeftButton)
    assert asked.args == [0]


def test_that_a_command_without_a_dataset_at_hand_puts_the_keyboard_on_the_first(
    stage: Stage,
) -> None:
    column(stage).hand.remove()
    assert names(stage) == ["head", "stills"] and column(stage).hand.current() == 0


# ------------------------------------------------------------------ as a whole


def test_that_tab_walks_head_controls_samples(stage: Stage) -> None:
    card = column(stage).cards[1]
    controls = [each.control for each in card.rows.values()]
    order, here = [], card.head.nextInFocusChain()
    while here is not card.more_button and len(order) < 200:
        order.append(here)
        here = here.nextInFocusChain()
    walked = [each for each in order if each in controls]
    assert walked == controls and order.index(card.chip) > order.index(walked[-1])  # type: ignore[arg-type]


def test_that_nothing_changes_in_a_project_of_another_window(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(stage, "num_repeats", "num_repeat")
    monkeypatch.setattr(Document, "read_only", property(lambda _: True))
    stage.count()
    before = text(stage)
    cards = column(stage)
    assert all(
        each.control is None or each.control.isHidden() for each in cards.cards[0].rows.values()
    )
    assert cards.cards[0].odd_rows[0].button.isHidden() and cards.add_button.isHidden()
    hand = cards.hand
    hand.focus_card(0)
    for change in (hand.remove, hand.duplicate, hand.move_down, hand.add_clips, hand.rename):
        change()
    assert text(stage) == before and cards.cards[0].head.edit.isHidden()


def test_that_twelve_cards_are_there_at_once_and_filled_one_by_one(
    stage: Stage, qtbot: QtBot
) -> None:
    known = stage.document.rows.datasets
    more = [replace(known[n % 2], id=0, position=n, name=f"more {n}") for n in range(2, 12)]
    stage.document.apply(adding(*more, label="More"))
    stage.count()
    assert len(column(stage).cards) == 12 and not column(stage).cards[11].is_built()
    qtbot.waitUntil(lambda: all(card.is_built() for card in column(stage).cards))


def test_that_a_card_is_built_within_a_frame(qtbot: QtBot) -> None:
    section = sections_of({"datasets": [{"video_directory": "/g", "frame_extraction": "slide"}]})[1]
    spent = []
    for _ in range(5):
        card = EntryCard()
        qtbot.addWidget(card)
        card.show_section(section, Look("a", "wan", project=True, read_only=False))
        begin = time.process_time()
        card.build()
        spent.append(time.process_time() - begin)
    assert min(spent) < 0.016


def test_that_a_card_fits_the_column_in_any_zoom(stage: Stage) -> None:
    for card in column(stage).cards:
        card.show_more()
    column(stage).general.set_folded(folded=False)
    stage.tab.splitter.setSizes([254, 900, 300])
    QTest.qWait(50)
    area = column(stage)._area
    inside = area.widget()
    assert inside is not None and inside.minimumSizeHint().width() <= theme.px(232)


# ------------------------------------------------------------------ files of their own


def test_that_a_folder_can_be_dropped_on_its_field(qtbot: QtBot) -> None:
    section = sections_of({"datasets": [{"video_directory": "/g/clips"}]})[1]
    card = EntryCard()
    qtbot.addWidget(card)
    card.show_section(section, Look("a", "wan", project=False, read_only=False))
    control = card.rows["video_directory"].control
    assert isinstance(control, PathControl) and control.edit.text() == "/g/clips"
    assert card.rows["cache_directory"].words() == "the folder"
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/films/more")])
    with qtbot.waitSignal(card.keys.written) as written:
        control.edit.dropEvent(
            QDropEvent(
                QPointF(3, 3), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )  # fmt: skip
    assert written.args == [{"video_directory": "/films/more"}, "video_directory"]
    with qtbot.waitSignal(card.keys.choose_asked):
        control.button.click()


def test_that_cards_of_a_file_have_every_key_in_a_control(qtbot: QtBot) -> None:
    section = sections_of({"datasets": [{"image_directory": "/g"}]})[1]
    card = EntryCard()
    qtbot.addWidget(card)
    card.show_section(section, Look("a", "framepack", project=False, read_only=False))
    card.show_more()
    assert len(card.rows) == len(fields_of(section, "framepack", project=False))
    assert all(each.control is not None and each.toolTip() for each in card.rows.values())
