"""Checks of shots nobody picked, in the background of the window."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.checks import clips
from app.core.checks.film_shots import FilmShots
from app.core.checks.glimpses import look_at_frames
from app.core.jobs import Checkpoint, Progress
from app.core.library import picking
from app.core.library.edits import adding, changing, removing
from app.core.library.model import Clip, Shot, Still
from app.core.library.project import Project
from app.core.media.geometry import Crop
from app.ui import shot_checking
from tests.core.checks.painted import paint, scene, with_bars
from tests.ui.rig import FRAMES, InWindow, Rig, made_project, until

BLACK = ("shot", 2)


@pytest.fixture
def barred(tmp_path: Path) -> Path:
    """A project of three shots: letterbox, black, letterbox."""
    pictures = [
        with_bars(scene(1, FRAMES), across=20),
        scene(2, FRAMES) * 0,
        with_bars(scene(3, FRAMES), across=20),
    ]
    film = paint(tmp_path / "barred.mp4", np.concatenate(pictures))
    return made_project(tmp_path / "project", film)


def badges(rig: Rig) -> dict[tuple[str, int], str]:
    """The badges of the film's tiles."""
    found = rig.window.parts.checking.badges({1})
    return {key: badge[0].text for key, badge in found.items()}


def test_that_shots_nobody_picked_get_badges_by_themselves(
    in_window: InWindow, barred: Path
) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        wanted = {("shot", 1): "letterbox 20 px", BLACK: "black", ("shot", 3): "letterbox 20 px"}
        await until(lambda: badges(rig) == wanted)
        shot = rig.document.rows.get(Shot, 2)
        rig.document.apply(picking.mark_shots([shot], [], "rejected"))
        await until(lambda: BLACK not in badges(rig))
        rig.document.undo()
        await until(lambda: badges(rig) == wanted)

    in_window(scenario)


def test_that_a_picked_shot_has_the_problem_of_its_clip(in_window: InWindow, barred: Path) -> None:
    with Project.open(barred) as opened:
        opened.add([Clip(source=1, start=FRAMES + 2, end=2 * FRAMES + 20)])
        opened.add([Still(source=1, frame=FRAMES + 9)])

    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        await until(lambda: badges(rig).get(("still", 1)) == "black")
        await until(lambda: ("clip", 1) in badges(rig))
        known = badges(rig)
        assert known["shot", 2] == known["shot", 3] == known["clip", 1]
        assert known["shot", 1] == "letterbox 20 px"
        rig.document.apply(picking.set_state([rig.clip()], "rejected"))
        await until(lambda: badges(rig).get(BLACK) == "black")
        assert ("clip", 1) not in badges(rig)

    in_window(scenario)


