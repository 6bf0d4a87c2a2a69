"""Checkpoints in the window: starred, noted, kept, binned, compared, measured, averaged."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStyleOptionViewItem

from app.core.library.project import Project
from app.core.training.results import binning
from app.core.training.results.attempts import known_run
from app.core.training.results.keeping import keep
from app.core.training.results.listing import Column
from app.core.training.results.looking import look
from app.core.training.results.notes import read_notes
from app.core.training.trainer.info import TrainerInfo
from app.ui.train.checkpoints_average import AverageDialog
from app.ui.train.checkpoints_board import CheckpointBoard
from app.ui.train.checkpoints_cards import ResultCards
from app.ui.train.checkpoints_details import CheckpointDetails
from app.ui.train.samples_big import LargeSamples
from app.ui.widgets.table import TableDelegate
from tests.core.training.results.makers import (
    write_checkpoint,
    write_prompts,
    write_run,
    write_sample,
)
from tests.ui.rig import InWindow, Rig, until

Key = Qt.Key


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run of a project, with three checkpoints and samples of two of them."""
    project = tmp_path / "Fünf # 샷"
    with Project.create(project, "Fireflies"):
        pass
    values = {"train.save_every_n_epochs": 1, "train.save_last_n_epochs": 3}
    folder = write_run(project, values=values)
    write_prompts(folder, "a cat --d 42", "a dog --d 42")
    for epoch in (1, 2, 3):
        name = f"film-{epoch:06d}.safetensors"
        write_checkpoint(folder, name, step=epoch * 100, epoch=epoch, strength=epoch, when=epoch)
    for epoch in (2, 3):
        for prompt in (0, 1):
            write_sample(folder, f"film_e{epoch:06d}_{prompt:02d}_20261122100{epoch}00_42.mp4", 4)
    return folder


def view_of(folder: Path) -> SimpleNamespace:
    steps = np.arange(1, 301)
    curves = SimpleNamespace(steps=steps, loss=np.linspace(0.3, 0.1, 300))
    return SimpleNamespace(run=known_run(folder), results=look(folder), curves=curves)


async def shown(rig: Rig, folder: Path) -> ResultCards:
    """Open the run's project, and show the run."""
    await rig.open(folder.parent.parent)
    rig.window.stages.show("train")
    tab = rig.window.stages.train
    tab.session.show_run(folder)
    tab.results.show_view(view_of(folder))
    return tab.results


def texts(cards: ResultCards, column: Column) -> list[str]:
    model = cards.checkpoints.table.checkpoint_model
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def columns(dialog: LargeSamples) -> list[int | None]:
    return [side.column for side in dialog.seen.sides]


