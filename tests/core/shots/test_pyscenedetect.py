"""PySceneDetect's detectors on our frames: what they find is what PySceneDetect itself finds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from app.core.cache import Cache
from app.core.errors import SourceError
from app.core.jobs import JobContext, Progress, Stopped, ignore
from app.core.media.index import index_file
from app.core.shots import pyscenedetect
from app.core.shots.decode import bgr_pictures
from app.core.shots.detect import DETECTORS, Detector, detect, known_signal
from app.core.shots.detectors import Familiar
from tests.core.shots.scenes import blank, dissolve, shot, write_film
from tests.films import cut_off, edited, make_film

FAMILIAR: Sequence[Familiar] = get_args(Familiar)


def theirs(film: Path, detector: Familiar, **options: float) -> list[int]:
    """Return the cuts that PySceneDetect finds by itself."""
    import scenedetect

    kinds = {
        "adaptive": scenedetect.AdaptiveDetector,
        "content": scenedetect.ContentDetector,
        "hash": scenedetect.HashDetector,
        "histogram": scenedetect.HistogramDetector,
        "threshold": scenedetect.ThresholdDetector,
    }
    manager = scenedetect.SceneManager()
    manager.add_detector(kinds[detector](**options))
    manager.detect_scenes(scenedetect.open_video(str(film)))
    return [start.frame_num for start, _ in manager.get_scene_list()[1:]]


def ours(film: Path, detector: Familiar, threshold: float | None = None) -> list[int]:
    return [cut.frame for cut in detect(film, detector=detector, threshold=threshold).cuts]


@pytest.fixture(scope="session")
def dark_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shots with hard cuts, some close together, and a fade through black at frames 90-129."""
    a, b, c, d, e = (shot(seed, count) for seed, count in enumerate((50, 8, 52, 60, 30), 1))
    black = blank(40)
    faded = dissolve(dissolve(np.concatenate([a, b, c]), black, 15), d, 15)
    path = tmp_path_factory.mktemp("films") / "dark.mp4"
    return write_film(path, np.concatenate([faded, e, a, b, c]), rate=30)


@pytest.mark.parametrize("detector", FAMILIAR)
def test_that_a_made_film_gets_the_cuts_pyscenedetect_finds(
    dark_film: Path, detector: Familiar
) -> None:
    found = ours(dark_film, detector)
    assert found == theirs(dark_film, detector)
    assert found


