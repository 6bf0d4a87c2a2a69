"""The page *Trainer and models* and the card that opens it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.core import settings
from app.core.training.trainer import finding, models_near
from app.ui.captions.captioner_dialog import CaptionerDialog
from app.ui.train.setup_dialog import SetupDialog
from app.ui.train.setup_paths import CopyLine
from tests.core.training.trainer.checkouts import (
    T2V_1_3B,
    T2V_14B,
    T5,
    VAE,
    dit_shapes,
    make_checkout,
    make_environment,
    write,
    write_weights,
)
from tests.core.training.trainer.environments import EMPTY, TORCH, VERSIONS
from tests.ui.rig import InWindow, Rig, until

needs_scripts = pytest.mark.skipif(os.name == "nt", reason="a fake Python is a shell script")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, and no drives beside."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setattr(Path, "home", lambda: folder)
    monkeypatch.setenv("HF_HOME", str(folder / "hf"))
    for module in (finding, models_near):
        monkeypatch.setattr(module, "drives", list)
    monkeypatch.setattr(models_near, "_LEAST", 100)
    return folder


def trainer_in(folder: Path) -> Path:
    """Put a trainer with a Python that answers into a folder."""
    made = make_checkout(folder / "musubi-tuner", "old")
    make_environment(made / "venv", {**EMPTY, "torch": TORCH}, VERSIONS)
    return made


def drop(widget: QWidget, data: QMimeData) -> None:
    """Drag something over a widget and drop it there."""
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(4, 4), *how)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(4, 4), *how))


async def opened(rig: Rig, project: Path) -> SetupDialog:
    await rig.open(project)
    rig.trigger("view.train")
    rig.trigger("train.setup")
    dialog = await rig.dialog()
    assert isinstance(dialog, SetupDialog)
    return dialog


def test_that_nothing_is_searched_or_asked_before_the_page_is_opened(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.trigger("view.train")
        card, setup = rig.window.train.setup, rig.window.train.session.setup
        assert card.trainer.words() == "musubi-tuner is not set up"
        assert card.models.words() == "0 of 3 models for t2v-14B"
        assert not setup.asking and not setup.search.for_trainers

    in_window(scenario)


def test_that_an_empty_search_says_so_and_where_it_is_to_be_had(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        setup = rig.window.train.session.setup
        await until(lambda: setup.search.ended)
        await until(lambda: dialog.trainer.trouble.isVisible())
        assert "None was found" in dialog.trainer.trouble.sentence()
        lines = dialog.trainer.where.findChildren(CopyLine)
        assert len(lines) == 2 and dialog.trainer.where.isVisible()
        lines[1]._on_copy()
        assert QGuiApplication.clipboard().text().startswith("git clone https://github.com/")
        dialog.accept()

    in_window(scenario)


@needs_scripts
def test_that_what_is_found_is_taken_asked_and_remembered(
    in_window: InWindow, project: Path, home: Path
) -> None:
    folder = trainer_in(home)

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        setup = rig.window.train.session.setup
        heard: list[bool] = []
        rig.window.train.session.changed.connect(lambda: heard.append(True))
        await until(dialog.needs.use.isVisible)
        assert not rig.window.preferences.value.trainer  # offered, and not taken
        dialog.needs.use.click()
        await until(lambda: setup.info is not None)
        assert rig.window.preferences.value.trainer == str(folder)
        assert dialog.trainer.folder.path() == str(folder)
        labels = [each.label for each in dialog.trainer.rows.findings()]
        assert labels[:4] == ["musubi-tuner", "Python", "torch", "Card 0"]
        assert not dialog.trainer.where.isVisible() and heard
        card = rig.window.train.setup
        assert card.trainer.words() == "musubi-tuner 0.3.4 · torch 2.8 · RTX 3090 24 GB"
        dialog.accept()
        rig.window.preferences.close()
        assert settings.load().trainer == str(folder)

    in_window(scenario)


@needs_scripts
def test_that_a_start_of_the_window_asks_no_python(
    in_window: InWindow, project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = trainer_in(home)

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        await until(dialog.needs.use.isVisible)
        dialog.needs.use.click()
        await until(lambda: rig.window.train.session.setup.info is not None)
        dialog.accept()
        monkeypatch.setattr("app.core.training.trainer.looking.probe", None)  # would fail
        await rig.reopened()
        await rig.open(project)
        rig.trigger("view.train")
        setup = rig.window.train.session.setup
        await until(lambda: setup.info is not None)
        assert setup.info is not None and setup.info.folder == folder

    in_window(scenario)


def test_that_a_folder_is_dropped_and_what_is_wrong_stands_there(
    in_window: InWindow, project: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    write(tmp_path / "other" / "train.py", "")

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        field = dialog.trainer.folder.field
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / "other"))])
        drop(field, data)
        await until(lambda: rig.window.train.session.setup.looked.trouble)
        assert "is not musubi-tuner" in dialog.trainer.trouble.sentence()
        assert dialog.trainer.trouble.grade() == "bad"
        assert rig.window.train.session.setup.info is None
        field.setText("")
        field.editingFinished.emit()
        await until(lambda: rig.window.train.session.setup.looked.folder is None)
        assert not rig.window.preferences.value.trainer
        dialog.accept()

    in_window(scenario)


@needs_scripts
def test_that_looking_and_asking_can_be_stopped(
    in_window: InWindow, project: Path, home: Path
) -> None:
    folder = make_checkout(home / "musubi-tuner", "old")
    libraries = {**EMPTY, "torch": "import time; time.sleep(600)"}
    make_environment(folder / "venv", libraries, VERSIONS)

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        setup = rig.window.train.session.setup
        assert dialog.needs.waiting.isVisible()
        dialog.needs.stop.click()
        assert not setup.search.for_all and dialog.needs.look.isVisible()
        setup.choose_trainer(str(folder))
        await until(lambda: setup.asking)
        assert dialog.trainer.waiting.isVisible()
        dialog.trainer.waiting.stop.click()
        assert not setup.asking and setup.info is None
        await until(lambda: not rig.window.jobs._aside)
        dialog.accept()

    in_window(scenario)


def test_that_models_are_found_and_each_says_whether_it_fits(
    in_window: InWindow, project: Path, home: Path
) -> None:
    models = home / "ComfyUI" / "models"
    dit = write_weights(models / "diffusion_models" / "a.safetensors", dit_shapes(T2V_14B))
    write_weights(models / "vae" / "b.safetensors", VAE)

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        setup = rig.window.train.session.setup
        dialog.models.look.click()
        await until(lambda: "vae" in setup.files)
        rows = dialog.models.rows
        assert [row.chip.text() for row in rows.values()] == ["fits", "fits", "not chosen"]
        assert rows["dit"].path.path() == str(dit)
        assert setup.search.missed == ("t5",)
        assert dialog.models._missed.isVisible()
        t5 = write_weights(home / "t5.safetensors", T5)
        rows["t5"].path.field.setText(str(t5))
        rows["t5"].path.field.editingFinished.emit()
        await until(lambda: "t5" in setup.files)
        assert not dialog.models._missed.isVisible()
        rows["t5"].path.field.setText(str(dit))
        rows["t5"].path.field.editingFinished.emit()
        await until(lambda: rows["t5"].chip.text() == "does not fit")
        assert "is a video model of Wan" in rows["t5"].path.field.accessibleDescription()
        assert "1 does not fit" in rig.window.train.setup.models.words()
        t5 = write_weights(home / "t5.safetensors", T5)
        rows["t5"].path.field.setText(f'"{t5}"')
        rows["t5"].path.field.editingFinished.emit()
        await until(lambda: setup.models_standing.grade == "good")
        kept = rig.window.preferences.value.models["t2v-14B"]
        assert kept["t5"] == str(t5) and setup.models["dit"] == str(dit)
        dialog.accept()

    in_window(scenario)


def test_that_the_command_has_the_files_that_the_page_shows_for_another_task(
    in_window: InWindow, project: Path, home: Path
) -> None:
    models = home / "ComfyUI" / "models"
    for name, shapes in (("a", dit_shapes(T2V_14B)), ("b", VAE), ("c", T5)):
        write_weights(models / f"{name}.safetensors", shapes)

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        session = rig.window.train.session
        dialog.models.look.click()
        await until(lambda: len(session.setup.files) == 3)
        session.change("train.task", "t2v-1.3B")
        dit = write_weights(models / "d.safetensors", dit_shapes(T2V_1_3B))
        dialog.models.look.click()
        await until(lambda: session.setup.models_standing.grade == "good")
        shown = {str(role): path for role, path in session.setup.models.items()}
        assert shown["dit"] == str(dit) and session.rig.models == shown
        assert not any("file" in sentence for sentence in session.missing)
        latents = next(each for each in session.commands if each.step == "cache_latents").argv
        assert latents[latents.index("--vae") + 1] == str(models / "b.safetensors")
        dialog.accept()

    in_window(scenario)


def test_that_what_a_search_said_of_another_task_is_not_said_of_this_one(
    in_window: InWindow, project: Path, home: Path
) -> None:
    write_weights(home / "ComfyUI" / "models" / "a.safetensors", VAE)

    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, project)
        session = rig.window.train.session
        await until(dialog.needs.use.isVisible)
        dialog.needs.use.click()
        dialog.needs.look.click()
        await until(lambda: "Nothing more was found" in dialog.needs.sum.text())
        dialog.models.look.click()
        await until(lambda: session.setup.search.missed)
        session.change("train.task", "t2v-1.3B")
        assert "was found" not in dialog.needs.sum.text()
        assert not dialog.models._missed.isVisible()
        dialog.accept()

    in_window(scenario)


@needs_scripts
def test_that_the_captioners_worker_is_offered_the_trainers_python(
    in_window: InWindow, project: Path, home: Path
) -> None:
    folder = trainer_in(home)

    async def scenario(rig: Rig) -> None:
        await rig.open(project)
        rig.window.preferences.change(trainer=str(folder), captioner="worker")
        rig.trigger("view.captions")
        rig.trigger("caption.captioner")
        dialog = await rig.dialog()
        assert isinstance(dialog, CaptionerDialog)
        await until(lambda: dialog.worker.trainers.isVisible())
        dialog.worker.trainers.click()
        assert dialog.worker.python.text() == str(folder / "venv" / "bin" / "python")
        assert not dialog.worker.trainers.isVisible()
        dialog.reject()

    in_window(scenario)


@needs_scripts
def test_that_all_that_is_missing_is_found_without_a_project_and_taken_at_once(
    in_window: InWindow, home: Path
) -> None:
    folder = trainer_in(home)
    hub = home / "hf" / "hub" / "models--Comfy-Org--Wan" / "snapshots" / "1" / "vae"
    vae = write_weights(hub / "b.safetensors", VAE)
    dit = write_weights(home / "ComfyUI" / "models" / "a.safetensors", dit_shapes(T2V_14B))

    async def scenario(rig: Rig) -> None:
        await rig.active()
        rig.trigger("train.setup")
        dialog = await rig.dialog()
        assert isinstance(dialog, SetupDialog)
        await until(dialog.needs.use.isVisible)
        lines = {path: words for _, path, words in dialog.needs.found.lines()}
        assert {*lines} == {str(folder), str(dit), str(vae)}
        assert "torch 2.8" in lines[str(folder)]
        assert rig.window.preferences.value.models == {}
        dialog.needs.use.click()
        setup = rig.window.first_run.setup
        await until(lambda: setup.info is not None and "vae" in setup.files)
        there = {need.key: need.there for need in setup.needs}
        assert there.pop("t5") is False and all(there.values())
        assert dialog.needs.sum.text() == "7 of 8 are here."
        assert not dialog.needs.use.isVisible()
        dialog.accept()

    in_window(scenario)


def test_that_without_a_project_the_page_asks_what_is_to_be_trained(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.active()
        rig.trigger("train.setup")
        dialog = await rig.dialog()
        assert isinstance(dialog, SetupDialog)
        models = dialog.models
        assert models.task.isVisible() and [*models.rows] == ["dit", "vae", "t5"]
        models.task.setCurrentIndex(models.task.findData("i2v-A14B"))
        models.task.activated.emit(models.task.currentIndex())
        assert [*models.rows] == ["dit", "dit_high_noise", "vae", "t5"]
        assert [need.key for need in rig.window.first_run.setup.needs][-3:] == ["dit", "vae", "t5"]
        dialog.accept()

    in_window(scenario)
