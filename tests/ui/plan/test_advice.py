"""The page *Advice* on the author's dataset."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.core.errors import WriteError
from app.core.planner.costs import measured
from app.core.planner.costs.setups import Setup
from app.core.settings import Preferences
from app.ui.plan.advice import AdvicePage
from app.ui.plan.advice_asking import Asking
from app.ui.plan.advice_offers import OfferList, OfferRow
from app.ui.plan.advice_rows import AdviceRow
from app.ui.preferences import PreferenceStore
from tests.ui.conftest import Run
from tests.ui.plan.authors_source import TEXT, AuthorsSource
from tests.ui.plan.conftest import Stage
from tests.ui.rig import until

Make = Callable[..., AdvicePage]
LEFT = Qt.MouseButton.LeftButton


def source_of(page: AdvicePage) -> AuthorsSource:
    source = page._source
    assert isinstance(source, AuthorsSource)
    return source


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    """Return what makes the page over a source, shown at the width it has beside the plan."""

    def made(**keys: bool | str) -> AdvicePage:
        source = AuthorsSource(**keys)  # type: ignore[arg-type]
        page = AdvicePage(source)
        source.shown.connect(lambda: page.show_view(source.view))
        qtbot.addWidget(page)
        page.resize(312, 900)
        page.show()
        page.show_view(source.view)
        return page

    yield made


@pytest.fixture
def page(make: Make) -> AdvicePage:
    return make()


def choose(box: QComboBox, text: str) -> None:
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def titled(offers: OfferList, word: str) -> OfferRow:
    (found,) = [row for row in offers.shown() if word in row.title()]
    return found


def press(row: OfferRow) -> None:
    assert not row.button.isHidden() and row.button.isEnabled()
    row.button.click()


# ------------------------------------------------------------------ memory and time


def test_that_the_page_says_what_is_heaviest_and_that_ten_swapped_blocks_fit(
    page: AdvicePage,
) -> None:
    assert page.memory.figure.value() == "20.7 ± 1.0 GiB"
    assert "768×416×21" in page.memory.figure.accessibleName()
    assert page.memory.sentence.text() == "Fits 24 GiB with blocks_to_swap 10."
    assert page.memory.swaps.text().startswith("Swap at least 7; 9 leaves 1 GiB")
    assert page.time.epoch.value() == "3.5 ± 0.7 h"
    assert "34 and 350 TFLOP" in page.form.gpu.toolTip()


def test_that_the_bar_has_every_part_and_the_desktop(page: AdvicePage) -> None:
    spans = page.memory.bar.spans()
    assert [part.name for part, _, _ in spans][-1] == "Desktop" and len(spans) == 7
    assert all(left < right for _, left, right in spans)
    assert page.memory.bar.part_at(2.0) is spans[0][0]
    assert page.memory.bar.accessibleName().startswith("21.7 ± 1.0 of 24 GiB: Blocks on the card")


def test_that_least_swap_is_one_click_and_one_step(page: AdvicePage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.memory.least_button, LEFT)
    source = source_of(page)
    assert source.setup == replace(Setup(), swap=7)
    assert source.labels == ["Setup: 7 blocks to swap"]
    assert page.form.swap.value() == 7 and page.memory.least_button.isHidden()


def test_that_another_card_brings_its_memory_and_says_that_its_speed_is_rough(
    page: AdvicePage,
) -> None:
    choose(page.form.gpu, "RTX 4080")
    source = source_of(page)
    assert (source.setup.gpu, source.setup.card_gib) == ("RTX 4080", 16.0)
    assert len(source.labels) == 1
    assert page.memory.sentence.text().startswith("Does not fit 16 GiB with blocks_to_swap 10; ")
    assert page.time.note.text() == "Rough: nothing was measured on RTX 4080 yet."
    assert "rough" in page.memory.notes.text()
    choose(page.form.gpu, "H100")
    assert page.time.note.text() == "Calibrated on steps of one H100."
    assert page.memory.notes.isHidden()


def test_that_every_field_of_the_form_changes_the_setup_once(page: AdvicePage) -> None:
    form, source = page.form, source_of(page)
    for switch in (form.i2v, form.offload, form.h2d_only, form.checkpointing):
        switch.click()
    for spin, value in ((form.swap, 12), (form.rank, 64), (form.epochs, 7)):
        spin.setValue(value)
    for edit, text in ((form.card_gib, "23,5"), (form.desktop_gib, "0.4")):
        edit.setText(text)
        edit.editingFinished.emit()
    choose(form.model, "Wan 2.2 A14B, both")
    choose(form.precision, "bf16")
    choose(form.optimizer, "prodigy")
    assert len(source.labels) == 12 and all(label.startswith("Setup: ") for label in source.labels)
    assert source.setup == Setup(
        model="14B", precision="bf16", rank=64, optimizer="prodigy", swap=12, checkpointing=False,
        offload=True, per_token_time=True, h2d_only=True, epochs=7, card_gib=23.5, desktop_gib=0.4,
        i2v=True, both_models=True,
    )  # fmt: skip


def test_that_steps_stand_where_epochs_would_until_epochs_are_given(page: AdvicePage) -> None:
    form, source = page.form, source_of(page)
    source.change_setup(replace(source.setup, steps=1500), "steps")
    assert form.epochs.text() == "1,500 steps"
    form.swap.setValue(12)
    assert source.setup.steps == 1500
    form.epochs.setValue(7)
    assert (source.setup.epochs, source.setup.steps, form.epochs.text()) == (7, 0, "7")


def test_that_what_is_no_amount_is_taken_back(page: AdvicePage) -> None:
    for text in ("much", "-3", "1e9", ""):
        page.form.card_gib.setText(text)
        page.form.card_gib.editingFinished.emit()
        assert page.form.card_gib.text() == "24"
    assert source_of(page).labels == []


def test_that_showing_a_setup_changes_nothing(page: AdvicePage) -> None:
    source = source_of(page)
    source._setup = Setup(model="1.3B", swap=25, optimizer="lion8bit", gpu="GT 9000", rank=4)
    source.changed.emit()
    assert source.labels == []
    assert page.form.optimizer.currentText() == "lion8bit"
    assert page.form.gpu.currentText() == "GT 9000" and page.form.swap.maximum() == 29


def test_that_nothing_can_be_changed_in_a_project_that_is_only_looked_at(make: Make) -> None:
    page = make(read_only=True)
    page.folds["ladder"].open()
    page.folds["windows"].open()
    assert not page.form.isEnabled() and page.memory.least_button.isHidden()
    buttons = [row.button for row in (*page.ladder.shown(), *page.windows.offers.shown())]
    assert buttons and not any(button.isEnabled() for button in buttons)


def test_that_another_architecture_is_said_to_be_unknown_and_gets_no_numbers(make: Make) -> None:
    page = make(architecture="hunyuan")
    assert "hunyuan" in page.unknown.text() and not page.unknown.isHidden()
    hidden = {key for key, fold in page.folds.items() if fold.isHidden()}
    assert hidden == {"setup", "memory", "time", "ladder", "measured"}
    page.folds["windows"].open()
    assert "not known" in page.windows.budget.text() and page.windows.offers.shown()
    page.folds["sizes"].open()
    assert all("GiB" not in line for row in page.sizes.offers.shown() for line in row.said())


# ------------------------------------------------------------------ ladder


def test_that_the_ladder_says_what_each_step_would_give(page: AdvicePage) -> None:
    page.folds["ladder"].open()
    assert titled(page.ladder, "Swap 10 → 14").said() == ["21.7 → 20.3 GiB · +0.2 s/step"]
    assert titled(page.ladder, "8-bit").button.isHidden()
    assert "PYTORCH_CUDA_ALLOC_CONF" in titled(page.ladder, "expandable").toolTip()


def test_that_a_step_that_makes_it_fit_says_so(page: AdvicePage) -> None:
    page.form.swap.setValue(3)
    assert titled(page.ladder, "Swap 3 → 7").said()[0].endswith("then it fits")
    assert not titled(page.ladder, "rank").said()[0].endswith("then it fits")


def test_that_steps_change_setup_or_text(page: AdvicePage, qtbot: QtBot) -> None:
    page.folds["ladder"].open()
    source = source_of(page)
    press(titled(page.ladder, "Shorten windows 21 → 17 frames"))
    assert source.text == TEXT.replace("[1, 21]  # mine", "[1, 17]  # mine")
    press(titled(page.ladder, "Swap 10"))
    assert source.setup.swap == 14
    assert source.labels == ["Shorten windows 21 → 17 frames", "Setup: Swap 10 → 14 blocks"]
    assert "768×416×17" in page.memory.figure.accessibleName()


# ------------------------------------------------------------------ windows and sizes


def test_that_windows_are_found_for_a_dataset_and_used_in_one_step(
    page: AdvicePage, qtbot: QtBot
) -> None:
    page.folds["windows"].open()
    part, source = page.windows, source_of(page)
    assert [part.dataset.itemText(n) for n in range(2)] == ["Clips · head", "Clips · uniform"]
    choose(part.dataset, "Clips · uniform")
    part.least.setValue(45)
    rows = part.offers.shown()
    assert rows[0].title() == "Now: uniform 45 × 2" and rows[0].button.isHidden()
    assert rows[0].said()[0].endswith("478 samples · 1.4 h")
    press(titled(part.offers, "chunk 45, 65"))
    assert source.labels == ['"Clips · uniform": windows chunk 45, 65']
    assert 'frame_extraction = "chunk"' in source.text and "# mine" in source.text
    assert page.windows.offers.shown()[0].title() == "Now: chunk 45, 65"


def test_that_windows_that_fit_nothing_say_so(page: AdvicePage) -> None:
    page.folds["windows"].open()
    page.windows.least.setValue(501)
    rows = page.windows.offers.shown()
    assert [row.title() for row in rows] == ["Now: head 1, 21"]


def test_that_a_resolution_is_found_and_used_in_one_step(page: AdvicePage, qtbot: QtBot) -> None:
    page.folds["sizes"].open()
    part, source = page.sizes, source_of(page)
    assert part.dataset.currentText() == "Clips · head" and part.frames.value() == 21
    assert part.mix.text() == "Pictures: 1920×1040 (240)"
    exact = titled(part.offers, "768×416 · exact · cuts nothing")
    assert exact.button.isHidden() and exact.said() == ["7,488 tokens · 20.7 GiB · 24.7 s/step"]
    choose(part.budget, "4,000 tokens")
    assert all("tokens" in row.said()[0] for row in part.offers.shown())
    first = part.offers.shown()[0]
    press(first)
    size = first.title().split(" · ")[0]
    assert source.labels[0].startswith('"Clips · head": resolution ')
    assert source.labels[0].split()[-1] in source.text.replace(", ", "×").replace("[", "")
    assert size == part.offers.shown()[0].title().split(" · ")[0]


def test_that_the_frames_follow_the_dataset_and_the_tolerance_counts(page: AdvicePage) -> None:
    page.folds["sizes"].open()
    part = page.sizes
    choose(part.dataset, "Clips · uniform")
    assert part.frames.value() == 45
    choose(part.budget, "No limit")
    assert "1920×1040" in part.offers.shown()[0].title()
    part.tolerance.setText("0")
    part.tolerance.editingFinished.emit()
    assert all("exact" in row.title() for row in part.offers.shown())


# ------------------------------------------------------------------ runs of this machine


def test_that_a_run_that_is_entered_corrects_the_estimate_until_it_is_forgotten(
    page: AdvicePage, qtbot: QtBot
) -> None:
    page.folds["measured"].open()
    part, source = page.measured, source_of(page)
    assert not part.keep_button.isEnabled() and "No run is known" in part.sum.text()
    part.gib.setText("20.9")
    part.seconds.setText("21,5")
    qtbot.mouseClick(part.keep_button, LEFT)
    assert source.counted == 1 and part.gib.text() == part.seconds.text() == ""
    assert part.sum.text() == (
        "Corrected by 1 run of this machine (RTX 3090): memory × 1.01, time × 0.87."
    )
    assert page.memory.figure.value().startswith("20.9 ±")
    assert page.time.note.text() == "Corrected by 1 run of this machine: × 0.87."
    (row,) = part.list.shown()
    assert row.title() == "768×416×21 · 20.9 GiB · 21.5 s/step"
    press(row)
    assert source.counted == 2 and page.memory.figure.value() == "20.7 ± 1.0 GiB"
    assert part.list.shown() == [] and measured.load_runs() == ()


def test_that_runs_of_another_card_are_not_listed(page: AdvicePage) -> None:
    run = measured.MeasuredRun(replace(Setup(), gpu="RTX 4090"), 7488, 1, 20.0)
    measured.keep_run(run)
    source_of(page).count_again()
    assert page.measured.list.shown() == [] and "No run" in page.measured.sum.text()


def test_that_a_run_that_cannot_be_kept_is_said(
    page: AdvicePage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise WriteError("The disk is full; make room.")

    monkeypatch.setattr(measured, "keep_run", refuse)
    page.folds["measured"].open()
    page.measured.gib.setText("20")
    qtbot.mouseClick(page.measured.keep_button, LEFT)
    assert page.measured.trouble.text() == "The disk is full; make room."
    assert source_of(page).counted == 0


# ------------------------------------------------------------------ the page itself


def test_that_nothing_is_counted_while_nobody_looks(qtbot: QtBot) -> None:
    source = AuthorsSource()
    page = AdvicePage(source)
    qtbot.addWidget(page)
    page.show_view(source.view)
    assert page.advice() is None
    page.show()
    assert page.advice() is not None


def test_that_sections_stay_as_they_were_left(qtbot: QtBot) -> None:
    source = AuthorsSource()
    source.preferences = PreferenceStore(Preferences())
    first, second = AdvicePage(source), None
    qtbot.addWidget(first)
    assert first.folds["setup"].is_open() and not first.folds["ladder"].is_open()
    first.folds["setup"].head.click()
    first.folds["ladder"].head.click()
    second = AdvicePage(source)
    qtbot.addWidget(second)
    assert second.folds["ladder"].is_open() and not second.folds["setup"].is_open()


def test_that_a_shut_section_says_what_is_in_it(page: AdvicePage) -> None:
    assert page.folds["setup"].head.summary == "RTX 3090 · 14B · swap 10"
    assert page.folds["memory"].head.accessibleDescription() == "20.7 ± 1.0 GiB"
    assert page.folds["time"].head.summary == "3.5 ± 0.7 h per epoch"


@pytest.mark.parametrize("width", [312, 460])
def test_that_nothing_is_cut_at_the_width_of_the_column(make: Make, width: int) -> None:
    page = make()
    page.resize(width, 900)
    for fold in page.folds.values():
        fold.open()
    inner = page._pane.widget()
    assert inner.minimumSizeHint().width() <= width


def test_that_every_control_has_a_name_and_a_tooltip(page: AdvicePage) -> None:
    for part in (page.form, page.windows, page.sizes, page.measured):
        rows = part.findChildren(AdviceRow)
        assert rows
        for row in rows:
            assert row.control.accessibleName() and len(row.control.toolTip()) > 20
    assert page.form.swap.toolTip().startswith("--blocks_to_swap")
    for fold in page.folds.values():
        assert fold.head.accessibleName()


def test_that_the_answer_to_the_last_question_is_shown(qt_run: Run, qtbot: QtBot) -> None:
    source = AuthorsSource()
    page = AdvicePage(source)
    qtbot.addWidget(page)

    async def look() -> None:
        page.show()
        page.show_view(source.view)
        source._setup = replace(Setup(), swap=20)
        page.show_view(source._plan())
        for _ in range(200):
            await asyncio.sleep(0.01)
            if page.advice() is not None:
                break
        await source.jobs.close()

    qt_run(look())
    found = page.advice()
    assert found is not None and found.costs.setup.swap == 20


def test_that_a_run_is_kept_though_another_plan_comes_meanwhile(qt_run: Run, qtbot: QtBot) -> None:
    source = AuthorsSource()
    page = AdvicePage(source)
    qtbot.addWidget(page)
    source.shown.connect(lambda: page.show_view(source.view))

    async def keep() -> None:
        page.show()
        page.show_view(source.view)
        page.folds["measured"].open()
        await until(lambda: page.advice() is not None)
        advice = page.advice()
        assert advice is not None
        page.measured.gib.setText("20.9")
        page.measured.keep_button.click()
        page.measured.show_advice(advice)
        await until(lambda: source.counted == 1)
        await source.jobs.close()

    qt_run(keep())
    assert [run.gib for run in measured.load_runs()] == [20.9]


def test_that_a_page_that_is_gone_wants_no_answer(qt_run: Run, qtbot: QtBot) -> None:
    source, asker = AuthorsSource(), QObject()
    answers: list[int] = []

    async def leave() -> None:
        asking = Asking(source.jobs, asker)
        asking.ask(answers.append, lambda: time.sleep(0.05) or 1)
        asker.deleteLater()
        for _ in range(20):
            await asyncio.sleep(0.01)
        await source.jobs.close()

    qt_run(leave())
    assert answers == []


def test_that_the_key_shows_the_page_of_the_stage_and_the_file_again(stage: Stage) -> None:
    side, page = stage.tab.side, stage.tab.advice
    page.toggle()
    assert side.current() == "advice" and page.advice() is not None
    page.toggle()
    assert side.current() == "toml"
    page.ask_for("sizes")
    assert side.current() == "advice" and page.folds["sizes"].is_open()


def test_that_advice_changes_the_projects_own_datasets_in_one_step(
    stage: Stage, qtbot: QtBot
) -> None:
    page = stage.tab.advice
    page.ask_for("windows")
    page.windows.least.setValue(9)
    row = next(row for row in page.windows.offers.shown() if not row.button.isHidden())
    before, mode = stage.document.rows.datasets[0], row.title().split()[0]
    press(row)
    after = stage.document.rows.datasets[0]
    assert (after.id, after.frame_extraction) == (before.id, mode) and after != before
    assert (stage.document.undo_label or "").startswith('"head": windows')
    stage.document.undo()
    assert stage.document.rows.datasets[0] == before