@pytest.mark.parametrize("detector", FAMILIAR)
def test_that_the_demo_film_gets_the_cuts_pyscenedetect_finds(
    demo_film: Path, detector: Familiar, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # One cache for all five: the film is measured once.
    cache = Cache(tmp_path_factory.getbasetemp() / "demo-scores")
    found = detect(demo_film, detector=detector, cache=cache)
    assert [cut.frame for cut in found.cuts] == theirs(demo_film, detector)
    assert (found.frames, found.damaged_after) == (1728, None)


@pytest.mark.parametrize(
    ("detector", "option", "threshold"),
    [
        ("adaptive", "adaptive_threshold", 1.5),
        ("content", "threshold", 8.0),
        ("hash", "threshold", 0.1),
        ("histogram", "threshold", 0.02),
        ("threshold", "threshold", 60.0),
    ],
)
def test_that_another_threshold_is_pyscenedetects_own(
    dark_film: Path, detector: Familiar, option: str, threshold: float
) -> None:
    found = ours(dark_film, detector, threshold)
    assert found == theirs(dark_film, detector, **{option: threshold})
    assert found != ours(dark_film, detector)


@pytest.mark.parametrize("detector", FAMILIAR)
def test_that_the_default_thresholds_are_pyscenedetects(detector: Familiar) -> None:
    import inspect

    import scenedetect

    kind = getattr(scenedetect, f"{detector.capitalize()}Detector")
    name = "adaptive_threshold" if detector == "adaptive" else "threshold"
    default = inspect.signature(kind).parameters[name].default
    assert DETECTORS[detector].threshold == default


def test_that_pictures_are_upright_and_scaled_to_256(tmp_path: Path) -> None:
    film = make_film(tmp_path / "film.mp4", 3, size=(512, 288))
    (_, picture), *rest = bgr_pictures(index_file(film))
    assert picture.shape == (144, 256, 3)
    assert len(rest) == 2


def test_that_frames_an_edit_list_hides_are_not_counted(tmp_path: Path) -> None:
    a, b = shot(1, 60), shot(2, 60)
    film = write_film(tmp_path / "film.mp4", np.concatenate([a, b]), options={"bf": "0"})
    assert ours(film, "content") == [60]
    hidden = edited(film, [(4167, 20 * 512)])
    assert len(index_file(hidden)) == 100
    assert ours(hidden, "content") == [40]


def test_that_a_damaged_film_gives_the_cuts_before_the_damage(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.ts", np.concatenate([shot(n, 40) for n in range(4)]), gop=20)
    found = detect(cut_off(film, 0.6), detector="content")
    assert 80 <= found.frames < 160
    assert [cut.frame for cut in found.cuts][:2] == [40, 80]
    assert all(cut.frame < found.frames for cut in found.cuts)


def test_that_decoding_that_fails_is_damage_behind_the_frames_before(
    dark_film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pyscenedetect.bgr_pictures
    monkeypatch.setattr(
        pyscenedetect, "bgr_pictures", lambda index: (p for p in whole(index) if p[0] != 70)
    )
    found = detect(dark_film, detector="hash")
    assert (found.frames, found.damaged_after) == (70, 70)


def test_that_a_film_without_one_frame_is_a_sentence(
    dark_film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyscenedetect, "bgr_pictures", lambda index: (p for p in ()))
    with pytest.raises(SourceError, match="not one frame"):
        detect(dark_film, detector="content")


def test_that_one_pass_serves_all_five_and_every_threshold(
    dark_film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ours(dark_film, "content")
    monkeypatch.setattr(pyscenedetect, "bgr_pictures", None)
    assert ours(dark_film, "content") == first
    for detector in FAMILIAR:
        ours(dark_film, detector, DETECTORS[detector].most / 3)


def test_that_a_stopped_scan_leaves_nothing_in_the_cache(dark_film: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    context = JobContext()

    def stop_at_50(progress: Progress) -> None:
        if progress.what and progress.done == 50:
            context.stop()
        context.checkpoint(progress)

    with pytest.raises(Stopped):
        detect(dark_film, detector="content", cache=cache, checkpoint=stop_at_50)
    assert not list(cache.folder.glob("cuts-*"))


@pytest.mark.parametrize("frames", [1, 2, 4])
@pytest.mark.parametrize("detector", FAMILIAR)
def test_that_a_film_of_a_few_frames_has_no_cut(
    tmp_path: Path, detector: Familiar, frames: int
) -> None:
    film = write_film(tmp_path / "film.mp4", shot(1, frames))
    assert detect(film, detector=detector).cuts == ()


@pytest.mark.parametrize("detector", FAMILIAR)
def test_that_a_cut_is_at_least_half_sure(dark_film: Path, detector: Familiar) -> None:
    for threshold in (None, DETECTORS[detector].least):
        cuts = detect(dark_film, detector=detector, threshold=threshold).cuts
        assert all(0.5 <= cut.score <= 1 for cut in cuts)


def test_that_scores_come_back_from_bytes_as_they_were(dark_film: Path) -> None:
    scores = pyscenedetect.scores_of(index_file(dark_film), checkpoint=ignore)
    again = pyscenedetect.Scores.unpack(scores.pack())
    assert again.whole is scores.whole is True
    for name in ("content", "hash", "histogram", "brightness"):
        assert np.array_equal(getattr(again, name), getattr(scores, name))


def test_that_an_entry_that_is_no_scores_is_as_good_as_none(
    dark_film: Path, tmp_path: Path
) -> None:
    index, cache = index_file(dark_film), Cache(tmp_path / "cache")
    scores = pyscenedetect.scores_of(index, cache=cache)
    (entry,) = (path for path in cache.folder.rglob("*") if path.is_file())
    cache.save(entry.parents[1].name, entry.name, b"no scores")

    assert pyscenedetect.known_scores(index, cache) is None
    again = pyscenedetect.scores_of(index, cache=cache)
    assert np.array_equal(again.content, scores.content)


@pytest.mark.parametrize("detector", ["exact", *FAMILIAR])
def test_that_a_signal_is_known_once_its_detector_has_run(
    dark_film: Path, detector: Detector
) -> None:
    index = index_file(dark_film)
    assert known_signal(index, detector) is None
    cuts = detect(dark_film, detector=detector).cuts
    signal = known_signal(index, detector)
    assert signal is not None
    assert len(signal.hard) == len(signal.change) == len(index)
    if detector in FAMILIAR[:4]:
        assert all(signal.hard[cut.frame] >= 0.499 for cut in cuts)


@pytest.mark.parametrize("detector", ["", "by hand"])
def test_that_no_detector_has_no_signal(dark_film: Path, detector: str) -> None:
    assert known_signal(index_file(dark_film), detector) is None


def test_that_every_detector_is_described_within_its_range() -> None:
    assert list(DETECTORS) == list(get_args(Detector))
    for info in DETECTORS.values():
        assert info.least <= info.threshold <= info.most
        assert info.label
        assert info.help.endswith(".")
    assert {name for name, info in DETECTORS.items() if info.needs} == {"neural"}


def test_that_listing_detectors_imports_nothing_heavy() -> None:
    code = (
        "import sys; from app.core.shots.detectors import DETECTORS, neural_available; "
        "neural_available(); "
        "print({'av', 'cv2', 'numpy', 'scenedetect', 'torch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
