from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer

from app.core import settings
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.settings import Preferences
from tests.core.shots.scenes import shot, write_film
from tests.ui.rig import FRAMES, InWindow, Rig, made_project, until
from tests.ui.slow_drive import SlowDrive, slow_drive

LATE = 0.1  # seconds that every access takes
PATIENT = 2.0  # seconds, on a machine that eight others use; measured are 25 to 60 ms at worst


@contextmanager
def beats() -> Iterator[list[float]]:
    """Note how far the beats of a timer of 5 ms are apart, in seconds."""
    found: list[float] = []
    last = [time.perf_counter()]

    def beat() -> None:
        now = time.perf_counter()
        found.append(now - last[0])
        last[0] = now

    timer = QTimer(interval=5, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start()
    yield found
    timer.stop()


def write(folder: Path, number: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    return [
        write_film(folder / f"{n}.mp4", (p for s in (n, n + 9) for p in shot(s, FRAMES)))
        for n in range(number)
    ]


def check(drive: SlowDrive, apart: list[float]) -> None:
    """The window's thread touched nothing there, and the window went on meanwhile."""
    assert drive.on_gui == []
    assert drive.touched > 5
    assert max(apart) < PATIENT, sorted(apart)[-5:]


@pytest.mark.timeout(120)
def test_that_films_on_a_slow_drive_do_not_hold_up_the_window(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = write(tmp_path / "far", 3)
    project = made_project(tmp_path / "near", *films[:2])
    with Project.open(project) as opened:
        opened.add([Clip(source=1, start=0, end=31, caption="a boat")])

    async def scenario(rig: Rig) -> None:
        await rig.open(project)  # so that what is imported once is
        await rig.window.idle()
        await rig.reopened()
        drive = slow_drive(tmp_path / "far", LATE, monkeypatch)
        with beats() as apart:
            await rig.window.open_project(project)
            await rig.ready()
            grid = rig.clips.shelf.grid
            for n in range(12):
                rig.clips.shelf.step(1 if n % 4 else -2)
                grid.verticalScrollBar().setValue(40 * n)
                rig.clips.sources.choose((None, 1, 2)[n % 3])
                await until(lambda: True)
            rig.window.take_dropped([tmp_path / "far"])
            rig.window.parts.watch.look()
            rig.trigger("project.check_all")
            await until(lambda: len(rig.document.rows.sources) == 3, within=60)
            await rig.clips.work.settled()
            rig.trigger("project.export")
            await until(lambda: (project / "dataset" / "dataset.toml").exists(), within=60)
            await until(lambda: not rig.window.jobs.queued, within=60)
            await rig.close()
        check(drive, apart)
        rig.window = rig._new_window()

    in_window(scenario)


def test_that_a_project_and_a_list_of_projects_on_a_slow_drive_are_shown_at_once(
    in_window: InWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = tmp_path / "far"
    write(far, 1)
    names = [str(far / name) for name in ("gone", "other")]
    Project.create(far / "other", "Other").close()
    settings.save(Preferences(recent=tuple(names), projects_in=str(far)))

    async def scenario(rig: Rig) -> None:
        drive = slow_drive(far, LATE, monkeypatch)
        with beats() as apart:
            await rig.reopened()
            welcome = rig.window.welcome
            assert [str(row.folder) for row in welcome._shown] == names
            await until(lambda: [row._when.text() != "" for row in welcome._shown] == [True, True])
            assert welcome._shown[0]._when.text() == "not there now"
            rig.window.take_dropped([far])
            dialog = await rig.dialog()
            assert dialog.parent_folder == far  # type: ignore[attr-defined]
            dialog.name.setText("other")  # type: ignore[attr-defined]
            await until(lambda: not dialog.make.isEnabled())  # type: ignore[attr-defined]
            dialog.reject()
            await rig.window.idle()
        check(drive, apart)

    in_window(scenario)


def test_that_the_drive_notes_who_touches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("a")
    drive = slow_drive(tmp_path, 0.01, monkeypatch)
    paths: list[Callable[[], object]] = [
        (tmp_path / "a").stat,
        (tmp_path / "a").exists,
        (tmp_path / "a").read_text,
        (tmp_path / "b").is_dir,
        lambda: list(tmp_path.iterdir()),
        lambda: list(os.walk(tmp_path)),
        lambda: os.path.getsize(tmp_path / "a"),  # noqa: PTH202
        lambda: open(tmp_path / "a").close(),  # noqa: PTH123
    ]
    for touch in paths:
        before = len(drive.on_gui)
        touch()
        assert len(drive.on_gui) > before
    Path("/").stat()
    threading.Thread(target=(tmp_path / "a").stat).start()
    while not drive.touched:
        time.sleep(0.001)
