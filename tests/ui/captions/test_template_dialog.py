from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QTest

from app.core.captions.machine import templates
from app.ui.captions.template_dialog import TemplateDialog
from tests.ui.captions.asking import open_captions
from tests.ui.rig import InWindow, Rig, until


async def opened(rig: Rig, picks: Path) -> TemplateDialog:
    await open_captions(rig, picks)
    return await again(rig)


async def again(rig: Rig) -> TemplateDialog:
    rig.trigger("caption.templates")
    dialog = await rig.dialog()
    assert isinstance(dialog, TemplateDialog)
    return dialog


async def closed(rig: Rig, dialog: TemplateDialog) -> None:
    """Close the dialog and wait until what was written is read again."""
    store = rig.window.captions.machine.templates
    before = store.all
    dialog.reject()
    await until(lambda: store.all is not before)


def own() -> dict[str, str]:
    return {each.name: each.text for each in templates.templates() if each.own}


def test_that_what_is_typed_is_kept_however_the_dialog_is_closed_and_can_be_asked_with(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        dialog.copy.click()
        QTest.keyClicks(dialog.text, "In rhyme. ")
        QTest.keyClicks(dialog.title, "!")
        await closed(rig, dialog)
        (text,) = own().values()
        assert text.startswith("In rhyme. These frames")
        box = rig.window.captions.machine.ask_panel.choice.boxes["clip"]
        assert "For Wan (recommended) (copy)!" in [box.itemText(n) for n in range(box.count())]

    in_window(scenario)


def test_that_a_changed_prompt_goes_back_to_the_original_after_a_yes(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        first = dialog.desk.all[0]
        assert dialog.back.isVisible() and not dialog.back.isEnabled()
        QTest.keyClicks(dialog.text, "Hm. ")
        assert dialog.back.isEnabled()
        await closed(rig, dialog)
        assert list(own()) == [first.name]
        dialog = await again(rig)
        assert dialog.text.toPlainText().startswith("Hm. ")
        dialog.back.click()
        await until(lambda: len(rig.dialogs()) == 2)
        question = next(each for each in rig.dialogs() if each is not dialog)
        question.accept()
        await until(lambda: dialog.text.toPlainText() == first.text)
        await closed(rig, dialog)
        assert own() == {}

    in_window(scenario)


def test_that_new_ones_are_added_and_deleted(in_window: InWindow, picks: Path) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        number = dialog.list_.count()
        dialog.new.click()
        assert dialog.list_.count() == number + 1 and dialog.title.text() == "My prompt"
        dialog.text.setPlainText("Say.")
        await closed(rig, dialog)
        assert list(own().values()) == ["Say."]
        dialog = await again(rig)
        dialog.choose(next(iter(own())))
        assert dialog.delete.isVisible() and not dialog.back.isVisible()
        dialog.delete.click()
        await until(lambda: len(rig.dialogs()) == 2)
        next(each for each in rig.dialogs() if each is not dialog).accept()
        await until(lambda: dialog.list_.count() == number)
        await closed(rig, dialog)
        assert own() == {}

    in_window(scenario)


def test_that_names_are_of_the_project_and_the_prompt_is_seen_as_it_is_sent(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        dialog = await opened(rig, picks)
        dialog.names.setText(" Bunny,  로드니 , Bunny,")
        dialog._views.choose("sent")
        assert dialog._sent.isVisible()
        assert "Bunny, 로드니" in dialog._sent.toPlainText()
        assert "{names}" not in dialog._sent.toPlainText()
        await closed(rig, dialog)
        assert rig.document.rows.settings.names == ("Bunny", "로드니")
        assert rig.document.undo_label == "Names"
        dialog = await again(rig)
        assert dialog.names.text() == "Bunny, 로드니"

    in_window(scenario)
