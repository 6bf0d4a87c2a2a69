"""Tests of checkpoints in the window, workflows for ComfyUI, and the end told elsewhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.core.library.project import Project
from app.core.secrets import Secrets
from app.core.training.after.looking import folders_of_tests
from app.core.training.after.testing import start_test
from app.core.training.folder import read_run
from app.core.training.results.looking import look
from app.core.training.results.notes import read_notes
from app.core.training.runs.life import state_of
from app.core.training.trainer.info import TrainerInfo
from app.core.training.trainer.looking import Looked
from app.ui import dialogs
from app.ui.ending_fields import EndingDialog
from app.ui.train.comfy_dialog import ComfyDialog
from app.ui.train.samples_big import LargeSamples
from app.ui.train.trial_card import TrialView
from app.ui.train.trial_dialog import TrialDialog
from app.ui.train.trial_results import TrialResults
from tests.core.training.after.comfy import FakeComfy
from tests.core.training.after.makers import MODELS, run_with_checkpoints, trial_of
from tests.core.training.after.makers import rig as made_rig
from tests.core.training.telling.receiver import Receiver
from tests.standin import make_standin, python_of
from tests.ui.rig import InWindow, Rig, until

Key = Qt.Key
_PROMPTS = "a cat walks --d 1\nrain on a roof --d 1\n"


@pytest.fixture
def run(tmp_path: Path) -> Path:
    project = tmp_path / "Fünf # 샷"
    with Project.create(project, "Rain"):
        pass
    folder = run_with_checkpoints(project)
    (folder / "sample_prompts.txt").write_text(_PROMPTS, encoding="utf-8")
    return folder


async def _shown(rig: Rig, folder: Path) -> Any:  # noqa: ANN401 -- the stage
    await rig.open(folder.parent.parent)
    rig.window.stages.show("train")
    tab = rig.window.stages.train
    found = read_run(folder)
    assert found is not None
    tab.session.show_run(folder)
    tab.results.show_view(TrialView(found, look(folder)))
    return tab


def _set_up(rig: Rig, tab: Any, project: Path) -> None:  # noqa: ANN401
    """Let the stand-in be the trainer."""
    trainer = make_standin(project / "trainer")
    rig.window.preferences.change(models={"t2v-14B": MODELS})
    tab.session.setup.looked = Looked(info=TrainerInfo(trainer, python_of(trainer)))
    tab.session.setup.set_up.emit()


class InMemory:
    """A keyring that is gone with the test."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


def _open(rig: Rig, kind: type[QWidget]) -> Any:  # noqa: ANN401 -- of that kind
    return next(each for each in rig.window.findChildren(kind) if each.isVisible())


