"""Entries follow edits, machine captions and the trigger, off the thread of the window."""

from __future__ import annotations

import dataclasses
import threading
import time
from pathlib import Path

import pytest

from app.core.captions import board
from app.core.captions.lint import NO_TRIGGER
from app.core.captions.writing import mark_done, write, write_each
from app.core.library.edits import changing
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip
from app.core.library.project import Project
from app.ui.captions.entries import Entries
from tests.core.library.makers import film
from tests.ui.rig import InWindow, Rig, until

GOOD = (
    "A large white rabbit stretches in front of its burrow, blinking at the morning light. It "
    "scratches its belly and looks up as a shadow passes. Medium shot, low angle, slow push-in."
)


def made(folder: Path, *captions: str, trigger: str = "Ghibli style.") -> Path:
    with Project.create(folder, "Rabbits") as project:
        (source,) = project.add([film(frames=1_000_000)])
        clips = [
            Clip(source=source.id, start=40 * n, end=40 * n + 30, caption=text)
            for n, text in enumerate(captions)
        ]
        project.add(clips)
        settings = project.settings
        project.apply(changing(settings, dataclasses.replace(settings, trigger=trigger)))
    return folder


async def opened(rig: Rig, folder: Path) -> Entries:
    await rig.window.open_project(folder)
    entries = Entries(rig.window.parts)
    await until(lambda: entries.settled)
    return entries


def test_that_a_project_is_judged_when_it_is_opened(in_window: InWindow, tmp_path: Path) -> None:
    folder = made(tmp_path / "p", GOOD, GOOD, "", "The video shows a cat.")

    async def work(rig: Rig) -> None:
        entries = await opened(rig, folder)
        lints = [entries.entry(("clip", n)).lints for n in range(1, 5)]
        assert lints == [("identical",), ("identical",), ("empty",), ("opener", "short")]
        assert entries.states() == {"empty": 1, "machine": 0, "written": 3, "done": 0}
        assert entries.counts()["identical"] == 2 and not entries.tokens_exact
        assert entries.with_lint("opener") == {("clip", 4)}
        await rig.window.open_project(made(tmp_path / "other", GOOD))
        await until(lambda: entries.settled)
        assert entries.counts()["identical"] == 0

    in_window(work)


def test_that_an_edit_of_one_is_judged_before_others_hear_of_it(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", GOOD, GOOD)

    async def work(rig: Rig) -> None:
        entries = await opened(rig, folder)
        document, told = rig.window.document, list[set[board.Key]]()
        entries.changed.connect(told.append)
        document.apply(write(document.rows.clips[0], f"{GOOD} It seems sad."))
        assert told == [{("clip", 1), ("clip", 2)}]
        assert entries.entry(("clip", 1)).lints == ("uncertain",)
        document.apply(mark_done([document.rows.clips[1]], on=True))
        assert entries.entry(("clip", 2)).state == "done"
        document.undo()
        document.undo()
        assert entries.counts()["identical"] == 2 and entries.states()["done"] == 0

    in_window(work)


def test_that_machine_captions_and_the_trigger_are_followed(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", f"{GOOD} An anime sky.", GOOD, trigger="")

    async def work(rig: Rig) -> None:
        entries = await opened(rig, folder)
        document = rig.window.document
        assert entries.counts()[NO_TRIGGER.id] == 2
        tokens = entries.entry(("clip", 2)).tokens
        settings = document.rows.settings
        document.apply(changing(settings, dataclasses.replace(settings, trigger="Anime")))
        await until(lambda: entries.settled)
        assert entries.counts()[NO_TRIGGER.id] == 0
        assert entries.entry(("clip", 1)).lints == ("trigger",)
        assert entries.entry(("clip", 2)).tokens == tokens + 2
        came = MachineCaption(batch="b", table="clip", row=2, text="A cat.", model="m")
        thread = threading.Thread(target=document.project.keep_machine, args=(came,))
        thread.start()
        await until(lambda: entries.entry(("clip", 2)).state == "machine")
        thread.join()

    in_window(work)


def test_that_clips_that_are_put_aside_are_not_counted(in_window: InWindow, tmp_path: Path) -> None:
    folder = made(tmp_path / "p", GOOD, GOOD)

    async def work(rig: Rig) -> None:
        entries = await opened(rig, folder)
        document = rig.window.document
        clip = document.rows.clips[0]
        document.apply(changing(clip, dataclasses.replace(clip, state="rejected")))
        assert entries.counts()["identical"] == 0 and entries.states()["written"] == 1
        document.undo()
        assert entries.counts()["identical"] == 2

    in_window(work)


def test_that_a_tokenizer_of_no_use_is_told_and_one_that_is_set_later_is_taken(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.core.captions.tokens import TokenCounter
    from app.ui.captions import entries as module

    folder = made(tmp_path / "p", "A white rabbit.")

    def best(given: str) -> tuple[TokenCounter, str]:
        of_word, exact = (lambda _word: 7.0), bool(given)
        return TokenCounter(of_word, exact=exact), "" if given else "No tokenizer."

    monkeypatch.setattr(module, "best_counter", best)

    async def work(rig: Rig) -> None:
        entries = await opened(rig, folder)
        assert entries.trouble == "No tokenizer." and not entries.tokens_exact
        rig.window.preferences.change(tokenizer="/somewhere")
        await until(lambda: entries.tokens_exact)
        assert entries.trouble == "" and entries.entry(("clip", 1)).tokens == 5 * 7 + 1
        assert entries.count("a b") == (15, True)

    in_window(work)


def test_that_ten_thousand_captions_change_without_the_window_standing_still(
    in_window: InWindow, tmp_path: Path
) -> None:
    folder = made(tmp_path / "p", *(f"{GOOD} Then {n} birds fly up." for n in range(10_000)))

    async def work(rig: Rig) -> None:
        entries = await opened(rig, folder)
        document = rig.window.document
        clips = document.rows.clips
        one = write(clips[0], f"{GOOD} It seems sad.")
        done = document.apply(one)
        start = time.thread_time()
        entries._on_changed(done)
        assert time.thread_time() - start < 0.005
        edit = write_each([(clip, f"{clip.caption} Possibly.") for clip in clips], "All")
        done = document.project.apply(edit)
        document.catch_up()
        start = time.thread_time()
        entries._on_changed(done)
        assert time.thread_time() - start < 0.05  # it only asks for it
        await until(lambda: entries.settled)
        assert entries.counts()["uncertain"] == 10_000

    in_window(work)
