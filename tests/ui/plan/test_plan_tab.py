from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.core.library.edits import changing, removing, several
from app.core.library.model import Clip, Still
from app.ui import theme
from app.ui.document import Document
from app.ui.plan.plan_tab import PlanTab
from app.ui.plan.values import ValueEdit
from app.ui.widgets.choices import Switch
from app.ui.widgets.table import Role
from tests.ui.plan.conftest import Stage


def cells(tab: PlanTab) -> list[list[str]]:
    model = tab.ledger.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def field(stage: Stage, card: int, name: str) -> ValueEdit:
    control = stage.tab.datasets.cards[card].rows[name].control
    assert isinstance(control, ValueEdit)
    return control


def type_into(edit: ValueEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def short_clip(stage: Stage) -> Clip:
    """Return the clip that loses a sample."""
    return next(clip for clip in stage.document.rows.clips if clip.start == 50)


# ------------------------------------------------------------------ showing


def test_that_figures_and_ledger_equal_the_plan(stage: Stage) -> None:
    plan = stage.planning.plan
    assert plan is not None and plan.plan.samples == 4
    assert stage.tab.figures.samples.value() == "4"
    assert stage.tab.figures.steps.value() == f"{plan.plan.steps_per_epoch}"
    assert stage.tab.figures.heaviest.value() == "64×48×29"
    assert stage.tab.figures.sum.text() == (
        "4 samples · 4 steps/epoch · heaviest 64×48×29 · 14.6 ± 1 GiB · 5 s/epoch"
    )
    rows = cells(stage.tab)
    assert [row[:4] for row in rows] == [
        ["head", "64×48", "1", "2"],
        ["", "64×48", "29", "1"],
        ["2 buckets", "", "", "3"],
        ["stills", "80×48", "1", "1"],
        ["All", "", "", "4"],
    ]
    assert rows[-1][6] == "4"
    model = stage.tab.ledger.model()
    assert model.index(4, 0).data(Role.TOTAL) and not model.index(0, 0).data(Role.TOTAL)


def test_that_the_ledger_drops_what_follows_from_the_rest_before_it_scrolls(stage: Stage) -> None:
    ledger = stage.tab.ledger
    names = [str(ledger.model().headerData(n, Qt.Orientation.Horizontal)) for n in range(12)]

    def shown() -> list[str]:
        return [name for n, name in enumerate(names) if not ledger.isColumnHidden(n)]

    stage.tab.resize(1600, 900)
    assert shown() == names
    for width in range(1600, 950, -20):
        stage.tab.resize(width, 900)
        follows = {"windows", "repeats", "batches", "share", "tokens"} & set(shown())
        assert ledger.horizontalScrollBar().maximum() == 0 or not follows
        assert {"dataset ↑", "size", "frames", "samples", "GiB", "s/step"} <= set(shown())
    assert len(shown()) < len(names)
    stage.tab.resize(1600, 900)
    assert shown() == names


def test_that_the_ledger_fits_again_after_another_zoom(stage: Stage, qapp: QApplication) -> None:
    ledger = stage.tab.ledger
    before = [ledger.columnWidth(n) for n in range(10)]
    theme.apply(qapp, "dark", 1.5)
    assert ledger.horizontalHeader().viewport().font().pixelSize() == 18
    theme.apply(qapp, "dark", 1.0)
    assert [ledger.columnWidth(n) for n in range(10)] == before


def test_that_every_figure_says_how_it_was_counted(stage: Stage) -> None:
    figures = stage.tab.figures
    for figure in (figures.samples, figures.steps, figures.heaviest, figures.memory, figures.time):
        assert figure.toolTip()
    assert "8 latent frames × 4 × 3 = 96 tokens" in figures.heaviest.toolTip()
    model = stage.tab.ledger.model()
    assert all(
        model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        for column in range(model.columnCount())
    )


def test_that_the_tab_follows_edits_and_undo(stage: Stage) -> None:
    clip = stage.document.rows.clips[0]
    stage.document.apply(changing(clip, dataclasses.replace(clip, state="rejected")))
    stage.count()
    assert stage.tab.figures.samples.value() == "2"
    stage.document.undo()
    stage.count()
    assert stage.tab.figures.samples.value() == "4"


def test_that_a_hidden_tab_waits_until_it_is_looked_at(stage: Stage) -> None:
    stage.tab.hide()
    clip = stage.document.rows.clips[0]
    stage.document.apply(changing(clip, dataclasses.replace(clip, state="rejected")))
    stage.count()
    assert stage.tab.figures.samples.value() == "4"
    stage.tab.show()
    assert stage.tab.figures.samples.value() == "2"


def test_that_the_file_is_shown_as_it_will_be_written_and_copied(stage: Stage) -> None:
    plan = stage.planning.plan
    assert plan is not None and stage.tab.toml.text.toPlainText() == plan.toml
    assert stage.tab.toml.chip.text() == "valid for musubi 0.3.4"
    with QtWait(stage.tab) as copied:
        stage.tab.toml.copy_button.click()
    assert QGuiApplication.clipboard().text() == plan.toml == copied.got[0]
    stage.tab.figures.copy_button.click()
    assert QGuiApplication.clipboard().text() == stage.tab.figures.sum.text()


class QtWait:
    """Collects what `PlanTab.copied` tells."""

    def __init__(self, tab: PlanTab) -> None:
        self.tab, self.got = tab, list[str]()

    def __enter__(self) -> QtWait:
        self.tab.copied.connect(self.got.append)
        return self

    def __exit__(self, *_: object) -> None:
        self.tab.copied.disconnect(self.got.append)


def test_that_a_refused_file_says_where_and_what_to_do(stage: Stage) -> None:
    head = stage.document.rows.datasets[0]
    stage.document.apply(changing(head, dataclasses.replace(head, resolution=(8, 8))))
    stage.count()
    tab = stage.tab
    assert tab.toml.chip.text() == "1 error" and tab.toml.chip.tone() == "bad"
    assert any(sentence.startswith("head: ") for sentence in tab.said.sentences())
    assert tab.figures.samples.value() == "—"
    assert tab.datasets.cards[0].chip.text() == "refused"
    assert tab.losses.chip.text() == "not known"


def test_that_many_sentences_wait_behind_a_button(stage: Stage) -> None:
    source = stage.document.rows.sources[0].id
    stage.document.project.add(
        [Clip(source=source, start=90, end=200 + n, caption="") for n in range(7)]
    )
    stage.count()
    few = len(stage.tab.said.sentences())
    assert few == 3 and not stage.tab.said.more_button.isHidden()
    stage.tab.said.more_button.click()
    assert len(stage.tab.said.sentences()) > few


# ------------------------------------------------------------------ states


def test_that_counting_shows_quiet_progress(stage: Stage) -> None:
    stage.planning._begin()
    assert stage.tab.stack.currentWidget() is stage.tab.counting


def test_that_nothing_picked_teaches_the_next_step(stage: Stage, qtbot: QtBot) -> None:
    rows = [*stage.document.rows.clips, *stage.document.rows.stills]
    stage.document.apply(removing(*rows))
    stage.count()
    assert stage.tab.stack.currentWidget() is stage.tab.empty
    assert "Ctrl+1" in stage.tab.empty.accessibleName()
    with qtbot.waitSignal(stage.tab.clips_asked):
        stage.tab.clips_button.click()


def test_that_a_plan_that_cannot_be_counted_says_why(stage: Stage) -> None:
    stage.planning.fails = "The disk is gone: plug it in."
    stage.count()
    assert stage.tab.stack.currentWidget() is stage.tab.failed
    assert "The disk is gone" in stage.tab.failed.accessibleName()
    stage.planning.fails = ""
    stage.count()
    assert stage.tab.stack.currentWidget() is stage.tab.splitter


def test_that_proposed_datasets_are_taken_over_in_one_step(stage: Stage) -> None:
    stage.document.apply(removing(*stage.document.rows.datasets))
    stage.count()
    column = stage.tab.datasets
    assert not column.use_button.isHidden()
    assert [card.head.title() for card in column.cards] == ["stills", "short", "long"]
    view = stage.planning.view
    assert view is not None and view.project is not None
    proposed = list(view.project.datasets)
    column.use_button.click()
    assert stage.document.undo_label == "Starter datasets"
    assert [dataclasses.replace(d, id=0) for d in stage.document.rows.datasets] == proposed
    stage.count()
    assert not column.use_button.isVisible()
    stage.document.undo()
    assert stage.document.rows.datasets == []


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_that_title_and_recipe_are_whole_beside_a_proposal(
    stage: Stage, qapp: QApplication, zoom: float
) -> None:
    theme.apply(qapp, "dark", zoom)
    try:
        stage.tab.resize(round(1216 * zoom), round(700 * zoom))
        stage.document.apply(removing(*stage.document.rows.datasets))
        stage.count()
        recipe, column = stage.tab.recipes, stage.tab.datasets
        recipe.set_state("three-part mix", "neutral")
        QTest.qWait(20)
        for part in (column._title, recipe, column._proposed, column.use_button):
            assert part.isVisible() and part.width() >= part.sizeHint().width()
        recipe.set_state("a name of one's own that is far too long", "neutral")
        QTest.qWait(20)
        assert column._title.width() >= column._title.sizeHint().width()
        assert recipe.geometry().right() < column.width()
    finally:
        theme.apply(qapp, "dark", 1.0)


def test_that_a_second_press_adds_the_proposal_only_once(stage: Stage) -> None:
    stage.document.apply(removing(*stage.document.rows.datasets))
    stage.count()
    stage.tab.datasets.accepted.emit()
    stage.tab.datasets.accepted.emit()
    assert len(stage.document.rows.datasets) == 3


def test_that_a_dataset_with_nothing_in_it_keeps_its_card(stage: Stage) -> None:
    stage.document.apply(removing(*stage.document.rows.stills))
    stage.count()
    cards = stage.tab.datasets.cards
    assert [card.head.title() for card in cards] == ["head", "stills"]
    assert cards[1].chip.text() == "nothing in it"
    assert cards[0].chip.text() == "3 samples, 1 lost"


# ------------------------------------------------------------------ changing datasets


def test_that_a_typed_value_is_one_step_that_undo_takes_back(stage: Stage) -> None:
    type_into(field(stage, 0, "num_repeats"), "3")
    assert stage.document.rows.datasets[0].num_repeats == 3
    assert stage.document.undo_label == '"head": repeats'
    stage.count()
    assert stage.tab.datasets.cards[0].chip.text() == "9 samples, 3 lost"
    stage.document.undo()
    assert field(stage, 0, "num_repeats").text() == "1"


def test_that_a_wrong_value_is_said_at_its_field_and_changes_nothing(stage: Stage) -> None:
    before, label = stage.document.rows.datasets[0], stage.document.undo_label
    edit = field(stage, 0, "target_frames")
    type_into(edit, "47")
    row = stage.tab.datasets.cards[0].rows["target_frames"]
    assert "45 or 49" in row.error() and edit.text() == "47"
    assert stage.document.rows.datasets[0] == before and stage.document.undo_label == label
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "1, 29" and row.error() == ""
    type_into(edit, "21")
    assert stage.document.rows.datasets[0].target_frames == (21,)


def test_that_the_same_value_written_otherwise_is_no_step(stage: Stage) -> None:
    label = stage.document.undo_label
    edit = field(stage, 0, "resolution")
    type_into(edit, "64x48")
    assert stage.document.undo_label == label and edit.text() == "64 × 48"


def test_that_choosing_an_extraction_shows_its_fields(stage: Stage) -> None:
    rows = stage.tab.datasets.cards[0].rows
    assert "frame_sample" not in rows
    control = rows["frame_extraction"].control
    control.setFocus()
    for _ in range(3):
        QTest.keyClick(control, Qt.Key.Key_Down)
    dataset = stage.document.rows.datasets[0]
    assert (dataset.frame_extraction, dataset.frame_sample) == ("uniform", 2)
    assert not rows["frame_sample"].isHidden()


def test_that_upscaling_is_switched_in_one_step(stage: Stage) -> None:
    switch = stage.tab.datasets.cards[1].rows["bucket_no_upscale"].control
    assert isinstance(switch, Switch)
    switch.click()
    assert stage.document.rows.datasets[1].bucket_no_upscale
    stage.document.undo()
    assert not switch.isChecked()


def test_that_what_is_being_typed_outlives_a_new_count(stage: Stage) -> None:
    edit = field(stage, 0, "resolution")
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "51")
    clip = stage.document.rows.clips[0]
    stage.document.apply(changing(clip, dataclasses.replace(clip, state="rejected")))
    stage.count()
    assert edit.text() == "51"


