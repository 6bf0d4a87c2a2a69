from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.core.library import pending
from app.core.library.pending import FILE, Pending, Task
from app.core.library.project import Project
from app.ui.captions.ask_dialog import AskDialog
from app.ui.captions.captioner_dialog import CaptionerDialog
from tests.caption_server import MODEL, Running
from tests.ui.captions.asking import all_came, keep, kept, open_captions, set_up, waits
from tests.ui.rig import InWindow, Rig, until

ANSWER = "A fox number"  # all of the server's captions begin so
BROKEN = ["status", 400, {"error": {"message": "the picture cannot be decoded"}}]


def test_that_without_a_captioner_the_button_leads_to_where_one_is_set_up(
    in_window: InWindow, picks: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks)
        panel = machine.ask_panel
        assert (panel.chip.text(), panel.ask.text()) == ("not set up", "Set up a captioner…")
        panel.ask.click()
        assert isinstance(await rig.dialog(), CaptionerDialog)
        assert rig.window.parts.captioning.job is None

    in_window(scenario)


def test_that_all_that_is_empty_is_asked_for_and_waits_beside_words_that_stay(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        await until(lambda: machine.ask_panel.chip.text() == "connected")
        assert machine.ask_panel.ask.text() == "Caption 5 empty clips and stills"
        machine.ask_panel.ask.click()
        await until(lambda: machine.captioning.job is not None)
        await until(lambda: machine.ask_panel.ask.text() == "Captioning…")
        await all_came(rig)
        listed = rig.window.captions.chosen.listed
        assert [each.key for each in kept(rig)] == [key for key in listed if key != ("clip", 1)]
        assert len(listed) == 6
        assert all(each.text.startswith(ANSWER) and each.model == MODEL for each in kept(rig))
        assert rig.toasts == ["5 captions came."]
        rows = rig.document.rows
        assert [row.caption for row in rows.clips] == ["My words.", "", "", "", ""]
        await until(lambda: not machine.ask_panel.ask.isEnabled())
        prompts = [str(each["body"]) for each in server.asked]
        assert len([each for each in prompts if "continuous shot" in each]) == 4

    in_window(scenario)


def test_that_only_the_selection_is_asked_for_where_there_is_one(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        chosen = rig.window.captions.chosen
        chosen.select([("clip", 1), ("clip", 3)], ("clip", 1))
        await until(lambda: machine.ask_panel.ask.text() == "Caption 1 empty clip")
        machine.ask_panel.ask.click()
        await until(lambda: kept(rig))
        await all_came(rig)
        assert [each.key for each in kept(rig)] == [("clip", 3)]

    in_window(scenario)


def test_that_what_failed_is_told_on_its_item_and_asked_for_again(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    server.plan(["ok"], BROKEN, ["ok"])

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        machine.ask_panel.ask.click()
        await until(lambda: machine.captioning.last is not None)
        await all_came(rig)
        last = machine.captioning.last
        assert last is not None
        assert (last.asked, last.came, len(last.failed)) == (5, 4, 1)
        end = machine.ask_panel.end
        assert end.isVisible() and "5 captions: 4 came, 1 failed: " in end.sentence()
        assert rig.sentences == []  # it stands in the panel
        rig.window.captions.chosen.choose(last.failed[0])
        trouble = machine.review.trouble
        assert trouble.isVisible() and "cannot be decoded" in trouble.sentence()
        server.plan(["ok"])
        end.acted.emit()
        await until(lambda: waits(rig, last.failed[0]))
        await all_came(rig)
        assert not trouble.isVisible() and not end.isVisible()
        assert [job.state for job in rig.window.jobs.past if job.state == "failed"] == []
        assert len(kept(rig)) == 6

    in_window(scenario)


def test_that_a_server_that_refuses_all_ends_the_request_and_it_goes_on_when_asked_again(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    server.plan(["status", 401, {"error": {"message": "bad key"}}])

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        machine.ask_panel.ask.click()
        await until(lambda: machine.captioning.last is not None)
        await all_came(rig)
        assert kept(rig) == []
        assert "not asked" in machine.ask_panel.end.sentence()
        server.plan(["ok"])
        machine.ask_panel.end.acted.emit()
        await until(lambda: len(kept(rig)) == 5)
        await all_came(rig)
        assert len({each.key for each in kept(rig)}) == 5

    in_window(scenario)


def test_that_a_request_goes_on_after_a_restart_and_asks_for_nothing_twice(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    server.plan(["ok", 0.05])

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        machine.ask_panel.ask.click()
        await until(lambda: len(kept(rig)) == 2)
        await rig.reopened()
        with Project.open(picks) as project:
            before = project.machine_captions()
            waiting, _ = pending.load(picks, {1})
        assert 2 <= len(before) < 5
        assert {task.batch for task in waiting.tasks} == {before[0].batch}
        machine = await open_captions(rig, picks, server)
        await until(lambda: len(kept(rig)) == 5)
        await all_came(rig)
        assert len({each.key for each in kept(rig)}) == 5
        assert {each.batch for each in kept(rig)} == {before[0].batch}
        await until(lambda: not (picks / FILE).exists())

    in_window(scenario)


def test_that_what_waits_says_how_many_captions_it_goes_on_with(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    keys = (("clip", 2), ("clip", 3), ("clip", 99))
    task = Task("caption", keys=keys, batch="b")  # type: ignore[arg-type]
    pending.save(picks, Pending((task,)))

    async def scenario(rig: Rig) -> None:
        said: list[str] = []
        rig.window.desk.opening.connect(lambda: rig.window.parts.queue.resumed.connect(said.append))
        await open_captions(rig, picks, server)
        await until(lambda: len(kept(rig)) == 2)
        await all_came(rig)
        assert said == ["Going on with 3 captions"]

    in_window(scenario)


def test_that_a_stopped_request_keeps_what_came(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    server.plan(["ok", 0.1])

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        machine.ask_panel.ask.click()
        await until(lambda: kept(rig))
        rig.window.jobs.stop_all()
        await all_came(rig)
        there = len(kept(rig))
        assert there < 5
        assert machine.captioning.asked == set()
        await until(machine.ask_panel.ask.isEnabled)
        await asyncio.sleep(0.2)
        assert len(kept(rig)) == there

    in_window(scenario)


def test_that_stop_ends_all_of_a_request_of_clips_and_stills(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    server.plan(["ok", 0.3])

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        machine.ask_panel.ask.click()
        await until(
            lambda: rig.window.jobs.running is not None and len(rig.window.jobs.queued) == 2
        )
        await until(lambda: server.asked)
        rig.window.jobs.stop()
        await all_came(rig)
        assert machine.captioning.asked == set()
        assert len(kept(rig)) <= 1  # of the one that was under way

    in_window(scenario)


def test_that_the_panel_says_that_it_is_paused_and_no_time_left(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    server.plan(["ok", 0.6])

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        panel = machine.ask_panel
        machine.ask_panel.ask.click()
        await until(lambda: " left" in panel.progress_words())
        rig.window.jobs.pause()
        await until(lambda: "paused" in panel.progress_words())
        assert " left" not in panel.progress_words()
        rig.window.jobs.pause(False)
        await until(lambda: "paused" not in panel.progress_words())

    in_window(scenario)


def test_that_this_one_is_asked_for_with_what_is_typed_kept_before(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        await open_captions(rig, picks, server)
        rig.window.captions.chosen.choose(("clip", 1))
        rig.window.captions.stage.write()
        rig.press(" And more.")
        rig.trigger("caption.ask")
        await until(lambda: waits(rig, ("clip", 1)))
        assert "And more." in rig.clip(0).caption

    in_window(scenario)


def test_that_a_person_chooses_for_whom_to_ask_and_with_which_prompt(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        keep(rig, 2, "Waits already.")
        await until(lambda: waits(rig, ("clip", 2)))
        rig.window.captions.chosen.choose(("clip", 1))
        rig.trigger("caption.ask_many")
        dialog = await rig.dialog()
        assert isinstance(dialog, AskDialog)
        assert dialog.ask.text() == "Caption 4 clips and stills"
        dialog.written.setChecked(True)
        dialog.waiting.setChecked(True)
        assert dialog.ask.text() == "Caption 6 clips and stills"
        dialog.place.setCurrentIndex(1)
        assert dialog.ask.text() == "Caption 1 clip"
        box = dialog.choice.boxes["clip"]
        box.setCurrentIndex(box.findData("video-short"))
        box.activated.emit(box.currentIndex())
        dialog.ask.click()
        await until(lambda: waits(rig, ("clip", 1)))
        assert kept(rig)[-1].prompt == "video-short"
        chosen = machine.templates.chosen("clip")
        assert chosen is not None and chosen.name == "video-short"

    in_window(scenario)


def test_that_enter_after_ticking_a_box_asks_and_leaves_it_ticked(
    in_window: InWindow, picks: Path, server: Running
) -> None:
    async def scenario(rig: Rig) -> None:
        await open_captions(rig, picks, server)
        rig.trigger("caption.ask_many")
        dialog = await rig.dialog()
        assert isinstance(dialog, AskDialog)
        dialog.written.setFocus()
        rig.press(Qt.Key.Key_Space)
        assert dialog.written.isChecked()
        rig.press(Qt.Key.Key_Return)
        await until(lambda: kept(rig))
        await all_came(rig)
        assert len(kept(rig)) == 6

    in_window(scenario)


# ------------------------------------------------------------------------------------ warnings


def test_that_beside_a_training_a_person_decides(
    in_window: InWindow, picks: Path, server: Running, tmp_path: Path
) -> None:
    script = tmp_path / "wan_train_network.py"
    script.write_text("input()", encoding="utf-8")

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks, server)
        machine.ask_panel.ask.click()
        dialog = await rig.dialog()
        assert "wan_train_network" in dialog.accessibleDescription()
        dialog.reject()
        await asyncio.sleep(0.05)
        assert machine.captioning.job is None and server.asked == []
        machine.ask_panel.ask.click()
        (await rig.dialog()).accept()
        await until(lambda: len(kept(rig)) == 5)
        await all_came(rig)

    with subprocess.Popen([sys.executable, str(script)], stdin=subprocess.PIPE) as training:
        try:
            in_window(scenario)
        finally:
            training.communicate(b"\n")


def test_that_pictures_leave_this_machine_only_after_a_yes_that_is_asked_for_once(
    in_window: InWindow, picks: Path, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.captions.machine import captioners

    async def scenario(rig: Rig) -> None:
        machine = await open_captions(rig, picks)
        set_up(rig, "https://api.example.org/v1")
        monkeypatch.setattr(captioners, "backend_of", _backend_to(server.url))
        rig.trigger("caption.ask")
        dialog = await rig.dialog()
        assert "api.example.org" in dialog.accessibleDescription()
        dialog.reject()
        await asyncio.sleep(0.05)
        assert server.asked == [] and rig.window.preferences.value.told == ()
        rig.trigger("caption.ask")
        (await rig.dialog()).accept()
        await until(lambda: len(kept(rig)) == 1)
        await all_came(rig)
        assert rig.window.preferences.value.told == ("https://api.example.org:443",)
        rig.window.captions.chosen.choose(("clip", 2))
        rig.trigger("caption.ask")
        await until(lambda: len(kept(rig)) == 2)
        await all_came(rig)
        assert rig.dialogs() == [] and machine.captioning.last is not None

    in_window(scenario)


def _backend_to(url: str):  # noqa: ANN202 -- stands for a server that is elsewhere
    from app.core.captions.machine.http import HttpBackend
    from app.core.captions.machine.presets import Server

    return lambda captioner, secrets: HttpBackend(Server(preset="other", url=url, model=MODEL))
