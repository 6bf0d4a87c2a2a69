"""The list of lints, its filters and cures; the chips of the caption that is shown; F8, Ctrl+."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.core.captions.lint import NO_TRIGGER
from app.core.library.edits import changing
from app.ui.captions.captions_tab import CaptionsTab
from app.ui.captions.lint_chips import LintChips
from app.ui.captions.preview_dialog import PreviewDialog
from tests.ui.captions.test_entries import GOOD, made
from tests.ui.rig import InWindow, Rig, until


async def stage(rig: Rig, folder: Path) -> CaptionsTab:
    await rig.window.open_project(folder)
    await rig.active()
    rig.trigger("view.captions")
    tab = rig.window.captions
    await until(lambda: tab.entries.settled)
    tab.lints.refresh()
    return tab


def said(tab: CaptionsTab) -> list[str]:
    sentences: list[str] = []
    tab.done.connect(sentences.append)
    tab.undoable.connect(sentences.append)
    return sentences


def test_that_counts_are_shown_and_follow_edits(in_window: InWindow, tmp_path: Path) -> None:
    folder = made(tmp_path / "p", GOOD, GOOD, "The video shows a cat.")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        rows = tab.lints.rows
        assert [rows[name].count for name in ("identical", "opener", "refusal")] == [2, 1, 0]
        assert "opener" in rows["opener"].lint.id and "2" in rows["identical"].accessibleName()
        assert not rows[NO_TRIGGER.id].isVisible()
        tab.curing.cure_all("opener")
        (await rig.dialog()).accept()
        await until(lambda: rows["opener"].count == 0)
        rig.document.undo()
        await until(lambda: rows["opener"].count == 1)

    in_window(work)


def test_that_lints_that_are_found_stand_first_and_the_others_are_folded_away(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", GOOD, GOOD)

    async def work(rig: Rig) -> None:
        lints = (await stage(rig, folder)).lints
        seen = lambda: [name for name, row in lints.rows.items() if row.isVisible()]  # noqa: E731
        assert seen() == ["identical"] and "more, none found" in lints.fold.text()
        QTest.mouseClick(lints.fold, Qt.MouseButton.LeftButton)
        assert "refusal" in seen() and NO_TRIGGER.id not in seen()
        await until(lambda: 0 < lints.rows["identical"].y() < lints.rows["refusal"].y())
        QTest.mouseClick(lints.fold, Qt.MouseButton.LeftButton)
        lints.show_filter("lint:refusal")
        assert seen() == ["refusal", "identical"], "what is asked for is seen"

    in_window(work)


def test_that_a_click_asks_for_the_captions_and_a_second_one_for_all(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", "The video shows a cat.")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        asked: list[str] = []
        tab.lints.filter_asked.connect(asked.append)
        row = tab.lints.rows["opener"]
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert asked == ["lint:opener"]
        tab.lints.show_filter("lint:opener")
        assert row.chosen and tab.lints.cure.isVisibleTo(tab.lints)
        assert "(1)" in tab.lints.cure.text()
        QTest.keyClick(row, Qt.Key.Key_Return)
        assert asked == ["lint:opener", ""]
        tab.lints.show_filter("lint:opener -done")
        assert not row.chosen

    in_window(work)


def test_that_a_missing_trigger_is_shown_and_leads_to_where_it_is_set(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", GOOD, trigger="")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        row = tab.lints.rows[NO_TRIGGER.id]
        assert row.isVisible() and row.count == 1
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        (await rig.dialog()).reject()

    in_window(work)


def test_that_a_caption_says_that_a_trigger_is_missing_where_the_list_counts_it(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", GOOD, "", trigger="")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        chips = tab.stage.editor.findChildren(LintChips)[0]

        def words() -> list[str]:
            return [chip.text() for chip in chips.shown()]

        tab.chosen.choose(("clip", 2))
        assert words() == []  # without words it is not counted
        tab.chosen.choose(("clip", 1))
        assert tab.lints.rows[NO_TRIGGER.id].count == 1 and words() == ["no trigger"]
        settings = rig.document.rows.settings
        rig.document.apply(changing(settings, replace(settings, trigger="Ghibli style.")))
        await until(lambda: words() == ["no lints"])

    in_window(work)


def test_that_all_captions_are_cured_as_one_step(in_window: InWindow, tmp_path: Path) -> None:
    texts = ["The video shows a cat.", "In this clip, a dog runs.", GOOD, "- a\n- b"]
    folder = made(tmp_path / "p", *texts)

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        sentences = said(tab)
        QTest.mouseClick(tab.lints.rows["opener"], Qt.MouseButton.LeftButton)
        tab.lints.show_filter("lint:opener")
        QTest.mouseClick(tab.lints.cure, Qt.MouseButton.LeftButton)
        dialog = await rig.dialog()
        assert isinstance(dialog, PreviewDialog)
        assert [each.after for each in dialog.wanted()] == ["A cat.", "A dog runs."]
        assert [clip.caption for clip in rig.document.rows.clips] == texts
        dialog.accept()
        await until(lambda: sentences)
        assert sentences == ["2 captions changed"]
        captions = [clip.caption for clip in rig.document.rows.clips]
        assert captions == ["A cat.", "A dog runs.", GOOD, "- a\n- b"]
        rig.document.undo()
        assert [clip.caption for clip in rig.document.rows.clips] == texts

    in_window(work)


def test_that_what_no_cure_knows_is_left_and_said(in_window: InWindow, tmp_path: Path) -> None:
    folder = made(tmp_path / "p", f"{GOOD} It could be morning.", f"{GOOD} It seems to rain.")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        sentences = said(tab)
        tab.curing.cure_all("uncertain")
        dialog = await rig.dialog()
        assert dialog.accessibleDescription() == "In 1 caption; only other words cure 1 more."
        dialog.accept()
        await until(lambda: sentences)
        assert sentences == ["1 caption changed"]
        assert rig.document.rows.clips[1].caption == f"{GOOD} It rains."

    in_window(work)


def test_that_a_cure_that_is_looked_at_and_left_changes_nothing(
    in_window: InWindow, tmp_path: Path
) -> None:
    texts = ["The video shows a cat.", "In this clip, a dog runs."]
    folder = made(tmp_path / "p", *texts)

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        tab.curing.cure_all("opener")
        (await rig.dialog()).reject()
        await until(lambda: not rig.dialogs())
        assert [clip.caption for clip in rig.document.rows.clips] == texts
        tab.curing.cure_all("opener")
        dialog = await rig.dialog()
        assert isinstance(dialog, PreviewDialog)
        dialog.list.rewordings.want(0, False)
        assert [each.after for each in dialog.wanted()] == ["A dog runs."]
        dialog.accept()
        await until(lambda: rig.document.rows.clips[1].caption == "A dog runs.")
        assert rig.document.rows.clips[0].caption == texts[0]

    in_window(work)


def test_that_f8_goes_round_the_captions_with_problems(in_window: InWindow, tmp_path: Path) -> None:
    folder = made(tmp_path / "p", GOOD, "A cat.", f"{GOOD} Hm.", "The video shows a cat.")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        sentences = said(tab)
        tab.chosen.choose(("clip", 1))
        shown = []
        for command in ("next", "next", "next", "previous"):
            rig.trigger(f"caption.{command}_problem")
            shown.append(tab.chosen.current)
        assert shown == [("clip", 2), ("clip", 4), ("clip", 2), ("clip", 4)]
        tab.chosen.set_listed([("clip", 1), ("clip", 3)])
        rig.trigger("caption.next_problem")
        assert sentences == ["No caption listed here has a problem."]

    in_window(work)


def test_that_one_key_cures_the_worst_of_the_caption_step_by_step(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", f"The video shows a *cat* that seems to nap. {GOOD}")

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        sentences = said(tab)
        tab.chosen.choose(("clip", 1))
        for _ in range(4):
            rig.trigger("caption.cure")
        assert rig.clip().caption == f"A cat that naps. {GOOD}"
        assert sentences[-1] == "Nothing is wrong with this caption, as far as is known."
        for _ in range(3):
            rig.document.undo()
        assert rig.clip().caption.startswith("The video shows")

    in_window(work)


def test_that_chips_say_what_is_wrong_and_cure_it(in_window: InWindow, tmp_path: Path) -> None:
    folder = made(tmp_path / "p", f"{GOOD} It seems to rain.", GOOD, GOOD)

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        chips = LintChips(tab.chosen, tab.entries, tab.curing, tab.stage)

        def words() -> list[str]:
            return [chip.text() for chip in chips.shown()]

        tab.chosen.choose(("clip", 1))
        assert words() == ["doubt", "Say it outright"]
        assert "“seems”" in chips.shown()[0].toolTip()
        chips.show_text("The video shows a cat.")
        assert words() == ["opener", "Begin with the subject", "short"]
        chips.refresh()
        chips.shown()[1].clicked.emit()
        assert rig.clip().caption == f"{GOOD} It rains." and words() == ["no lints"]
        tab.chosen.choose(("clip", 2))
        assert words() == ["identical"]
        chips.show_text(f"{GOOD} A bird sings.")
        assert words() == ["no lints"]

    in_window(work)


def test_that_what_is_typed_is_judged_before_it_is_kept(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", GOOD)

    async def work(rig: Rig) -> None:
        tab = await stage(rig, folder)
        tab.chosen.choose(("clip", 1))
        chips = tab.stage.editor.findChildren(LintChips)[0]
        text = tab.stage.editor.text
        text.selectAll()
        rig.press("The video shows a cat.", on=text)
        await until(lambda: "Begin with the subject" in [c.text() for c in chips.shown()])
        assert rig.clip().caption == GOOD
        rig.trigger("caption.cure")  # keeps what is typed first: two steps to undo
        assert rig.clip().caption == "A cat."
        rig.document.undo()
        assert rig.clip().caption == "The video shows a cat."

    in_window(work)