def test_that_a_test_is_chosen_started_and_its_films_are_shown(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await _shown(rig, run)
        _set_up(rig, tab, run.parent.parent)
        tab.results.checkpoints.table.choose("lora-000001.safetensors")
        tab.results.checkpoints.test_button.click()
        dialog = _open(rig, TrialDialog)
        assert [box.isChecked() for box in dialog.boxes] == [True, False]
        fields = dialog.fields
        assert fields.preset.currentText() == "Quick look"  # its own prompts, not another's trigger
        assert fields.prompts.toPlainText() == "a cat walks\nrain on a roof"
        dialog.boxes[1].setChecked(True)
        fields.strengths.setText("0.8 1")
        assert dialog.words.text() == "8 films: 2 checkpoints × 2 strengths × 2 prompts × 1 seed"
        assert "wan_generate_video.py" in dialog.command.text()
        assert "--video_size 208 384" in dialog.command.text()
        dialog.copy()
        assert QGuiApplication.clipboard().text().count("--lora_multiplier") == 4
        assert dialog.go.isEnabled()
        dialog.go.click()
        await until(lambda: folders_of_tests(run))
        folder = folders_of_tests(run)[0]
        await until(lambda: rig.window.findChildren(TrialResults))
        films = _open(rig, TrialResults)
        await until(lambda: state_of(folder).ended, within=60)
        assert state_of(folder).state == "done"
        await until(lambda: len(films.card.grid.table.cells) == 8)
        await until(lambda: films.words.text().startswith("done · 8 of 8 films"))
        assert films.stop.isHidden()
        labels = [each.label for each in films.card.grid.table.columns]
        assert labels == ["epoch 1 · ×0.8", "epoch 1 · ×1.0", "epoch 2 · ×0.8", "epoch 2 · ×1.0"]
        films.reject()

    in_window(scenario)


def test_that_films_are_seen_large_and_a_star_there_is_one_of_the_checkpoint(
    in_window: InWindow, run: Path
) -> None:
    project = run.parent.parent
    trial = trial_of(run, strengths=(0.8, 1.0))
    folder = start_test(run, trial, made_rig(project))

    async def scenario(rig: Rig) -> None:
        tab = await _shown(rig, run)
        await until(lambda: state_of(folder).ended, within=60)
        tab.trials.show_films()
        films = _open(rig, TrialResults)
        await until(lambda: len(films.card.grid.table.cells) == 8)
        films.card.grid.choose((0, 2))
        films.card.star()
        await until(lambda: "lora-000002.safetensors" in read_notes(run))
        assert read_notes(run)["lora-000002.safetensors"].star
        films.card.open(1, 3)
        large = next(each for each in films.findChildren(LargeSamples) if each.isVisible())
        assert large.panes[0].label.text() == "epoch 2 · ×1.0"
        assert large.panes[0].star.isChecked()
        large.toggle_two()
        assert large.seen.two
        large.reject()
        films.reject()

    in_window(scenario)


def test_that_films_stay_where_they_are_while_nothing_new_comes(
    in_window: InWindow, run: Path
) -> None:
    folder = start_test(run, trial_of(run), made_rig(run.parent.parent))

    async def scenario(rig: Rig) -> None:
        tab = await _shown(rig, run)
        await until(lambda: state_of(folder).ended, within=60)
        tab.trials.show_films()
        films = _open(rig, TrialResults)
        grid = films.card.grid
        await until(lambda: grid.table.cells)
        grid.choose((0, 0))
        table, heads = grid.table, [each.label for each in grid.table.columns]
        films.look()
        await until(lambda: not films._looking)
        assert grid.table == table and [each.label for each in grid.table.columns] == heads
        assert grid.current == (0, 0)
        films.show_test(None)
        films._take([], None)
        assert not grid.table.columns
        films.reject()

    in_window(scenario)


def test_that_what_is_run_is_what_was_shown(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await _shown(rig, run)
        _set_up(rig, tab, run.parent.parent)
        tab.trials.test()
        dialog = _open(rig, TrialDialog)
        await until(lambda: dialog._target.name == "001-test")
        dialog.copy()
        copied = QGuiApplication.clipboard().text()
        dialog.go.click()
        await until(lambda: folders_of_tests(run))
        folder = folders_of_tests(run)[0]
        saved = (folder / "commands.txt").read_text(encoding="utf-8")
        for line in copied.splitlines()[1:]:
            assert line in saved
        await until(lambda: state_of(folder).ended, within=60)
        await until(lambda: rig.window.findChildren(TrialResults))
        _open(rig, TrialResults).reject()

    in_window(scenario)


def test_that_what_cannot_be_is_said_and_starts_nothing(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await _shown(rig, run)
        tab.trials.test()
        dialog = _open(rig, TrialDialog)
        assert dialog.trouble.sentence() == "musubi-tuner was not found: choose its folder."
        assert not dialog.go.isEnabled()
        _set_up(rig, tab, run.parent.parent)
        assert dialog.go.isEnabled()
        dialog.fields.strengths.setText("strong")
        assert not dialog.go.isEnabled()
        dialog.fields.strengths.setText("0.8")
        dialog.fields.guidance.setText("much")
        assert not dialog.go.isEnabled()
        dialog.fields.guidance.setText("1")
        dialog.fields.prompts.setPlainText("")
        assert dialog.words.text() == "Write a prompt, one a line."
        assert not dialog.go.isEnabled()
        dialog.reject()
        assert folders_of_tests(run) == []

    in_window(scenario)


def test_that_a_test_in_the_queue_is_named_and_a_run_without_tests_says_so(
    in_window: InWindow, run: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        tab = await _shown(rig, run)
        tab.session.asked.emit("train.tests")
        films = _open(rig, TrialResults)
        await until(lambda: films.words.text() == "No checkpoint of this run was tested yet.")
        assert films.choice.isHidden()
        films.reject()

    in_window(scenario)


# ----------------------------------------------------------------------------------------- ComfyUI


def _choosing(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    async def chosen(*_: object, **__: object) -> Path:
        return path

    monkeypatch.setattr(dialogs, "choose_new_file", chosen)
    monkeypatch.setattr(dialogs, "choose_folder", chosen)


async def _comfy(rig: Rig, run: Path) -> ComfyDialog:
    tab = await _shown(rig, run)
    tab.results.checkpoints.table.choose("lora-000001.safetensors")
    tab.session.asked.emit("train.comfy")
    found: ComfyDialog = _open(rig, ComfyDialog)
    return found


def test_that_a_workflow_is_saved_with_the_checkpoint_and_prompt_in_it(
    in_window: InWindow, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await _comfy(rig, run)
        assert dialog.fields.comfy().prompt == "a cat walks"
        assert dialog.fields.comfy().lora.endswith("lora-000001.safetensors")
        dialog.way.setCurrentIndex(1)
        dialog.way.activated.emit(1)
        dialog.fields.length.setValue(50)
        _choosing(monkeypatch, tmp_path / "w.json")
        dialog.save_button.click()
        await until((tmp_path / "w.json").exists)
        canvas = json.loads((tmp_path / "w.json").read_text(encoding="utf-8"))
        kinds = [each["type"] for each in canvas["nodes"]]
        assert kinds.count("LoraLoaderModelOnly") == 2
        size = next(each for each in canvas["nodes"] if each["type"].startswith("EmptyHunyuan"))
        assert size["widgets_values"] == [768, 416, 49, 1]
        dialog.copy()
        graph = json.loads(QGuiApplication.clipboard().text())
        assert {each["class_type"] for each in graph.values()} == set(kinds)
        dialog.reject()

    in_window(scenario)


def test_that_the_lora_is_put_into_comfyui_and_the_folder_is_remembered(
    in_window: InWindow, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(rig: Rig) -> None:
        (tmp_path / "ComfyUI" / "models" / "loras").mkdir(parents=True)
        dialog = await _comfy(rig, run)
        _choosing(monkeypatch, tmp_path / "ComfyUI")
        dialog.install_button.click()
        await until(lambda: "It is there" in dialog.notice.sentence())
        target = tmp_path / "ComfyUI" / "models" / "loras" / "rain" / "lora-000001.safetensors"
        assert target.is_file()
        assert rig.window.preferences.value.comfy == str(tmp_path / "ComfyUI")
        dialog.folder.setText(str(tmp_path))  # its parent is good, too
        dialog.install_button.click()
        await until(lambda: rig.window.preferences.value.comfy == str(tmp_path))
        dialog.reject()

    in_window(scenario)


def test_that_a_server_is_asked_only_when_that_is_pressed(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await _comfy(rig, run)
        with FakeComfy(loras=["other.safetensors"]) as comfy:
            dialog.server.setText(comfy.address)
            dialog.send_button.click()
            await until(lambda: "does not have" in dialog.notice.sentence())
            assert comfy.posted == []
        with FakeComfy(loras=[dialog.fields.comfy().lora]) as comfy:
            dialog.server.setText(comfy.address)
            dialog.check_button.click()
            await until(lambda: "has every node" in dialog.notice.sentence())
            assert comfy.posted == []
            dialog.send_button.click()
            await until(lambda: comfy.posted)
        dialog.send_button.setEnabled(True)
        dialog.send_button.click()
        await until(lambda: "No ComfyUI answers" in dialog.notice.sentence())
        dialog.reject()

    in_window(scenario)


# ------------------------------------------------------------------------------------- the end told


def test_that_where_the_end_is_told_is_kept_and_can_be_tried(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = EndingDialog(rig.window, rig.window.preferences, rig.window.jobs)
        dialog.open()
        fields = dialog.ending
        fields._secrets = Secrets(InMemory())
        fields.address.setText("ntfy.sh/x")
        assert not fields.test_button.isEnabled()
        fields.keep()
        assert rig.window.preferences.value.webhook == ""
        with Receiver() as receiver:
            fields.address.setText(receiver.address)
            fields.token.setText("s3cret")
            fields.token.editingFinished.emit()
            await until(lambda: "keyring" in fields.said.text())
            fields.shape.setCurrentIndex(1)
            fields.test_button.click()
            await until(lambda: fields.said.text() == "It has arrived")
            headers, body = receiver.got[0]
        assert json.loads(body)["run"] == "000-test"
        assert headers["Authorization"] == "Bearer s3cret"
        value = rig.window.preferences.value
        assert (value.webhook, value.webhook_shape) == (receiver.address, "json")
        assert "s3cret" not in json.dumps(
            {name: str(getattr(value, name)) for name in ("webhook", "unknown", "captioners")}
        )
        fields.awake.setChecked(False)
        assert not rig.window.preferences.value.keep_awake
        dialog.reject()

    in_window(scenario)


def test_that_it_is_reached_from_the_settings(in_window: InWindow) -> None:
    async def scenario(rig: Rig) -> None:
        from app.ui.settings_dialog import SettingsDialog

        window = rig.window
        dialog = SettingsDialog(window, window.preferences, window.document, window.jobs)
        dialog.open()
        dialog.ending_button.click()
        found = next(each for each in dialog.findChildren(EndingDialog) if each.isVisible())
        found.reject()
        dialog.reject()

    in_window(scenario)


def test_that_what_a_test_has_done_is_told_once(in_window: InWindow, run: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await _shown(rig, run)
        told: list[str] = []
        rig.window.train.done.connect(told.append)
        rig.window.train.trials.done.emit("The test is done.")
        assert told == ["The test is done."]

    in_window(scenario)
