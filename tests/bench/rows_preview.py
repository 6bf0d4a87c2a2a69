"""The preview: what showing a frame costs beside decoding it, and whether it keeps the pace."""

from __future__ import annotations

import os
import statistics
from pathlib import Path
from typing import TYPE_CHECKING

import av

from app.core.media.conform import conform
from app.core.media.geometry import Size
from app.core.media.index import FrameIndex, index_file
from app.core.media.preview import View
from app.core.media.projector import Projector
from app.core.media.reel import Picture
from app.core.media.verdict import remember_whole
from tests.bench import Bench, row
from tests.bench.media import demo_1080p

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_BOX = Size(960, 540)
_FRAMES = 480  # 20 s of the film
_SECONDS = 6.0  # of playing


@row("preview", target=0.56, unit="ratio", limit="decode-only CPU / decode, scale, paint at 960 px")
def preview(bench: Bench) -> float:
    from app.ui.widgets.player_screen import Screen

    app = _window_system()
    index = _film(bench)
    screen = Screen()
    screen.resize(*_BOX)
    screen.show()
    app.processEvents()

    def paint(picture: Picture) -> None:
        screen.set_picture(picture)
        app.processEvents()

    def show_all() -> None:
        view = View(film=index, start=0, end=_FRAMES, box=_BOX, rate=index.rate)
        with Projector() as projector:
            opened = projector.open(view)
            assert len(opened.frames) == _FRAMES
            for picture in projector.pictures(opened, opened.frames):
                paint(picture)

    show_all()
    ratio = bench.cpu_ratio(lambda: _decode(index.path), show_all)
    screen.close()
    return ratio


@row(
    "preview_drops",
    target=0.0,
    unit="frames",
    limit="left out in 6 s of a 1080p film at 16 fps, decoded meanwhile",
    at_most=True,
)
def preview_drops(bench: Bench) -> float:
    return statistics.median(_drops(bench, start) for start in (96, 672, 1200)[: bench.rounds])


def _drops(bench: Bench, start: int) -> int:
    from PySide6.QtCore import QEventLoop, QTimer

    from app.ui.widgets.player import Player

    app = _window_system()
    index = _film(bench)
    end = start + int(_SECONDS * index.rate) + 24
    player = Player()
    player.resize(*_BOX)
    player.show()
    app.processEvents()
    seen: list[int] = []
    player.position_changed.connect(lambda position, frame: seen.append(frame))
    loop = QEventLoop()
    player.state_changed.connect(lambda playing: None if playing else loop.quit())
    player.set_loop(False)
    player.show_range(index, start, end)
    player.play()
    QTimer.singleShot(round(_SECONDS * 4000), loop.quit)  # never reached on a machine that works
    loop.exec()
    wanted = conform(index, start, end)
    missed = len(wanted) - len(set(seen))
    player.shut()
    player.close()
    assert missed == player.drops, (missed, player.drops)
    return missed


def _film(bench: Bench) -> FrameIndex:
    index = index_file(demo_1080p(bench.folder))
    remember_whole(index)  # as the search for cuts leaves it
    return index


def _decode(film: Path) -> None:
    with av.open(str(film)) as container:
        video = container.streams.video[0]
        video.thread_type = "AUTO"
        for number, _ in enumerate(container.decode(video), start=1):
            if number == _FRAMES:
                return


def _window_system() -> QApplication:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from app.ui import theme

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app)
    return app