def test_that_checkpoints_stand_with_step_and_loss_the_newest_first(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        table = cards.checkpoints.table
        assert texts(cards, Column.SAVED) == ["epoch 3", "epoch 2", "epoch 1"]
        assert texts(cards, Column.STEP) == ["300", "200", "100"]
        assert texts(cards, Column.LOSS) == ["0.133", "0.200", "0.267"]
        assert table.isColumnHidden(Column.NORM)
        table.horizontalHeader().sectionClicked.emit(Column.STEP)
        table.horizontalHeader().sectionClicked.emit(Column.STEP)
        assert texts(cards, Column.STEP) == ["100", "200", "300"]
        tip = str(table.checkpoint_model.index(0, Column.LOSS).data(Qt.ItemDataRole.ToolTipRole))
        assert "mean of the loss of the 100 steps before it" in tip

    in_window(scenario)


def test_that_stars_and_notes_are_kept_and_an_old_look_does_not_take_them_away(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        before = view_of(run)
        cards = await shown(rig, run)
        table = cards.checkpoints.table
        table.choose("film-000002.safetensors")
        rig.press(Key.Key_S, on=table)
        rig.press(Key.Key_F2, on=table)
        note = cards.checkpoints.note
        assert note.hasFocus()
        rig.press("fine", on=note)
        rig.press(Key.Key_Return, on=note)
        await until(lambda: read_notes(run).get("film-000002.safetensors"))
        await until(lambda: read_notes(run)["film-000002.safetensors"].text == "fine")
        assert texts(cards, Column.SAVED) == ["epoch 3", "★ epoch 2", "epoch 1"]
        cards.show_view(before)  # looked at before the notes were written
        assert texts(cards, Column.SAVED)[1] == "★ epoch 2"
        cards.show_view(view_of(run))
        rig.trigger("train.star_checkpoint")
        await until(lambda: not read_notes(run)["film-000002.safetensors"].star)
        assert read_notes(run)["film-000002.safetensors"].text == "fine"
        assert cards.samples.grid._stars == frozenset()

    in_window(scenario)


def test_that_a_note_being_typed_is_not_lost_as_views_come(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        cards.checkpoints.table.choose("film-000001.safetensors")
        note = cards.checkpoints.note
        note.setFocus()
        rig.press("half a", on=note)
        write_checkpoint(run, "film-000004.safetensors", step=400, epoch=4)
        cards.show_view(view_of(run))
        assert note.text() == "half a"
        cards.checkpoints.table.choose("film-000003.safetensors")
        await until(lambda: read_notes(run).get("film-000001.safetensors"))
        assert read_notes(run)["film-000001.safetensors"].text == "half a"
        assert note.text() == ""

    in_window(scenario)


def test_that_norms_are_measured_as_a_job_and_remembered(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        rig.trigger("train.measure_checkpoints")
        await until(lambda: len(cards.board.strengths) == 3)
        assert not cards.checkpoints.table.isColumnHidden(Column.NORM)
        norms = [float(text) for text in texts(cards, Column.NORM)]
        assert norms[0] == pytest.approx(3 * norms[2], rel=0.01)
        cards.board._strengths.clear()
        cards.show_view(None)
        cards.show_view(view_of(run))
        await until(lambda: len(cards.board.strengths) == 3)  # from before

    in_window(scenario)


def test_that_a_view_that_looked_before_takes_nothing_back(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, run)
        board, before = CheckpointBoard(rig.window.stages.train.session), view_of(run)
        board.show_view(before)
        keep(before.results.checkpoints[0])
        board.look_again()
        await until(lambda: board.results.checkpoints[0].kept)
        board.show_view(SimpleNamespace(**vars(before)))  # other losses, say
        assert board.results.checkpoints[0].kept
        board.show_view(view_of(run))
        assert board.results.checkpoints[0].kept

    in_window(scenario)


def test_that_a_checkpoint_is_kept_and_binned_and_comes_back(
    in_window: InWindow, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not binning.can_take_back():
        pytest.skip("this system's bin cannot be another")
    plat = pytest.importorskip("send2trash.plat_other")
    home = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setattr(plat, "HOMETRASH", str(home / "Trash"))
    monkeypatch.setattr(plat, "HOMETRASH_B", os.fsencode(str(home / "Trash")))
    monkeypatch.setattr("send2trash.send2trash", plat.send2trash)

    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        card = cards.checkpoints
        card.table.choose("film-000001.safetensors")
        rig.trigger("train.keep_checkpoint")
        await until(lambda: (run / "kept" / "film-000001.safetensors").exists())
        await until(lambda: card.selected()[0].kept)
        card.table.choose("film-000002.safetensors")
        rig.press(Key.Key_Delete, on=card.table)
        await until(lambda: len(texts(cards, Column.SAVED)) == 2)
        assert card.notice.isVisible()
        card.notice.acted.emit()
        await until(lambda: len(texts(cards, Column.SAVED)) == 3)
        assert not card.notice.isVisible()
        card.table.choose("film-000003.safetensors")
        rig.trigger("train.star_checkpoint")
        rig.press(Key.Key_Delete, on=card.table)
        dialog = await rig.dialog()  # a star is asked about
        dialog.reject()
        await until(lambda: not rig.dialogs())
        assert len(texts(cards, Column.SAVED)) == 3

    in_window(scenario)


def test_that_two_checkpoints_are_seen_side_by_side(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        table = cards.checkpoints.table
        table.selectAll()
        rig.trigger("train.compare_checkpoints")
        dialog = await rig.dialog()
        assert isinstance(dialog, LargeSamples)
        assert columns(dialog) == [None, 1]  # epoch 1 has no samples
        assert [pane.label.text() for pane in dialog.panes] == ["epoch 1", "epoch 3"]
        assert "loss 0.267" in dialog.panes[0].facts.text()
        await until(lambda: dialog.clock.running)  # it plays as soon as it can
        rig.press(Key.Key_Down, on=dialog)
        assert dialog.seen.row == 1
        rig.press(Key.Key_Left, on=dialog)
        assert columns(dialog) == [None, 0]
        rig.press(Key.Key_S, on=dialog)
        await until(lambda: read_notes(run).get("film-000002.safetensors"))
        rig.press(Key.Key_C, on=dialog)
        assert columns(dialog) == [0]
        rig.press(Key.Key_Right, on=dialog)
        assert columns(dialog) == [1]
        rig.press(Key.Key_Escape, on=dialog)
        await until(lambda: not rig.dialogs())

    in_window(scenario)


def test_that_a_sample_opens_large_and_its_note_is_written_there(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await shown(rig, run)
        rig.trigger("train.open_sample")
        dialog = await rig.dialog()
        assert isinstance(dialog, LargeSamples)
        assert columns(dialog) == [1]
        note = dialog.panes[0].note
        note.setFocus()
        rig.press("soft, C and S are letters here", on=note)
        assert columns(dialog) == [1]
        dialog.reject()
        await until(lambda: read_notes(run).get("film-000003.safetensors"))
        assert read_notes(run)["film-000003.safetensors"].text.startswith("soft, C and S")

    in_window(scenario)


def test_that_details_tell_hash_and_metadata(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        cards.checkpoints.table.choose("film-000002.safetensors")
        rig.trigger("train.checkpoint_details")
        dialog = await rig.dialog()
        assert isinstance(dialog, CheckpointDetails)
        await until(lambda: len(dialog.hash.value()) == 10 and dialog.list.count() > 2)
        found = dialog.hash.value()
        dialog.reject()
        rig.trigger("train.copy_autov2")
        await until(lambda: QGuiApplication.clipboard().text() == found)

    in_window(scenario)


TOOL = """\
import shutil, sys
end = sys.argv.index("--no_sort")
for file in sys.argv[1:end]:
    print("Loading weights from", file)
shutil.copyfile(sys.argv[1], sys.argv[-1])
"""


def test_that_an_average_is_made_by_the_trainers_tool_and_listed(
    in_window: InWindow, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = tmp_path / "trainer" / "lora_post_hoc_ema.py"
    tool.parent.mkdir()
    tool.write_text(TOOL)

    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        session = cards.board.session
        rig.trigger("train.average_checkpoints")
        dialog = await rig.dialog()
        assert isinstance(dialog, AverageDialog)
        assert not dialog.go.isEnabled()  # no trainer
        assert dialog.trouble.isVisible()
        dialog.reject()
        await until(lambda: not rig.dialogs())
        info = TrainerInfo(tool.parent, Path(sys.executable), layout="old")
        monkeypatch.setattr(type(session), "trainer", property(lambda _: info))
        rig.trigger("train.average_checkpoints")
        dialog = await rig.dialog()
        assert isinstance(dialog, AverageDialog)
        dialog.way.choose("sigma")
        assert "--sigma_rel 0.2" in dialog.command.text()
        dialog.go.click()
        await until(lambda: texts(cards, Column.SAVED)[0] == "average")
        name = "film-average-e1-e3-3of-s0.2.safetensors"
        await until(lambda: read_notes(run).get(name))
        assert read_notes(run)[name].text == "epoch 1 to epoch 3, --sigma_rel 0.2"

    in_window(scenario)


def test_that_an_empty_card_leads_to_the_sample_prompts(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        bare = write_run(run.parent.parent, "002-film")
        (bare / "output").mkdir()
        cards.show_view(view_of(bare))
        assert cards.samples.empty.isVisible()
        assert cards.samples.write.isVisible()
        assert cards.checkpoints.empty.text().startswith("This run writes one at its end only")
        cards.samples.write.click()
        assert rig.window.stages.shown == "captions"
        assert rig.window.captions.shows_prompts

    in_window(scenario)


def test_that_a_star_says_when_the_trainer_deletes_the_checkpoint_all_the_same(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        said: list[str] = []
        cards.done.connect(said.append)
        cards.checkpoints.table.choose("film-000002.safetensors")
        rig.trigger("train.star_checkpoint")
        rig.trigger("train.star_checkpoint")  # and away
        sentence = "The trainer deletes it when epoch 5 is saved (--save_last_n_epochs 3)."
        assert said == [f"{sentence} Keep it to prevent that."]

    in_window(scenario)


def test_that_steps_beyond_the_newest_checkpoint_change_nothing_of_the_list(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        told: list[int] = []
        cards.board.changed.connect(lambda: told.append(1))
        longer = view_of(run)
        longer.results = cards.board.results
        longer.run = cards.board.run
        longer.curves = SimpleNamespace(steps=np.arange(1, 401), loss=np.linspace(0.3, 0.1, 400))
        longer.curves.loss[:300] = np.linspace(0.3, 0.1, 300)
        cards.show_view(longer)
        assert not told
        around = cards.board.loss_around(400)
        assert around is not None and around.steps == 100  # the new ones are known all the same
        late = SimpleNamespace(**vars(longer))
        late.curves = SimpleNamespace(steps=longer.curves.steps, loss=longer.curves.loss + 0.5)
        cards.show_view(late)
        assert told
        assert texts(cards, Column.LOSS)[0].startswith("0.6")

    in_window(scenario)


def test_that_every_name_and_sign_has_its_room_in_the_table(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        cards = await shown(rig, run)
        table = cards.checkpoints.table
        table.choose("film-000003.safetensors")
        wide = table.sizeHintForColumn(Column.SAVED)
        option = QStyleOptionViewItem()
        for column in (Column.SAVED, Column.STEP, Column.LOSS, Column.SIZE):
            for row in range(3):
                index = table.checkpoint_model.index(row, column)
                cell = TableDelegate.sizeHint(table.itemDelegate(), option, index).width()
                assert table.sizeHintForColumn(column) >= cell
        for each in cards.board.results.checkpoints:
            cards.board.write_note(each, "fine")
        assert table.sizeHintForColumn(Column.SAVED) > wide  # a pencil stands there now

    in_window(scenario)