# ------------------------------------------------------------------ everywhere


def test_that_nothing_can_be_changed_in_a_project_of_another_window(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Document, "read_only", property(lambda _: True))
    stage.count()
    tab = stage.tab
    row = tab.datasets.cards[0].rows["resolution"]
    assert row.words() == "64 × 48" and row.control is not None and row.control.isHidden()
    assert tab.losses.table.losses.cures(1) == ()
    assert not tab.figures.export_button.isEnabled()


def test_that_every_control_has_a_name(stage: Stage) -> None:
    controls: list[QWidget] = [
        *stage.tab.findChildren(QAbstractButton),
        *stage.tab.findChildren(QLineEdit),
        stage.tab.pictures.lengths,
        stage.tab.ledger,
        stage.tab.losses.table,
    ]
    for control in controls:
        named = control.accessibleName() or getattr(control, "text", str)()
        assert named or not control.isVisible(), control


def test_that_everything_paints_at_any_size_and_theme(stage: Stage, qapp: object) -> None:
    for width, zoom, mode in ((1209, 1.0, "light"), (1209, 1.5, "dark"), (860, 1.0, "dark")):
        theme.apply(qapp, mode, zoom)  # type: ignore[arg-type]
        stage.tab.resize(width, 760)
        stage.count()
        assert not stage.tab.grab().isNull()


