"""Metrics, clips held out and the smoke test, as the left column has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.core.library.edits import adding, changing
from app.core.library.model import Clip
from app.ui.train.recipe_measuring import HELD, METRICS, SMOKE, Measuring
from app.ui.widgets.choices import CheckBox
from tests.ui.train.form_rig import Form, made_form


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))


@pytest.fixture
def form(tmp_path: Path, qtbot: QtBot) -> Iterator[Form]:
    made = made_form(tmp_path / "project")
    qtbot.addWidget(made.pane)
    yield made
    made.document.close()


def part(form: Form) -> Measuring:
    return form.pane.measuring


def press(box: CheckBox) -> None:
    QTest.keyClick(box, Qt.Key.Key_Space)


def add_clips(form: Form, number: int) -> None:
    source = form.document.rows.sources[0]
    for n in range(number):
        clip = Clip(source=source.id, start=200 * n + 1000, end=200 * n + 1040)
        form.document.apply(adding(clip, label="Pick"))


def test_boxes_set_options_that_reach_no_command_line(form: Form) -> None:
    before = [each.argv for each in form.session.commands if each.step != "train"]
    for key in (METRICS, SMOKE):
        press(part(form).boxes[key])
        assert form.values[key] is True
    assert form.document.undo_label == "Recipe: smoke"
    steps = [each.step for each in form.session.commands]
    assert steps == ["cache_latents", "cache_text", "smoke", "train"]
    assert [each.argv for each in form.session.commands[:2]] == before
    assert "train_with_metrics.py" in form.pane.command.text.toPlainText()
    press(part(form).boxes[SMOKE])
    assert SMOKE not in form.values and "smoke" not in form.session.steps


def test_the_clips_held_out_are_counted_listed_and_explained(form: Form, qtbot: QtBot) -> None:
    add_clips(form, 40)
    measuring = part(form)
    assert measuring.chip.isHidden()
    press(measuring.boxes[HELD])
    assert form.values[HELD] == 5
    assert measuring.choice is not None
    assert not measuring.chip.isHidden()
    total = measuring.choice.total
    assert measuring.chip.text() == f"8 of {total} clips and stills are held out"
    assert f"Plan counts all {total}; a run trains the other {total - 8}" in (
        measuring.chip.toolTip()
    )
    measuring.show_list()
    panel = measuring.panel
    assert panel is not None and len(panel.lines) == 8
    assert all(why.startswith("drawn by lot") for _, why in panel.lines)
    panel.close()
    qtbot.waitUntil(lambda: measuring.panel is None)
    press(measuring.boxes[HELD])
    assert HELD not in form.values and measuring.chip.isHidden()


def test_a_clip_that_is_tagged_is_the_one_that_is_held_out(form: Form) -> None:
    add_clips(form, 20)
    clip = form.document.rows.clips[-1]
    form.document.apply(changing(clip, replace(clip, tags=("holdout",)), label="Tag"))
    press(part(form).boxes[HELD])
    choice = part(form).choice
    assert choice is not None and [each.pick.id for each in choice.held] == [clip.id]


def test_too_few_clips_are_said(form: Form) -> None:
    press(part(form).boxes[HELD])
    assert part(form).chip.text().startswith("Nothing of ")
    assert part(form).chip.tone() == "warn" and "too few" in part(form).chip.toolTip()
