"""Captions brought in from a folder of files."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.sidecars.taking_in import Found, Offer, Wish
from app.ui.captions.import_dialog import ImportCaptionsDialog
from tests.ui.rig import InWindow, Rig, meanwhile, until

KOREAN = (
    "지브리 화풍. 숲속의 큰 흰 토끼가 굴 앞에서 기지개를 켠다",
    "지브리 화풍. 비 오는 정류장에 고양이가 서 있다",
    "지브리 화풍. 다람쥐가 도토리를 던지며 웃는다",
)
STEM = "five shots"


@pytest.fixture
def picked(project: Path) -> Path:
    """A project of three clips; only the last has a caption, a person's."""
    with Project.open(project) as made:
        film = made.sources()[0]
        made.add(
            [
                Clip(source=film.id, start=n * 36, end=n * 36 + 33, caption="mine" * (n == 2))
                for n in range(3)
            ]
        )
    return project


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Korean captions of an older program, and what is about no pick."""
    made = tmp_path / "받은 captions #1 'x'"
    made.mkdir()
    for n, text in enumerate(KOREAN):
        (made / f"{STEM}_{n * 36:07d}-{n * 36 + 33:07d}.txt").write_bytes(text.encode("cp949"))
    (made / "strange.txt").write_text("no pick", encoding="utf-8")
    return made


async def looked(rig: Rig) -> ImportCaptionsDialog:
    dialog = await rig.dialog()
    assert isinstance(dialog, ImportCaptionsDialog)
    await until(lambda: dialog.found is not None and dialog.lines.rowCount())
    await rig.window.idle()
    return dialog


def captions(rig: Rig) -> list[str]:
    return [clip.caption for clip in rig.document.rows.clips]


def bare(place: int) -> str:
    return KOREAN[place].partition(". ")[2]


def test_that_it_can_be_closed_while_it_compares(
    in_window: InWindow, picked: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    offers = Found.offers

    def slow(found: Found, wish: Wish) -> list[Offer]:
        begun.set()
        time.sleep(0.3)
        return offers(found, wish)

    monkeypatch.setattr(Found, "offers", slow)

    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.take_dropped([folder])
        dialog = await rig.dialog()
        await until(begun.is_set)
        dialog.reject()
        await until(lambda: not rig.dialogs())
        await asyncio.sleep(0.5)
        assert captions(rig) == ["", "", "mine"]  # and nothing failed

    in_window(scenario)


def test_that_a_dropped_folder_of_korean_is_shown_taken_and_taken_back(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.take_dropped([folder])
        dialog = await looked(rig)
        assert dialog.lines.decisions == ["take", "take", "leave"]
        assert dialog.lines.line(0).new == bare(0)
        assert "Korean (CP949)" in dialog.lines.line(0).note
        assert "A person wrote" in dialog.lines.line(2).note
        assert '"지브리 화풍."' in dialog.reading.with_trigger.text()
        assert dialog.accept_button.text() == "Take 2 captions"
        dialog.accept_button.click()
        await until(lambda: captions(rig) == [bare(0), bare(1), "mine"])
        assert rig.document.rows.settings.trigger == "지브리 화풍."
        assert rig.document.undo_label == "Captions from files"
        rig.trigger("edit.undo")
        assert captions(rig) == ["", "", "mine"]
        assert rig.document.rows.settings.trigger == ""

    in_window(scenario)


def test_that_a_persons_words_are_replaced_only_when_ticked(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.caption_files.importing.take([folder])
        dialog = await looked(rig)
        dialog.mode.choose("replace")
        assert dialog.lines.decisions == ["take", "take", "leave"]
        dialog.list.setCurrentIndex(dialog.lines.index(2))
        rig.press(Qt.Key.Key_Space, on=dialog.list)
        assert dialog.lines.decisions == ["take", "take", "take"]
        dialog.none_button.click()
        assert not dialog.accept_button.isEnabled()
        dialog.all_button.click()
        dialog.accept_button.click()
        await until(lambda: captions(rig) == [bare(0), bare(1), bare(2)])

    in_window(scenario)


def test_that_another_encoding_is_tried_for_one_and_for_all(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.caption_files.importing.take([folder])
        dialog = await looked(rig)
        reading = dialog.reading

        async def choose(box: object, encoding: str) -> None:
            box.setCurrentIndex(box.findData(encoding))  # type: ignore[attr-defined]
            box.activated.emit(box.currentIndex())  # type: ignore[attr-defined]
            await rig.window.idle()

        await choose(reading.for_all, "utf-8")
        await until(lambda: "means nothing" in dialog.lines.line(0).note)
        assert dialog.lines.decisions == ["leave"] * 3
        dialog.list.setCurrentIndex(dialog.lines.index(1))
        await choose(reading.for_one, "cp949")
        await until(lambda: bare(1) in dialog.lines.line(1).new)
        assert [bare(n) in dialog.lines.line(n).new for n in (0, 2)] == [False, False]
        await choose(reading.for_all, "")
        reading.with_trigger.setChecked(False)
        await until(lambda: dialog.lines.line(0).new == KOREAN[0])
        dialog.reject()
        await until(lambda: not rig.dialogs())
        assert captions(rig) == ["", "", "mine"]

    in_window(scenario)


def test_that_files_that_cannot_be_taken_are_listed_with_why(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.caption_files.importing.take([folder])
        dialog = await looked(rig)
        dialog.views.choose("others")
        (line,) = [dialog.lines.line(n) for n in range(dialog.lines.rowCount())]
        assert (line.title, line.note) == ("strange.txt", "No pick and no film is called so.")
        assert not dialog.all_button.isEnabled()
        dialog.reject()

    in_window(scenario)


def test_that_a_dialog_that_is_left_while_it_reads_changes_nothing(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.caption_files.importing.take([folder])
        dialog = await rig.dialog()
        dialog.reject()
        await rig.window.idle()
        assert captions(rig) == ["", "", "mine"]

    in_window(scenario)


def test_that_a_caption_that_changed_meanwhile_is_not_replaced(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.caption_files.importing.take([folder])
        dialog = await looked(rig)
        clip = rig.clip(0)
        rig.document.project.change(clip, replace(clip, caption="just written"))
        rig.document.catch_up()
        dialog.accept_button.click()
        await until(lambda: captions(rig) == ["just written", bare(1), "mine"])
        await until(lambda: "1 caption has changed meanwhile: not taken." in rig.sentences)

    in_window(scenario)


def test_that_words_kept_while_files_are_taken_stay(
    in_window: InWindow, picked: Path, folder: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(picked)
        rig.window.caption_files.importing.take([folder])
        dialog = await looked(rig)
        project, clip = rig.document.project, rig.clip(0)
        meanwhile(project, lambda: project.change(clip, replace(clip, caption="just written")))
        dialog.accept_button.click()
        await until(lambda: captions(rig) == ["just written", bare(1), "mine"])
        await until(lambda: "1 caption has changed meanwhile: not taken." in rig.sentences)

    in_window(scenario)
