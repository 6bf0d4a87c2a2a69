"""The player shows the frames of the export when they are due, and leaves nothing running."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtCore import QElapsedTimer, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.core.media.conform import conform
from app.core.media.geometry import Crop, Size
from app.core.media.index import index_file
from app.core.media.playing import Playback
from app.ui import theme
from app.ui.widgets.chip import Chip
from app.ui.widgets.player import Player
from app.ui.widgets.player_beat import Beat
from app.ui.widgets.player_chips import PictureChips
from app.ui.widgets.player_look import EXPORTED, WHOLE, Look
from app.ui.widgets.player_screen import _around
from app.ui.widgets.player_transport import Transport
from tests.films import cut_off, frame_number, make_film

SIZE = (768, 448)  # four times the film's: the notes lie between the digits


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_film(tmp_path / "Film #1 영화.mp4", 120, gop=30)


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    made = Player()
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    yield made
    made.shut()


def opened(qtbot: QtBot, player: Player, film: Path, start: int, end: int) -> tuple[int, ...]:
    """Show a range and wait for its first picture; return its source frames."""
    player.show_range(film, start, end)
    qtbot.waitUntil(lambda: bool(player.news.frames) and player.picture() is not None)
    return player.news.frames


def seen_words(chips: PictureChips) -> list[str]:
    """Return the words of the chips that are in sight, from left to right."""
    player = chips.frames.parentWidget()
    assert player is not None
    all_chips = [chip for chip in player.findChildren(Chip) if not chip.isHidden()]
    inside = [chip for chip in all_chips if player.rect().contains(chip.geometry())]
    return [chip.text() for chip in sorted(inside, key=lambda chip: chip.x())]


def seen(player: Player, where: QRect | None = None) -> int:
    """Return the number in the picture that is painted."""
    image = player.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    image = image.copy(where) if where else image
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
    return frame_number(av.VideoFrame.from_ndarray(pixels.copy(), format="rgb24"))


def test_that_every_frame_of_the_clip_is_painted_as_conform_names_it(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    frames = opened(qtbot, player, film, 7, 60)
    assert list(frames) == conform(index_file(film), 7, 60)
    for place, frame in enumerate(frames):
        player.scrub(place)
        qtbot.waitUntil(lambda wanted=frame: seen(player) == wanted)


def test_that_it_plays_each_frame_in_turn_at_16_fps_and_loops(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    frames = opened(qtbot, player, film, 0, 12)
    shown: list[tuple[int, int]] = []
    player.position_changed.connect(lambda *at: shown.append(at))
    player.play()
    qtbot.waitUntil(lambda: len(shown) >= 20, timeout=10_000)
    player.pause()

    turns = [(place % 8, frames[place % 8]) for place in range(shown[0][0], shown[-1][0] + 100)]
    if player.drops == 0:
        assert shown == turns[: len(shown)]
    assert all(frames[place] == frame for place, frame in shown)
    assert player.source_frame == shown[-1][1]


def test_that_a_late_picture_is_left_out_and_counted(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    opened(qtbot, player, film, 0, 90)
    qtbot.waitUntil(lambda: player._preview.picture(59) is not None)
    player.play()
    player._beat.stop()  # the window was busy: no tick until frame 5 is due
    player._beat.playback = Playback(0, 60, Fraction(16))
    player._show_due(5)
    assert (player.position, player.drops) == (5, 4)
    player._show_due(6)
    assert (player.position, player.drops) == (6, 4)


def test_that_the_clock_waits_for_the_first_picture(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    player.show_range(film, 0, 90)
    player.play()
    assert player.playing
    assert not player._beat.running
    qtbot.waitUntil(lambda: player._beat.running)
    assert player.position == 0
    assert player.drops == 0


def test_that_without_a_loop_it_stops_at_the_last_frame_and_starts_anew(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    opened(qtbot, player, film, 0, 6)
    player.set_loop(False)
    with qtbot.waitSignals([player.state_changed, player.state_changed]):
        player.play()
    assert (player.playing, player.position) == (False, 3)
    player.play()
    assert player.position == 0


def test_that_it_steps_exactly_and_stays_inside(qtbot: QtBot, player: Player, film: Path) -> None:
    frames = opened(qtbot, player, film, 3, 60)
    player.play()
    player.step(1)
    assert not player.playing
    place = player.position
    player.step(-1)
    assert player.position == place - 1
    player.jump_end()
    assert (player.position, player.source_frame) == (len(frames) - 1, frames[-1])
    player.step(1)
    assert player.position == len(frames) - 1
    player.jump_start()
    player.step(-1)
    assert player.position == 0
    qtbot.waitUntil(lambda: seen(player) == 3)


def test_that_any_frame_of_the_film_can_be_shown_and_playing_returns_to_the_range(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    frames = opened(qtbot, player, film, 30, 60)
    player.scrub(4)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda *at: at == (-1, 101)):
        player.show_frame(101)
    qtbot.waitUntil(lambda: player.picture() is not None and seen(player) == 101)
    assert player.source_frame == 101
    player.step(1)
    qtbot.waitUntil(lambda: player.source_frame == frames[5])
    qtbot.waitUntil(lambda: seen(player) == frames[5])
    player.show_frame(0)
    player.jump_end()
    qtbot.waitUntil(lambda: player.source_frame == frames[-1])
    qtbot.waitUntil(lambda: seen(player) == frames[-1])


def test_that_twenty_quick_choices_end_with_the_last(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    told: list[int] = []
    player.opened.connect(lambda news: told.append(news.frames[0]))
    for start in range(20):
        player.show_range(film, start, start + 60)
    qtbot.waitUntil(lambda: seen_if_any(player) == 19)
    qtbot.wait(50)
    assert seen(player) == 19
    assert len(told) < 20
    assert told[-1] == 19


def seen_if_any(player: Player) -> int | None:
    return seen(player) if player.picture() is not None else None


def test_that_pictures_are_seen_while_somebody_drags_through_the_film(
    qtbot: QtBot, player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.media.preview._PATIENCE", 60)
    film = make_film(tmp_path / "film.mp4", 240, gop=60, size=(640, 352))
    opened(qtbot, player, film, 0, 9)
    passed = {0}
    for step in range(3000):
        if len(passed) == 3:
            break
        player.show_frame(59 + step % 4 * 60)  # each the last of a group
        qtbot.wait(1)
        passed.add(player._shown[0].frame if player._shown else 0)
    assert len(passed) == 3


def test_that_playing_goes_on_with_another_range(qtbot: QtBot, player: Player, film: Path) -> None:
    opened(qtbot, player, film, 0, 40)
    player.play()
    player.show_range(film, 60, 100)
    assert player.playing
    qtbot.waitUntil(lambda: player._beat.running and player.source_frame in range(60, 100))


def test_that_a_damaged_film_plays_to_the_damage_and_says_so_once(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    whole = make_film(tmp_path / "film.mp4", 96, gop=12, container={"movflags": "faststart"})
    film = cut_off(whole, 0.6)
    length = len(index_file(film))
    sentences: list[str] = []
    player.failed.connect(sentences.append)
    player.show_range(film, 0, length)
    player.play()
    qtbot.waitUntil(lambda: bool(sentences))
    assert "is damaged" in sentences[0]
    assert player.playing
    assert 10 < len(player.news.frames) < 60
    player.show_range(film, 3, length)
    qtbot.waitUntil(lambda: bool(player.news.message))
    assert len(sentences) == 1
    assert player.accessibleDescription() == sentences[0]


def test_that_a_film_that_is_gone_is_a_sentence_and_the_bar_goes_out(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    bar = Transport(player)
    qtbot.addWidget(bar)
    opened(qtbot, player, film, 0, 40)
    assert bar.play.isEnabled()
    player.play()
    with qtbot.waitSignal(player.failed) as failed:
        player.show_range(film.with_name("gone.mp4"), 0, 9)
    assert "does not exist" in failed.args[0]
    assert not player.playing
    assert player.picture() is None
    qtbot.waitUntil(lambda: not bar.play.isEnabled())
    assert bar.readout.text() == ""


def test_that_a_hidden_player_given_another_range_plays_it_when_it_is_seen(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    opened(qtbot, player, film, 0, 60)
    player.hide()
    player.show_range(film, 3, 40)
    player.play()  # its old pictures are still at hand, its new frames are not
    assert not player._beat.running
    player.show()
    qtbot.waitUntil(lambda: player._beat.running and player.position > 0)


def test_that_a_hidden_player_decodes_nothing_and_pauses(qtbot: QtBot, film: Path) -> None:
    player = Player()
    qtbot.addWidget(player)
    player.show_range(film, 0, 40)
    qtbot.wait(20)
    assert player._preview._shown._thread is None
    player.show()
    player.play()
    qtbot.waitUntil(lambda: player._beat.running)
    player.hide()
    assert not player.playing


def test_that_the_picture_is_made_anew_for_another_size(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    opened(qtbot, player, film, 0, 40)
    player.resize(96, 80)
    qtbot.waitUntil(lambda: shape(player) == (96, 56))
    assert seen(player, QRect(0, 12, 96, 56)) == 0


def shape(player: Player) -> tuple[int, int]:
    picture = player.picture()
    return (picture.width, picture.height) if picture else (0, 0)


def test_that_a_crop_is_cut_or_shown_in_the_dimmed_whole(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    player.show_range(film, 0, 40, Crop(96, 56, 96, 56))
    qtbot.waitUntil(lambda: shape(player) == (96, 56))
    player.set_crop_view("dimmed")
    qtbot.waitUntil(lambda: shape(player) == (192, 112))
    image = player.grab().toImage()
    stage = theme.color("stage")
    bright = [image.pixelColor(x, y).lightness() for x, y in ((100, 200), (500, 300))]
    assert stage.lightness() < bright[0] < 110
    assert image.pixelColor(384, 336) == theme.color("accent")


def test_that_a_bucket_is_shown_no_sharper_than_it_is(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    player.show_range(film, 0, 40, size=Size(64, 32))
    qtbot.waitUntil(lambda: shape(player) == (64, 32))


def test_that_it_is_shown_as_trained_at_the_size_of_the_bucket_and_back(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    chips = PictureChips(player)
    opened(qtbot, player, film, 0, 40)
    player.looks.offer([EXPORTED, Look("head", Size(64, 32)), Look("uniform", Size(208, 112))])
    player.looks.next()
    assert not player.exact  # still as exported
    qtbot.waitUntil(lambda: shape(player) == (64, 32))
    assert player.exact
    assert seen_words(chips) == ["16 fps", "as trained 64×32", "loop 1.7 s"]
    player.looks.next()
    qtbot.waitUntil(lambda: shape(player) == (208, 112))  # enlarged, as the trainer would
    player.show_range(film, 50, 90)
    player.looks.offer([EXPORTED, Look("uniform", Size(112, 64))])  # the choice stays
    qtbot.waitUntil(lambda: shape(player) == (112, 64))
    player.looks.offer([EXPORTED])
    qtbot.waitUntil(lambda: shape(player) == (192, 112))
    assert chips.look.text() == "as exported"


def test_that_a_film_slower_than_the_rate_is_marked(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "slow.mp4", 20, rate=10)
    chips = PictureChips(player)
    opened(qtbot, player, film, 0, 20)
    assert seen_words(chips) == ["16 fps", "as exported", "12 shown again", "loop 2.0 s"]
    assert chips.again.tone() == "warn"


def test_that_nothing_is_left_running_when_the_player_goes(qtbot: QtBot, film: Path) -> None:
    before = threading.active_count()
    owner = QWidget()
    player = Player(owner)
    player.resize(*SIZE)
    owner.show()
    player.show_range(film, 0, 120)
    player.play()
    assert threading.active_count() == before + 1
    owner.deleteLater()
    qtbot.waitUntil(lambda: threading.active_count() == before)


def test_that_the_thread_may_still_ring_when_the_player_is_gone(qtbot: QtBot) -> None:
    player = Player()
    preview = player._preview
    player.deleteLater()
    del player
    qtbot.waitUntil(lambda: preview._shown._closed)
    gc.collect()
    preview._notify()


def test_that_a_click_plays_and_pauses(qtbot: QtBot, player: Player, film: Path) -> None:
    opened(qtbot, player, film, 0, 40)
    qtbot.mouseClick(player, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert player.playing
    qtbot.mouseClick(player, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert not player.playing


def test_that_a_part_is_looped_alone_and_says_so(qtbot: QtBot, player: Player, film: Path) -> None:
    chips = PictureChips(player)
    frames = opened(qtbot, player, film, 0, 60)
    shown: list[int] = []
    player.position_changed.connect(lambda position, frame: shown.append(position))
    player.play_part(7, 10)
    assert seen_words(chips) == ["16 fps", "as exported", "window 7–10"]
    qtbot.waitUntil(lambda: len(shown) >= 8, timeout=10_000)
    assert set(shown) == {7, 8, 9}
    player.set_part(20, 22)
    assert (player.playing, player.position) == (True, 20)
    player.play_part(19, 22)
    assert player.position == 19
    qtbot.waitUntil(lambda: seen(player) == frames[21])


def test_that_a_part_ends_with_another_range_a_scrub_outside_and_an_explicit_play(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    chips = PictureChips(player)
    opened(qtbot, player, film, 0, 60)
    player.set_part(7, 10)
    assert (player.part, player.position, player.playing) == ((7, 10), 7, False)
    player.scrub(9)
    assert player.part == (7, 10)
    player.scrub(10)
    assert (player.part, player.position) == (None, 10)
    player.set_part(7, 10)
    player.play()
    assert player.part is None
    player.play_part(7, 10)
    player.pause()
    assert not chips.part.isHidden()
    chips.part.removed.emit()
    assert seen_words(chips) == ["16 fps", "as exported", "loop 2.5 s"]
    player.set_part(7, 10)
    opened(qtbot, player, film, 3, 60)
    assert player.part is None


def test_that_a_part_asked_for_before_the_film_is_open_begins_at_its_first_frame(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    player.show_range(film, 0, 60)
    player.play_part(20, 24)
    qtbot.waitUntil(lambda: player._beat.running)
    assert player.position in range(20, 24)
    with pytest.raises(ValueError, match="no frames"):
        player.set_part(5, 5)


def test_that_a_shuttle_goes_both_ways_and_says_how_fast(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    chips = PictureChips(player)
    frames = opened(qtbot, player, film, 0, 120)
    shown: list[tuple[int, int]] = []
    player.position_changed.connect(lambda *at: shown.append(at))
    player.scrub(40)
    player.shuttle(-1)
    player.shuttle(-1)
    assert player.speed == -2
    assert chips.speed.text() == "−2×" and not chips.speed.isHidden()
    qtbot.waitUntil(lambda: len(shown) >= 20, timeout=10_000)
    places = [place for place, _ in shown]
    assert places == sorted(places, reverse=True)
    assert all(frames[place] == frame for place, frame in shown)
    player.shuttle(1)
    assert player.speed == 1
    assert chips.speed.isHidden()
    player.pause()
    assert player.speed == 0


def test_that_backwards_without_a_loop_it_ends_at_the_first_frame(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    opened(qtbot, player, film, 0, 30)
    player.set_loop(False)
    player.scrub(3)
    with qtbot.waitSignals([player.state_changed, player.state_changed]):
        player.shuttle(-1)
    assert (player.playing, player.position) == (False, 0)
    player.shuttle(-1)
    assert player.position == len(player.news.frames) - 1


def test_that_a_variable_rate_plays_by_its_own_times(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    pts = [0, 40, 80, 480, 520, 560, 600]
    film = make_film(tmp_path / "film.mkv", 7, pts=pts, time_base=Fraction(1, 1000))
    opened(qtbot, player, film, 0, 7)
    player.set_own(True)
    qtbot.waitUntil(lambda: player.news.frames == tuple(range(7)))
    player.scrub(2)
    qtbot.waitUntil(lambda: player._preview.picture(3) is not None)
    clock = QElapsedTimer()
    shown: list[tuple[int, int]] = []
    player.position_changed.connect(lambda position, _: shown.append((position, clock.elapsed())))
    clock.start()
    player.play()
    qtbot.waitUntil(lambda: bool(shown))
    assert shown[0][0] == 3
    assert 390 <= shown[0][1] < 1000  # it stood for 400 ms, not for a sixteenth of a second


def test_that_playing_goes_on_through_every_switch(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    opened(qtbot, player, film, 0, 60)
    player.looks.offer([EXPORTED, Look("head", Size(64, 32))])
    player.shuttle(-1)
    for switch in (player.toggle_own, player.looks.next, player.toggle_loop, player.toggle_own):
        switch()
        shown: list[int] = []
        told = player.position_changed.connect(lambda place, _, shown=shown: shown.append(place))
        qtbot.waitUntil(lambda shown=shown: len(shown) > 3)
        player.position_changed.disconnect(told)
        assert (player.speed, player._beat.running) == (-1, True)


def test_that_switching_the_frames_keeps_the_moment_outside_the_range_too(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    frames = opened(qtbot, player, film, 30, 60)
    player.scrub(7)
    player.show_frame(101)
    player.set_own(True)
    qtbot.waitUntil(lambda: player.picture() is not None and seen(player) == 101)
    player.step(0)
    qtbot.waitUntil(lambda: player.source_frame == frames[7])
    assert player.position == frames[7] - 30
    player.set_own(False)
    qtbot.waitUntil(lambda: player.news.frames == frames)
    assert player.position == 7


def test_that_a_part_is_the_same_part_in_frames_of_the_film(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    frames = opened(qtbot, player, film, 0, 60)
    player.set_part(7, 10)
    player.set_own(True)
    qtbot.waitUntil(lambda: len(player.news.frames) == 60)
    shown: set[int] = set()
    player.position_changed.connect(lambda _, frame: shown.add(frame))
    player.shuttle(1)
    qtbot.waitUntil(lambda: len(shown) >= frames[10] - frames[7], timeout=10_000)
    assert shown == set(range(frames[7], frames[10]))
    assert player.part == (7, 10)


def test_that_until_the_exact_picture_is_there_the_nearest_is_shown_and_says_so(
    qtbot: QtBot, player: Player, tmp_path: Path
) -> None:
    film = make_film(tmp_path / "film.mp4", 400, gop=400)
    chips = PictureChips(player)
    frames = opened(qtbot, player, film, 0, 90)
    qtbot.waitUntil(lambda: player._preview.picture(59) is not None)
    said: list[bool] = []
    player.exact_changed.connect(said.append)
    player.show_frame(390)  # nothing is decoded before this returns
    assert seen(player) == frames[-1] and not player.exact
    assert chips.near.isHidden()
    chips._late.stop()  # it takes long
    chips.refresh()
    assert chips.near.text() == f"≈ frame {frames[-1]}" and not chips.near.isHidden()
    qtbot.waitUntil(lambda: player.exact)
    assert said == [False, True]
    assert seen(player) == 390 and chips.near.isHidden()


def test_that_chips_that_say_least_give_way_in_a_narrow_player(
    qtbot: QtBot, player: Player, film: Path
) -> None:
    chips = PictureChips(player)
    opened(qtbot, player, film, 0, 60)
    player.shuttle(-1)
    qtbot.waitUntil(lambda: player.speed == -1)
    assert seen_words(chips) == ["16 fps", "as exported", "−1×", "loop 2.5 s"]
    for width in range(600, 60, -20):
        player.resize(width, 300)
        boxes = [chip.geometry() for chip in player.findChildren(Chip) if not chip.isHidden()]
        inside = [box for box in boxes if player.rect().contains(box)]
        for place, box in enumerate(inside):
            assert not any(box.intersects(other) for other in inside[place + 1 :])
    assert seen_words(chips) == ["16 fps"]
    player.resize(300, 300)
    assert seen_words(chips) == ["16 fps", "as exported", "loop 2.5 s"]


def test_that_the_chips_are_switches(qtbot: QtBot, player: Player, film: Path) -> None:
    chips = PictureChips(player)
    assert chips.frames.isHidden() and chips.look.isHidden() and chips.loop.isHidden()
    opened(qtbot, player, film, 0, 60)
    player.looks.offer([EXPORTED, Look("head", Size(64, 32)), WHOLE])
    qtbot.mouseClick(chips.frames, Qt.MouseButton.LeftButton)
    assert player.own and not player.playing
    qtbot.mouseClick(chips.loop, Qt.MouseButton.LeftButton)
    assert not player.looping
    menu = chips.menu()
    words = ["As exported", "As trained: head, 64×32", "Whole picture, the crop drawn"]
    assert [entry.text() for entry in menu.actions()] == words
    assert [entry.isChecked() for entry in menu.actions()] == [True, False, False]
    menu.actions()[2].trigger()
    assert player.dimmed and chips.look.text() == "whole picture"
    menu.deleteLater()


def test_that_it_tells_where_the_picture_lies(qtbot: QtBot, player: Player, film: Path) -> None:
    assert player.picture_rect().isEmpty()
    opened(qtbot, player, film, 0, 30)
    player.resize(384, 448)
    assert player.picture_rect() == QRectF(0, 112, 384, 224)


class TestTransport:
    @pytest.fixture
    def bar(self, qtbot: QtBot, player: Player) -> Transport:
        made = Transport(player)
        qtbot.addWidget(made)
        made.show()
        return made

    def test_that_it_says_where_the_player_is(
        self, qtbot: QtBot, player: Player, bar: Transport, film: Path
    ) -> None:
        assert not bar.play.isEnabled()
        opened(qtbot, player, film, 24, 104)
        player.scrub(23)
        assert bar.readout.text() == "00:00:02:10 · frame 24 of 54"
        assert bar.readout.accessibleDescription() == bar.readout.text()
        player.show_frame(119)
        qtbot.waitUntil(lambda: bar.readout.text() == "00:00:04:23 · frame 119 of the film")

    def test_that_its_buttons_drive_the_player(
        self, qtbot: QtBot, player: Player, bar: Transport, film: Path
    ) -> None:
        opened(qtbot, player, film, 0, 60)
        qtbot.mouseClick(bar.play, Qt.MouseButton.LeftButton)
        assert (player.playing, bar.play.icon_name()) == (True, "pause")
        assert bar.play.accessibleName() == "Pause"
        qtbot.mouseClick(bar.end, Qt.MouseButton.LeftButton)
        assert (player.playing, player.position, bar.play.icon_name()) == (False, 39, "play")
        qtbot.mouseClick(bar.back, Qt.MouseButton.LeftButton)
        assert player.position == 38
        qtbot.mouseClick(bar.forward, Qt.MouseButton.LeftButton)
        assert player.position == 39
        qtbot.mouseClick(bar.start, Qt.MouseButton.LeftButton)
        assert player.position == 0

    def test_that_marks_and_snapping_are_asked_for(
        self, qtbot: QtBot, player: Player, bar: Transport, film: Path
    ) -> None:
        opened(qtbot, player, film, 0, 60)
        with qtbot.waitSignal(bar.in_marked):
            qtbot.mouseClick(bar.mark_in, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(bar.out_marked):
            qtbot.mouseClick(bar.mark_out, Qt.MouseButton.LeftButton)
        with qtbot.waitSignal(bar.snap_changed) as snapped:
            qtbot.mouseClick(bar.snap, Qt.MouseButton.LeftButton)
        assert snapped.args == [True]
        assert bar.snap.tone() == "info"
        player.show_nothing()
        assert not bar.mark_in.isEnabled()

    def test_that_what_has_keys_gives_way_and_no_word_is_cut(
        self, qtbot: QtBot, player: Player, bar: Transport, film: Path
    ) -> None:
        opened(qtbot, player, film, 0, 60)
        place = QWidget()  # which may be too small for it, as a window may
        bar.setParent(place)
        place.show()
        bar.show()
        bar.resize(900, bar.height())
        assert (bar.snap.text(), bar.mark_in.key_hint()) == ("snap 4n+1", "I")
        assert bar.readout.shown_note() == "frame 1 of 40"
        bar.resize(bar.minimumSizeHint())
        assert (bar.snap.text(), bar.mark_in.key_hint()) == ("4n+1", "")
        assert bar.start.isHidden() and bar.rewind.isHidden() and not bar.play.isHidden()
        assert bar.readout.shown_note() == ""
        bar.layout().activate()
        for part in (bar.readout, bar.mark_in, bar.mark_out, bar.snap):
            assert part.width() >= part.minimumSizeHint().width()
            assert bar.rect().contains(part.geometry())
        assert bar.snap.width() == bar.snap.sizeHint().width()
        bar.setParent(None)


def test_that_the_beat_tells_what_is_due_and_never_runs_ahead(qtbot: QtBot) -> None:
    beat = Beat()
    steps: list[int] = []
    beat.came_due.connect(steps.append)
    beat.start(Playback(0, 3, Fraction(16), loop=False))
    with qtbot.waitSignal(beat.ended):
        pass
    assert steps == sorted(set(steps))
    assert set(steps) <= {1, 2}
    assert not beat.running


def test_that_what_lies_around_a_rectangle_is_covered_once() -> None:
    outer, inner = QRect(0, 0, 10, 8), QRect(2, 0, 5, 6)
    parts = [*_around(inner, outer), inner]
    assert sum(part.width() * part.height() for part in parts) == 80
    covered = {(x, y) for part in parts for x in range(10) for y in range(8) if part.contains(x, y)}
    assert len(covered) == 80
