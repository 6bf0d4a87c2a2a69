"""Finding cuts: speed against bare decoding and PySceneDetect, agreement with labels, memory.

Labelled films come with ``--media``: ``real/bbb_full_270p.mp4`` and ``real/bbb_cuts.json``, and a
film joined by machine, ``real/synth_*.mp4`` beside ``real/synth_*_cuts.json``. Without it the demo
film stands for the real one.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import av

from app.core.cache import Cache
from app.core.media.index import index_file
from app.core.shots.cuts import Cut
from app.core.shots.detect import Detector, detect
from app.core.shots.detectors import neural_available
from app.core.shots.drafts import draft_cuts
from tests.bench import Bench, row
from tests.bench.media import DEMO, demo_1080p
from tests.core.shots.scoring import Labels, Score, score_all, score_hard

_DECODE = "PyAV decode only, threads AUTO, 1080p H.264, CPU"
_SCENEDETECT = "PySceneDetect AdaptiveDetector, defaults, OpenCV, 1080p H.264, CPU"
_DEMO_LABELS = Path(__file__).parents[1] / "samples" / "demo_cuts.json"


@row("cuts_exact", target=1.1, unit="ratio", limit=f"{_DECODE} / ours, every frame")
def cuts_exact(bench: Bench) -> float:
    film = demo_1080p(bench.folder)
    return bench.cpu_ratio(lambda: _decode(film), lambda: _found(film, "exact"))


@row("cuts_vs_scenedetect", target=1.6, unit="ratio", limit=f"{_SCENEDETECT} / ours, every frame")
def cuts_vs_scenedetect(bench: Bench) -> float:
    film = demo_1080p(bench.folder)
    return bench.cpu_ratio(lambda: _scenedetect(film), lambda: _found(film, "exact"))


@row("cuts_fast_vs_scenedetect", target=2.6, unit="ratio", limit=f"{_SCENEDETECT} / ours, fast")
def cuts_fast_vs_scenedetect(bench: Bench) -> float:
    film = demo_1080p(bench.folder)
    return bench.cpu_ratio(lambda: _scenedetect(film), lambda: _found(film, "fast"))


@row("cuts_draft", target=12, unit="ratio", limit=f"{_DECODE} / keyframe draft of an indexed film")
def cuts_draft(bench: Bench) -> float:
    index = index_file(demo_1080p(bench.folder))
    return bench.cpu_ratio(lambda: _decode(index.path), lambda: draft_cuts(index))


@row("cuts_f1_hard", target=0.99, unit="F1", limit="labels of the real film, hard cuts, ±1")
def cuts_f1_hard(bench: Bench) -> float:
    film, labels = _real(bench)
    return score_hard([c.frame for c in _cuts(film, "exact") if c.kind == "hard"], labels).f1


@row("cuts_f1_real", target=0.985, unit="F1", limit="labels of the real film, all cuts, ±1")
def cuts_f1_real(bench: Bench) -> float:
    film, labels = _real(bench)
    return score_all(_found(film, "exact"), labels).f1


@row("cuts_f1_joined", target=0.975, unit="F1", limit="labels of the joined films, all cuts, ±1")
def cuts_f1_joined(bench: Bench) -> float | None:
    return _f1_joined(bench, functools.partial(_found, detector="exact"))


@row("cuts_f1_lead", target=0.03, unit="F1", limit="ours - PySceneDetect, joined films, all cuts")
def cuts_f1_lead(bench: Bench) -> float | None:
    ours, theirs = cuts_f1_joined(bench), _f1_joined(bench, _scenedetect)
    return None if ours is None or theirs is None else ours - theirs


@row("cuts_f1_fast", target=0.0, unit="F1", limit="for comparison: joined films, fast mode")
def cuts_f1_fast(bench: Bench) -> float | None:
    return _f1_joined(bench, functools.partial(_found, detector="fast"))


@row("cuts_f1_neural", target=0.0, unit="F1", limit="for comparison: joined films, TransNetV2")
def cuts_f1_neural(bench: Bench) -> float | None:
    if not neural_available():
        return None
    return _f1_joined(bench, functools.partial(_found, detector="neural"))


@row(
    "cuts_memory",
    target=100,
    unit="MB",
    limit="peak RSS of a scan less that of decoding alone, 1080p, the longer of two films",
    at_most=True,
)
def cuts_memory(bench: Bench) -> float:
    films = [demo_1080p(bench.folder, copies=copies) for copies in (1, 4)]
    return max(_peak_mb("scan", film) - _peak_mb("decode", film) for film in films)


def _decode(film: Path) -> None:
    with av.open(str(film)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for _ in container.decode(video=0):
            pass


def _cuts(film: Path, detector: Detector) -> Sequence[Cut]:
    """Return the cuts found with nothing cached."""
    with tempfile.TemporaryDirectory() as nowhere:
        return detect(film, detector=detector, cache=Cache(Path(nowhere))).cuts


def _found(film: Path, detector: Detector) -> list[int]:
    return [cut.frame for cut in _cuts(film, detector)]


def _scenedetect(film: Path) -> list[int]:
    from scenedetect import AdaptiveDetector, SceneManager, open_video

    manager = SceneManager()
    manager.add_detector(AdaptiveDetector())
    manager.detect_scenes(open_video(str(film)))
    return [start.frame_num for start, _ in manager.get_scene_list()[1:]]


def _real(bench: Bench) -> tuple[Path, Labels]:
    if bench.media is None:
        return DEMO, Labels.read(_DEMO_LABELS)
    real = bench.media / "real"
    return real / "bbb_full_270p.mp4", Labels.read(real / "bbb_cuts.json")


def _joined(bench: Bench) -> Iterator[tuple[Path, Labels]]:
    for labels in sorted((bench.media / "real").glob("synth_*_cuts.json") if bench.media else ()):
        film = next(labels.parent.glob(labels.name.removesuffix("_cuts.json") + "_*.mp4"))
        yield film, Labels.read(labels)


def _f1_joined(bench: Bench, find: Callable[[Path], list[int]]) -> float | None:
    scores = [score_all(find(film), labels) for film, labels in _joined(bench)]
    if not scores:
        return None
    found, missed, false = (sum(part) for part in zip(*map(_parts, scores), strict=True))
    return Score(found, missed, false).f1


def _parts(score: Score) -> tuple[int, int, int]:
    return score.found, score.missed, score.false


_PEAK = """
import sys
from pathlib import Path
import psutil
from tests.bench import rows_cuts
film = Path(sys.argv[2])
rows_cuts._decode(film) if sys.argv[1] == "decode" else rows_cuts._cuts(film, "exact")
status = Path("/proc/self/status")
if status.exists():  # a child's ru_maxrss begins with its parent's
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    print(int(line.split()[1]) / 1024)
else:
    print(psutil.Process().memory_info().peak_wset / 2**20)
"""


def _peak_mb(what: str, film: Path) -> float:
    """Return the peak memory, MB, of a process of its own that does nothing else."""
    command = [sys.executable, "-c", _PEAK, what, str(film)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    return float(done.stdout)
