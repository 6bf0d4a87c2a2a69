from __future__ import annotations

import threading
from pathlib import Path

from app.core.captions.writing import take, turn_down
from app.core.library.machine import MachineCaption
from app.ui.captions.proposals import Proposals
from tests.core.library.makers import filled
from tests.ui.rig import InWindow, Rig, until

KEY = ("clip", 1)


def said(text: str, batch: str, trouble: str = "") -> MachineCaption:
    return MachineCaption(batch=batch, table="clip", row=1, text=text, trouble=trouble, model="m")


def text(proposals: Proposals) -> str:
    waiting = proposals.waiting(KEY)
    return waiting.text if waiting is not None else ""


def test_that_what_waits_is_there_when_a_project_is_opened(
    in_window: InWindow, tmp_path: Path
) -> None:
    with filled(tmp_path / "p") as project:
        first = project.keep_machine(said("One.", "a"))
        project.apply(take([(project.clip(1), first)]))
        project.keep_machine(said("Two.", "b"))

    async def work(rig: Rig) -> None:
        await rig.window.open_project(tmp_path / "p")
        document, proposals = rig.window.document, rig.window.parts.proposals
        await until(lambda: text(proposals) == "Two.")
        assert proposals.keys == {KEY}
        document.undo()  # of the first one, which was decided upon before
        await until(lambda: document.rows.clips[0].judged == 0 or True)
        assert text(proposals) == "Two."

    in_window(work)


def test_that_one_that_comes_from_a_job_is_told_and_decisions_can_be_undone(
    in_window: InWindow, tmp_path: Path
) -> None:
    filled(tmp_path / "p").close()

    async def work(rig: Rig) -> None:
        await rig.window.open_project(tmp_path / "p")
        document, proposals = rig.window.document, rig.window.parts.proposals
        told: list[set[tuple[str, int]]] = []
        proposals.changed.connect(told.append)
        thread = threading.Thread(
            target=lambda: document.project.keep_machine(said("A boy runs.", "a"))
        )
        thread.start()
        await until(lambda: told == [{KEY}])
        thread.join()
        waiting = proposals.waiting(KEY)
        assert waiting is not None
        document.apply(turn_down([(document.project.clip(1), waiting)]))
        assert proposals.waiting(KEY) is None and told == [{KEY}] * 2
        document.undo()
        assert text(proposals) == "A boy runs." and told == [{KEY}] * 3

    in_window(work)


def test_that_an_undo_brings_back_what_was_decided_before_the_project_was_opened(
    in_window: InWindow, tmp_path: Path
) -> None:
    with filled(tmp_path / "p") as project:
        kept = project.keep_machine(said("One.", "a"))
        project.apply(take([(project.clip(1), kept)]))

    async def work(rig: Rig) -> None:
        await rig.window.open_project(tmp_path / "p")
        proposals = rig.window.parts.proposals
        assert proposals.waiting(KEY) is None
        rig.window.document.undo()
        await until(lambda: text(proposals) == "One.")

    in_window(work)


def test_that_trouble_is_told_until_a_text_comes(in_window: InWindow, tmp_path: Path) -> None:
    filled(tmp_path / "p").close()

    async def work(rig: Rig) -> None:
        await rig.window.open_project(tmp_path / "p")
        project, proposals = rig.window.document.project, rig.window.parts.proposals
        project.keep_machine(said("", "a", trouble="The server is full."))
        await until(lambda: proposals.trouble(KEY) == "The server is full.")
        assert proposals.keys == set()
        project.keep_machine(said("A boy runs.", "b"))
        await until(lambda: text(proposals) == "A boy runs.")
        assert proposals.trouble(KEY) == ""

    in_window(work)