def test_that_the_arrow_keys_walk_along_the_bars(stage: Stage) -> None:
    view = stage.tab.pictures.lengths
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("27 frames: 1 clip")
    assert "lose samples" in view.accessibleDescription()
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription().startswith("32 frames")


def test_that_bars_stand_where_the_axis_says_and_pills_never_touch(stage: Stage) -> None:
    view = stage.tab.pictures.lengths
    for bar in view.chart().bars:
        where = view.plot().bar_rect(bar)
        assert view.plot().bar_at(where.center().x()) is not None
        assert where.left() == int(where.left()) and where.height() >= 2
    pills = view.plot().pills
    for n, pill in enumerate(pills):
        assert not any(pill.where.intersects(other.where) for other in pills[n + 1 :])


def test_that_the_samples_say_what_they_come_from(stage: Stage) -> None:
    assert stage.tab.figures.samples.toolTip().endswith("From 2 clips and 1 still.")
    rows = stage.document.rows
    stage.document.apply(
        several("x", [changing(s, dataclasses.replace(s, state="open")) for s in rows.stills])
    )
    stage.count()
    assert stage.tab.figures.samples.toolTip().endswith("From 2 clips and 0 stills.")
    assert not [row for row in rows.stills if isinstance(row, Still) and row.state == "picked"]
