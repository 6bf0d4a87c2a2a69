"""The recipe in the left column: fields, presets, warnings, and how a run begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.amounts import with_error
from app.core.library.edits import adding
from app.core.library.model import Prompt
from app.core.planner.costs.setups import setup_of
from app.ui.train.option_control import OptionChoice, OptionText
from app.ui.train.recipe_choice import read_all
from app.ui.train.recipe_panel import PresetPanel
from tests.ui.rig import InWindow, Rig, until
from tests.ui.train.form_rig import Form, made_form
from tests.ui.widgets.cut_words import cut_in_list

Key = Qt.Key


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "settings"))


@pytest.fixture
def form(tmp_path: Path, qtbot: QtBot) -> Iterator[Form]:
    made = made_form(tmp_path / "project")
    qtbot.addWidget(made.pane)
    yield made
    made.document.close()


def text_field(form: Form, key: str) -> OptionText:
    control = (form.pane.fields.controls | form.pane.more.controls)[key]
    assert isinstance(control, OptionText)
    return control


def typed(form: Form, key: str, text: str) -> OptionText:
    field = text_field(form, key)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


def test_a_project_without_a_recipe_shows_the_usual_preset_and_is_not_changed(form: Form) -> None:
    assert form.pane.presets.box.currentText() == "Wan 2.1 style, 24 GB"
    assert text_field(form, "train.network_dim").text() == "32"
    assert form.document.rows.settings.training == ""
    assert form.document.undo_label != "Recipe: network_dim"


def test_typing_changes_recipe_and_plans_setup_in_one_step_to_undo(form: Form) -> None:
    typed(form, "train.network_dim", "128")
    assert form.values["train.network_dim"] == 128
    assert setup_of(form.document.rows.settings.setup).rank == 128
    assert form.document.undo_label == "Recipe: network_dim"
    form.document.undo()
    assert form.values["train.network_dim"] == 32
    assert text_field(form, "train.network_dim").text() == "32"
    assert form.document.undo_label != "Recipe: network_dim"


def test_typing_again_after_leaving_the_field_is_another_step(form: Form) -> None:
    field = typed(form, "train.network_dim", "64")
    field.clearFocus()
    typed(form, "train.network_dim", "8")
    form.document.undo()
    assert form.values["train.network_dim"] == 64


def test_what_is_no_value_is_said_at_the_field_and_changes_nothing(form: Form) -> None:
    field = typed(form, "train.learning_rate", "fast")
    said = form.pane.fields.fields["train.learning_rate"].error()
    assert "takes a number" in said
    assert form.values["train.learning_rate"] == 5e-5
    QTest.keyClick(field, Key.Key_Escape)
    assert field.text() == "5e-5"
    assert form.pane.fields.fields["train.learning_rate"].error() == ""


def test_a_value_out_of_its_bounds_is_taken_and_said(form: Form) -> None:
    typed(form, "train.blocks_to_swap", "45")
    assert form.values["train.blocks_to_swap"] == 45
    assert "at most 39" in form.pane.fields.fields["train.blocks_to_swap"].error()
    assert any("39" in sentence for sentence in form.pane.warnings.sentences())


def test_an_emptied_field_leaves_the_option_to_the_trainer(form: Form) -> None:
    field = text_field(form, "train.seed")
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Key.Key_Delete)
    assert "train.seed" not in form.values
    assert field.text() == ""


def test_arrow_keys_step_a_number(form: Form) -> None:
    field = text_field(form, "train.learning_rate")
    field.setFocus()
    QTest.keyClick(field, Key.Key_Up)
    assert form.values["train.learning_rate"] == 1e-4
    assert field.text() == "1e-4"
    QTest.keyClick(field, Key.Key_Down)
    QTest.keyClick(field, Key.Key_Down)
    assert form.values["train.learning_rate"] == 2e-5


def test_the_first_line_of_a_choice_takes_the_option_out(form: Form) -> None:
    control = form.pane.more.controls["train.save_precision"]
    assert isinstance(control, OptionChoice)
    assert form.values["train.save_precision"] == "bf16"
    control.activated.emit(0)
    assert "train.save_precision" not in form.values
    assert control.currentIndex() == -1


def test_weights_are_two_flags_in_one_choice_and_one_step(form: Form) -> None:
    weights = form.pane.more.weights
    assert weights is not None
    assert weights.currentText() == "fp8, scaled"
    weights.activated.emit(2)
    assert not {"train.fp8_base", "train.fp8_scaled"} & form.values.keys()
    assert weights.currentText() == "bf16"
    form.document.undo()
    assert form.values["train.fp8_scaled"] is True


def test_a_preset_is_read_before_it_is_chosen_and_taken_in_one_step(form: Form) -> None:
    presets = form.pane.presets
    presets.open()
    panel = presets.panel
    assert panel is not None
    row = next(row for row in panel.rows if row.preset.name == "takenoko-3090")
    assert row.preset.hints
    assert "rank 32" in row.facts.text()
    assert "GiB" in row.cost.text()
    row.use_button.click()
    assert form.session.recipe == row.preset.recipe
    assert presets.box.currentText() == "Takenoko 3090"
    assert presets.changed() == ()
    form.document.undo()
    assert presets.box.currentText() == "Wan 2.1 style, 24 GB"


@pytest.mark.parametrize("zoom", [1.0, 1.5])
def test_the_words_of_all_presets_are_whole_as_soon_as_the_list_opens(
    qtbot: QtBot, zoom: float
) -> None:
    def filled(window: QWidget) -> PresetPanel:
        panel = PresetPanel(window, may_change=True)
        presets, _ = read_all()
        words = [replace(presets[0], purpose="words " * n) for n in range(10, 40)]
        panel.show_presets([*presets, *words], (), "")
        return panel

    assert cut_in_list(qtbot, zoom, filled) == []


def test_what_changed_since_the_preset_is_listed_and_taken_back_one_by_one(form: Form) -> None:
    typed(form, "train.network_dim", "64")
    typed(form, "train.seed", "7")
    presets = form.pane.presets
    assert presets.chip.text() == "2 changed since"
    assert [(each.option.name, each.was, each.now) for each in presets.changed()] == [
        ("seed", 42, 7),
        ("network_dim", 32, 64),
    ]
    presets.open_difference()
    difference = presets.difference
    assert difference is not None
    difference.back_buttons[0].click()
    assert form.values["train.seed"] == 42
    assert presets.chip.text() == "1 changed since"


def test_all_changes_go_back_in_one_step_and_the_name_of_the_run_stays(form: Form) -> None:
    typed(form, "train.network_dim", "64")
    QTest.keyClicks(form.pane.start.name, "rain")
    presets = form.pane.presets
    presets.open_difference()
    difference = presets.difference
    assert difference is not None
    difference.all_button.click()
    assert presets.changed() == ()
    assert presets.chip.isHidden()
    assert form.values["train.output_name"] == "rain"


def test_a_kept_recipe_has_no_name_of_a_run(form: Form) -> None:
    QTest.keyClicks(form.pane.start.name, "rain")
    assert form.session.choice.to_keep().values["train.output_name"] == ""


def test_costs_are_those_of_plan_with_the_recipes_setup(form: Form) -> None:
    advice = form.pane.judge.advice
    assert advice is not None
    text = form.pane.costs.memory.text()
    assert text.startswith(f"fits: {advice.heaviest.estimate.gib:.1f} ± 1 GiB of 24")
    typed(form, "train.blocks_to_swap", "0")
    after = form.pane.judge.advice
    assert after is not None
    assert after.heaviest.estimate.gib > advice.heaviest.estimate.gib + 3
    assert after.costs.setup.swap == 0


def test_a_recipe_by_steps_says_them_and_takes_their_time(form: Form) -> None:
    typed(form, "train.max_train_epochs", "3")
    presets = form.pane.presets
    presets.open()
    assert presets.panel is not None
    row = next(row for row in presets.panel.rows if row.preset.name == "quick-look")
    said = row.cost.text()
    row.use_button.click()
    advice = form.pane.judge.advice
    assert advice is not None
    assert advice.whole[0] == pytest.approx(1500 * advice.step[0])
    assert form.pane.costs.time.text() == with_error(*advice.whole)
    assert said.endswith(with_error(*advice.whole))
    assert text_field(form, "train.max_train_epochs").placeholderText() == "1,500 steps"
    assert text_field(form, "train.save_every_n_epochs").placeholderText() == "250 steps"
    form.session.change("train.save_every_n_steps", None)
    assert text_field(form, "train.save_every_n_epochs").placeholderText() == "epochs"


def test_a_click_on_the_cure_of_a_warning_does_what_it_says_in_one_step(form: Form) -> None:
    form.take("takenoko-3090")
    notes = [note for note in form.pane.warnings.notes if not note.isHidden()]
    note = next(note for note in notes if "save_precision" in note.sentence())
    assert note.cure.text() == "Use bf16"
    assert note.cure.toolTip() == "+ --save_precision bf16"
    note.cure.clicked.emit()
    assert form.values["train.save_precision"] == "bf16"
    assert not any("save_precision" in sentence for sentence in form.pane.warnings.sentences())
    assert form.document.undo_label == "Recipe: Use bf16"
    form.document.undo()
    assert "train.save_precision" not in form.values


def test_a_click_makes_samples_that_are_too_large_as_large_as_what_is_trained(form: Form) -> None:
    form.take("wan21-24gb")
    large = Prompt(position=0, text="<b>rain", width=384, height=384, frames=45, flow_shift=3.0)
    form.document.apply(adding(large))
    form.pane.judge.judge()
    notes = [note for note in form.pane.warnings.notes if not note.isHidden()]
    note = next(note for note in notes if "larger than anything" in note.sentence())
    assert note.cure.text() == "Make it 64×48×29"
    assert note.cure.toolTip() == "<qt>&lt;b&gt;rain --w 64 --h 48 --f 29</qt>"
    note.cure.clicked.emit()
    (prompt,) = form.document.rows.prompts
    assert (prompt.text, prompt.width, prompt.height, prompt.frames) == ("<b>rain", 64, 48, 29)
    form.pane.judge.judge()
    assert not any("larger than" in sentence for sentence in form.pane.warnings.sentences())
    assert form.document.undo_label == "Size of sample prompts"


def test_the_name_of_the_run_is_typed_as_one_step_and_empty_is_the_projects(form: Form) -> None:
    start = form.pane.start
    own = form.session.commanding.run_name
    assert start.name.placeholderText() == own
    QTest.keyClicks(start.name, "rain")
    assert form.session.commanding.run_id.endswith("-rain")
    form.document.undo()
    assert form.session.commanding.run_id.endswith(f"-{own}")
    assert start.name.text() == ""


def test_a_step_that_is_left_out_is_not_in_the_commands_and_is_remembered(form: Form) -> None:
    assert [each.step for each in form.session.commands] == ["cache_latents", "cache_text", "train"]
    form.pane.start.steps["cache_text"].click()
    assert [each.step for each in form.session.commands] == ["cache_latents", "train"]
    assert form.parts.preferences.value.steps_left_out == ("cache_text",)
    assert "Cache text" not in form.pane.command.text.text()
    form.pane.start.steps["cache_text"].click()
    assert form.session.steps == ("check", "cache_latents", "cache_text", "train")


def test_a_project_that_is_only_read_shows_all_and_changes_nothing(
    tmp_path: Path, qtbot: QtBot
) -> None:
    made = made_form(tmp_path / "project", read_only=True)
    qtbot.addWidget(made.pane)
    assert not made.pane.fields.isEnabled()
    assert made.pane.command.text.text()
    before = made.session.recipe
    made.session.change("train.network_dim", 4)
    assert made.session.recipe == before
    made.document.close()


def test_a_closed_project_has_no_commands(form: Form) -> None:
    typed(form, "train.network_dim", "64")
    assert form.session.commands
    form.document.close()
    assert form.session.commands == ()


def test_that_nothing_of_the_recipe_is_cut_off_where_its_pane_is_as_narrow_as_it_gets(
    in_window: InWindow, project: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        rig.window.resize(1280, 800)
        await rig.open(project)
        rig.trigger("view.train")
        tab = rig.window.train
        await until(lambda: tab.recipe._filled)
        tab.splitter.setSizes([1, 5_000, 1])
        scrolled = tab.recipe._scrolled
        await until(lambda: tab.splitter.sizes()[0] < 300)
        assert scrolled.widget().minimumSizeHint().width() <= scrolled.viewport().width()
        assert tab.recipe.width() <= tab.splitter.sizes()[0]

    in_window(scenario)


def test_that_the_name_that_a_preset_gave_goes_with_it_and_ones_own_stays(form: Form) -> None:
    form.take("takenoko-3090")
    assert form.session.recipe.values["train.output_name"]
    form.take("wan21-1.3b")
    assert not form.session.recipe.values.get("train.output_name")
    form.session.change("train.output_name", "rain")
    form.take("takenoko-3090")
    assert form.session.recipe.values["train.output_name"] == "rain"