def test_that_nothing_is_kept_of_a_clip_that_is_removed_while_it_is_looked_at(
    in_window: InWindow, barred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    check = clips.check_clips

    def slowly(
        project: Project, wanted: Sequence[Clip], *, cache: Cache, checkpoint: Checkpoint
    ) -> clips.Findings:
        begun.set()
        assert go_on.wait(10)
        return check(project, wanted, cache=cache, checkpoint=checkpoint)

    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        await rig.window.idle()
        monkeypatch.setattr(clips, "check_clips", slowly)
        checking, told = rig.window.parts.checking, list[object]()
        rig.document.apply(adding(Clip(source=1, start=FRAMES, end=2 * FRAMES, state="picked")))
        clip = rig.document.rows.clips[0]
        await until(begun.is_set)
        rig.document.apply(removing(clip))
        checking.found.connect(told.append)
        go_on.set()
        await until(lambda: told)
        assert checking.of_clip(clip.id) == ()
        rig.document.undo()
        await until(lambda: checking.of_clip(clip.id))

    in_window(scenario)


def test_that_the_size_of_stills_is_followed(in_window: InWindow, barred: Path) -> None:
    with Project.open(barred) as opened:
        opened.add([Still(source=1, frame=3)])

    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        await until(lambda: badges(rig).get(("still", 1)) == "letterbox 20 px")
        settings = rig.document.rows.settings
        wanted = replace(settings, still_size=(512, 512))
        rig.document.apply(changing(settings, wanted))
        of_still = rig.window.parts.checking.shots.of_still
        await until(lambda: any(each.text == "only 216×216" for each in of_still(1)))
        rig.clips.marking.choose_row("still", 1)
        checks = rig.clips.inspector.checks
        assert not checks.isHidden() and [cure.name for cure in checks._cures] == ["crop"]
        rig.trigger("pick.cure")
        assert rig.document.rows.stills[0].crop == Crop(384, 176, 0, 20)

    in_window(scenario)


# --------------------------------------------------------------------------- as work in the queue


class SlowLook:
    """Looks at frames as slowly as it is told to, and counts them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rounds = 0
        monkeypatch.setattr(shot_checking, "_MANY", 1)
        monkeypatch.setattr("app.core.checks.film_shots.look_at_frames", self)
        self.held = True

    def __call__(self, index: object, frames: object, **more: object) -> object:
        self.rounds += 1
        checkpoint = more["checkpoint"]
        while self.held:
            checkpoint(Progress(1, 9))  # type: ignore[operator]
        return look_at_frames(index, frames, **more)  # type: ignore[arg-type]


def running(rig: Rig) -> str:
    """The title of the running job."""
    job = rig.window.jobs.running
    return "" if job is None else job.title


def test_that_many_shots_are_work_with_a_bar_that_gives_way(
    in_window: InWindow, barred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = SlowLook(monkeypatch)

    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        await until(lambda: running(rig) == "Checking shots of barred")
        title = "Something a person asked for"
        asked: list[str] = []

        def work(*, checkpoint: object) -> str:
            asked.append(running(rig))
            look.held = False
            return title

        assert await rig.window.jobs.run(title, work) == title
        assert asked == [title] and look.rounds == 1
        await until(lambda: badges(rig).get(BLACK) == "black")  # it went on by itself
        assert look.rounds == 2
        await until(lambda: running(rig) == "")

    in_window(scenario)


def test_that_what_a_person_stops_stays_stopped_until_it_is_asked_for(
    in_window: InWindow, barred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = SlowLook(monkeypatch)

    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        await until(lambda: running(rig) == "Checking shots of barred")
        rig.window.jobs.stop()
        await until(lambda: running(rig) == "")
        await rig.window.jobs.run("Another", lambda checkpoint: None)
        checking = rig.window.parts.checking.shots
        assert not checking._looking and checking._stopped
        look.held = False
        rig.trigger("project.check_shots")
        await until(lambda: badges(rig).get(BLACK) == "black")
        assert look.rounds == 2

    in_window(scenario)


def test_that_a_project_that_is_closed_meanwhile_is_let_go(
    in_window: InWindow, barred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = SlowLook(monkeypatch)

    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        await until(lambda: running(rig) == "Checking shots of barred")
        rig.document.close()
        await until(lambda: running(rig) == "")
        look.held = False
        assert look.rounds == 1

    in_window(scenario)


def test_that_a_film_is_given_as_it_is_held(in_window: InWindow, barred: Path) -> None:
    async def scenario(rig: Rig) -> None:
        await rig.open(barred)
        film = rig.window.parts.checking.shots._film(1)
        assert isinstance(film, FilmShots) and len(film.shots) == 3
        assert rig.window.parts.checking.shots._film(99) is None

    in_window(scenario)


def test_that_films_are_judged_some_at_a_time_until_all_are(
    in_window: InWindow, barred: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shot_checking, "_AT_ONCE", 1)
    film = barred.parent / "barred.mp4"
    others = [barred.parent / f"barred {n}.mp4" for n in range(2)]
    for other in others:
        other.write_bytes(film.read_bytes())

    async def scenario(rig: Rig) -> None:
        await rig.open(made_project(barred.parent / "three", film, *others))
        shots = rig.window.parts.checking.shots
        await until(lambda: [shots.of_shot(3 * n + 2) for n in range(3)].count(()) == 0)
        assert {found.text for n in range(3) for found in shots.of_shot(3 * n + 2)[:1]} == {"black"}

    in_window(scenario)
