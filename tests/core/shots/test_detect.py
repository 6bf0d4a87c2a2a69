"""Cuts of films: what is found where, from the cache, in parts, damaged, stopped."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.errors import DamagedError, SourceError
from app.core.jobs import JobContext, Progress, Stopped
from app.core.media.index import FrameIndex, index_file
from app.core.shots import detect as detecting
from app.core.shots import survey
from app.core.shots.detect import Detection, detect, find_cuts, known_signal, signal_of
from app.core.shots.signal import FrameSignal, Mode, scan
from tests.core.shots.scenes import blank, dissolve, shot, write_film
from tests.core.shots.scoring import Labels, score_all


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_that_every_kind_of_cut_is_found_and_nothing_else(mixed: FrameIndex, mode: Mode) -> None:
    cuts = find_cuts(scan(mixed, mode=mode))
    assert [cut.kind for cut in cuts] == ["hard", "dissolve", "hard", "fade"]
    assert [(cut.frame, cut.end) for cut in cuts[::2]] == [(60, 60), (180, 180)]
    for cut, (first, end) in zip(cuts[1::2], [(110, 130), (222, 252)], strict=True):
        assert abs(cut.frame - first) <= 1
        assert abs(cut.end - end) <= 1
    assert all(0.5 <= cut.score <= 1 for cut in cuts)


def test_that_a_fade_at_the_films_own_end_is_no_cut(tmp_path: Path) -> None:
    risen = dissolve(blank(20), shot(1, 80), 10)
    film = write_film(tmp_path / "film.mp4", dissolve(risen, blank(20), 10))
    found = detect(film)
    assert found.cuts == ()
    assert abs(found.lead_in - 20) <= 1
    assert abs(found.lead_out - 80) <= 1
    (only,) = found.shots
    assert (only.soft_start, only.soft_end) == (True, True)
    assert 20 <= only.start < only.end <= 80


@pytest.mark.parametrize(("rate", "slow"), [(50, 2), (120, 4)])
def test_that_cuts_of_fast_films_are_found_to_the_frame(
    tmp_path: Path, rate: int, slow: int
) -> None:
    shots = [shot(seed, 30 * slow + seed, speed=0.5 / slow) for seed in range(1, 5)]
    found = detect(write_film(tmp_path / "film.mp4", np.concatenate(shots), rate=rate))
    ends = np.cumsum([len(pictures) for pictures in shots])
    assert [cut.frame for cut in found.cuts] == ends[:-1].tolist()


@pytest.mark.parametrize("frames", [1, 2, 3, 9])
def test_that_a_film_of_a_few_frames_is_one_shot(tmp_path: Path, frames: int) -> None:
    found = detect(write_film(tmp_path / "film.mp4", shot(1, frames)))
    assert found.frames == frames
    assert found.cuts == ()
    assert [(found_shot.start, found_shot.end) for found_shot in found.shots] == [(0, frames)]


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_that_parts_side_by_side_find_what_one_pass_finds(
    mixed: FrameIndex, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = scan(mixed, mode=mode)
    monkeypatch.setattr(survey, "_LEAST_PART", 100)
    monkeypatch.setattr(survey.os, "cpu_count", lambda: 3)
    parts = scan(mixed, mode=mode)
    assert np.array_equal(alone.hard, parts.hard)
    assert np.array_equal(alone.change, parts.change)
    assert alone.gradual == parts.gradual


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_that_a_film_without_true_key_frames_is_read_from_its_start(
    tmp_path: Path, mode: Mode, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = np.concatenate([shot(seed, 130) for seed in (1, 2, 3)])
    refreshed = {"x264-params": "intra-refresh=1:keyint=24:bframes=0"}
    film = write_film(tmp_path / "film.mp4", pictures, gop=24, options=refreshed)
    index = index_file(film)
    assert np.count_nonzero(index.is_key) > 3
    monkeypatch.setattr(survey, "_LEAST_PART", 100)
    monkeypatch.setattr(survey.os, "cpu_count", lambda: 3)
    signal = scan(index, mode=mode)
    assert signal.whole
    assert [cut.frame for cut in find_cuts(signal)] == [130, 260]


def test_that_another_threshold_needs_no_decoding(
    mixed_film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = detect(mixed_film)

    def refuse(*_: object, **__: object) -> FrameSignal:
        raise AssertionError("decoded again")

    monkeypatch.setattr(detecting, "scan", refuse)
    assert detect(mixed_film) == first
    stricter = detect(mixed_film, threshold=0.99)
    assert {cut.frame for cut in stricter.cuts} < {cut.frame for cut in first.cuts}


def test_that_moving_the_threshold_takes_milliseconds(mixed: FrameIndex) -> None:
    signal = signal_of(mixed)
    hours = dataclasses.replace(
        signal,
        frames=signal.frames * 500,
        hard=np.tile(signal.hard, 500),
        lead_out=signal.frames * 500,
    )
    start = time.perf_counter()
    assert len(find_cuts(hours, threshold=0.3)) > 900
    assert time.perf_counter() - start < 0.1


def test_that_a_signal_survives_packing(mixed: FrameIndex) -> None:
    signal = scan(mixed)
    again = FrameSignal.unpack(signal.pack())
    for field in dataclasses.fields(FrameSignal):
        assert np.array_equal(getattr(again, field.name), getattr(signal, field.name)), field


def test_that_an_entry_that_is_no_signal_is_as_good_as_none(
    mixed: FrameIndex, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    signal = signal_of(mixed, cache=cache)
    (entry,) = (path for path in cache.folder.rglob("*") if path.is_file())
    cache.save(entry.parents[1].name, entry.name, b"no signal")

    assert known_signal(mixed, "exact", cache) is None
    assert np.array_equal(signal_of(mixed, cache=cache).hard, signal.hard)
    assert known_signal(mixed, "exact", cache) is not None


def test_that_a_damaged_film_is_used_up_to_the_damage(mixed_film: Path, tmp_path: Path) -> None:
    film = tmp_path / "cut off.ts"
    _remux(mixed_film, film)
    whole = film.read_bytes()
    film.write_bytes(whole[: len(whole) * 3 // 5])
    found = detect(film)
    index = index_file(film)
    assert 60 < found.frames <= len(index)
    assert found.damaged_after == (None if found.frames == len(index) else found.frames)
    assert found.cuts[0].frame == 60
    assert all(cut.end <= found.frames for cut in found.cuts)


@pytest.mark.parametrize("parts", [1, 3])
def test_that_a_hole_in_the_film_ends_what_is_used(
    mixed: FrameIndex, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_LEAST_PART", 100)
    monkeypatch.setattr(survey, "_PARTS", parts)
    monkeypatch.setattr(survey.os, "cpu_count", lambda: 3)
    everything = survey.thumbnails

    def holed(*args: object, **options: object) -> object:
        return (pair for pair in everything(*args, **options) if pair[0] != 200)

    monkeypatch.setattr(survey, "thumbnails", _closable(holed))
    signal = scan(mixed)
    assert (signal.frames, signal.whole) == (200, False)
    assert [cut.frame for cut in find_cuts(signal) if cut.kind == "hard"] == [60, 180]


def test_that_a_film_without_one_good_frame_is_refused(
    mixed: FrameIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "thumbnails", _closable(lambda *_, **__: iter(())))
    with pytest.raises(DamagedError, match="not one frame"):
        scan(mixed)


def test_that_a_missing_film_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        detect(tmp_path / "none.mp4")


@pytest.mark.parametrize("parts", [1, 3])
def test_that_stopping_takes_no_time(
    demo_film: Path, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(survey, "_PARTS", parts)
    index = index_file(demo_film)
    job = JobContext()
    asked: list[float] = []

    def checkpoint(progress: Progress) -> None:
        if progress.done >= 100 and not asked:
            asked.append(time.monotonic())
            job.stop()
        job.checkpoint(progress)

    with pytest.raises(Stopped):
        scan(index, checkpoint=checkpoint)
    assert time.monotonic() - asked[0] < 0.2


def test_that_progress_rises_to_the_end(mixed: FrameIndex) -> None:
    seen: list[Progress] = []
    scan(mixed, checkpoint=seen.append)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1].fraction == 1
    assert len(seen) == len(mixed)


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_that_the_demo_films_cuts_are_those_labelled(
    demo_film: Path, samples: Path, mode: Mode
) -> None:
    labels = Labels.read(samples / "demo_cuts.json")
    cuts = find_cuts(scan(index_file(demo_film), mode=mode))
    assert score_all([cut.frame for cut in cuts], labels).f1 >= 0.99
    assert [cut.frame for cut in cuts if cut.kind == "hard"] == list(labels.hard)


def test_that_the_json_says_what_was_found(mixed_film: Path) -> None:
    found: Detection = detect(mixed_film)
    printed = json.loads(json.dumps(found.to_json()))
    assert printed["frames"] == 362
    first = printed["cuts"][0]
    assert (first["frame"], first["end"], first["kind"]) == (60, 60, "hard")
    assert 0.5 <= first["score"] <= 1


def test_that_a_cache_that_cannot_be_written_is_passed_over(
    mixed_film: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert detect(mixed_film, cache=Cache(tmp_path / "file" / "cache")).frames == 362


def _closable(make: Callable[..., object]) -> Callable[..., object]:
    """Return ``make`` as a generator function: what it yields can be closed."""

    def generator(*args: object, **options: object) -> object:
        yield from make(*args, **options)  # type: ignore[misc]

    return generator


def _remux(source: Path, target: Path) -> None:
    import av

    with av.open(str(source)) as film, av.open(str(target), "w") as out:
        stream = out.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(film.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
