"""What is measured after each round, with the window at rest in the same state each time."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import faulthandler
import gc
import json
import math
import os
import re
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import Shiboken

from app.core.library.project import FILE
from app.core.media.reel import Picture
from app.core.memory import give_back
from app.ui.loop import GuiThreadGc
from app.ui.widgets.pixmap_cache import PixmapCache

GHOST = "ghost of "
"""Before the name of a class whose objects are gone."""

_Answers = type(lru_cache(len))
_BEAT_MS = 5
_LONG = 0.5  # seconds
_BLOCK = 87  # bytes of a block of Python's, on average in a day: sys._debugmallocstats()
_AROUND = 800  # bytes of the objects around the pixels of a picture
_APP = f"{os.sep}app{os.sep}"
_BOUNDED = (
    *("app.core.media.", "app.ui.widgets.thumbnail_loading.", "app.ui.train.samples_reel."),
    *("app.core.captions.board._Judged", "app.core.planner.outcome.", "app.core.planner.facts."),
    *("app.core.export.starter.", "app.core.browsing.tile.", "app.ui.job.", "app.core.jobs."),
    *("app.core.training.model.", "app.core.training.results.sample_frames."),  # of 512 runs
    "app.core.library.pending.",  # each with a job in the list of those that have ended
)
"""Classes whose instances are kept by caches and lists that have a limit of their own."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The process at rest.

    Attributes:
        edits: That were made until then.
        window: Which window it is, counted through the day.
        rss, own, held, pictures, temporary, cache, project: Bytes; ``own`` those of ``rss`` that no
            file is behind, see `_own`, ``held`` those that were asked for and not given back, see
            `_held`, ``pictures`` those that caches with a limit hold, ``temporary`` and ``cache``
            of whole folders, ``project`` of the open project's file.
        handles: Open files and sockets.
        children: Processes that were started and are there.
        qobjects, widgets: Of them, those Python knows.
        objects: Instances of our own classes, without those that are kept for a while.
        ghosts: Objects of Qt that are gone while Python still holds their shells.
        files: In the folder for temporary files.
        turn: The longest turn of the loop since the sample before, ms.
        packed: The counts of classes, small: with the others of a day they took a megabyte in
            1,000 edits, as `kinds` and `qt_kinds`.
        open: Paths of open files.
    """

    edits: int
    window: int
    rss: int
    own: int
    held: int
    pictures: int
    handles: int
    threads: int
    children: int
    tasks: int
    qobjects: int
    widgets: int
    objects: int
    ghosts: int
    files: int
    temporary: int
    cache: int
    project: int
    turn: float
    seconds: float
    packed: tuple[bytes, bytes] = field(default=(b"", b""), repr=False)
    open: tuple[str, ...] = field(default=(), repr=False)

    @property
    def kinds(self) -> Counter[str]:
        """How many there are of each class of ours, and of ghosts."""
        return _unpacked(self.packed[0])

    @property
    def qt_kinds(self) -> Counter[str]:
        """How many there are of each class of Qt's or made of one."""
        return _unpacked(self.packed[1])


class _MallInfo(ctypes.Structure):
    """glibc's ``struct mallinfo2``."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks",
                     "uordblks", "fordblks", "keepcost")
    )  # fmt: skip


class Beat:
    """Sees how long turns of the loop take, and where the longest ones were half a second in."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._note)
        self._last, self._longest = time.perf_counter(), 0.0
        self._timer.start(_BEAT_MS)
        self._looks = True
        self.places: Counter[str] = Counter()
        self._window = threading.get_ident()
        self._thread = threading.Thread(target=self._look_on, name="beat", daemon=True)
        self._thread.start()

    def _note(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def _look_on(self) -> None:
        told = 0.0
        while self._looks:
            time.sleep(_LONG / 5)
            last = self._last
            if time.perf_counter() - last > _LONG and last not in (told, math.inf):
                told = last
                ours = [place for file, place in lines_of(self._window) if _APP in file]
                self.places[" < ".join(ours[:6])] += 1

    def take(self) -> float:
        """Return the longest turn since the last time, ms; count no more until `go_on`."""
        found, self._longest = self._longest * 1000 - _BEAT_MS, 0.0
        self._last = math.inf
        return max(0.0, found)

    def go_on(self) -> None:
        """Count from now on."""
        self._last, self._longest = time.perf_counter(), 0.0

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()
        self._looks = False
        self._thread.join()


def lines_of(thread: int) -> list[tuple[str, str]]:
    """Return where a thread is, innermost first: each file's path, and its name with the line.

    Nothing of the thread is held for it. Whoever holds a frame that returns meanwhile is the one
    to destroy what was in it, and Qt does not survive its objects' end in another thread.

    Args:
        thread: Its identifier.
    """
    with tempfile.TemporaryFile() as said:
        faulthandler.dump_traceback(said, all_threads=True)
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    blocks = re.split(r"^(?:Current thread|Thread) 0x([0-9a-f]+)", text, flags=re.MULTILINE)
    for ident, block in zip(blocks[1::2], blocks[2::2], strict=True):
        if int(ident, 16) == thread:
            found = re.findall(r'^  File "(.*)", line (\d+) in ', block, flags=re.MULTILINE)
            return [(file, f"{Path(file).name}:{line}") for file, line in found]
    return []


class Sampler:
    """Takes samples of this process."""

    def __init__(self, folder: Path, garbage: GuiThreadGc) -> None:
        self._folder, self._garbage = folder, garbage
        self._process = psutil.Process()
        self._began = time.monotonic()
        self.beat = Beat()

    def take(self, edits: int, project: Path, window: int) -> Sample:
        """Measure everything; what nobody holds is collected as while a person is elsewhere."""
        turn = self.beat.take()
        _forget_answers()
        self._garbage.collect_all()
        give_back()  # what malloc has in stock is held by nobody
        own = _own(self._process)
        qt_kinds, qobjects, widgets = _qt_objects()
        ours, ghosts, pictures = _our_objects()
        sizes = _sizes(self._folder / "temporary"), _sizes(self._folder / "rushes-cache")
        sample = Sample(
            edits=edits,
            window=window,
            rss=self._process.memory_info().rss,
            own=own,
            held=_held() or own,
            pictures=pictures,
            handles=self._handles(),
            threads=threading.active_count(),
            children=len(self._process.children(recursive=True)),
            tasks=len(asyncio.all_tasks()),
            qobjects=qobjects,
            widgets=widgets,
            objects=sum(n for kind, n in ours.items() if is_counted(kind)),
            ghosts=sum(ghosts.values()),
            files=len(sizes[0]),
            temporary=sum(sizes[0]),
            cache=sum(sizes[1]),
            project=(project / FILE).stat().st_size,
            turn=turn,
            seconds=time.monotonic() - self._began,
            packed=(
                packed({**ours, **{GHOST + kind: n for kind, n in ghosts.items()}}),
                packed(qt_kinds),
            ),
            open=tuple(each.path for each in self._process.open_files()),
        )
        self.beat.go_on()
        return sample

    def _handles(self) -> int:
        return self._process.num_handles() if os.name == "nt" else self._process.num_fds()


def _forget_answers() -> None:
    """Empty what keeps answers of functions up to a number: it fills through the whole day."""
    for each in [each for each in _all_objects() if isinstance(each, _Answers)]:
        if each.cache_info().maxsize is not None:
            each.cache_clear()


def _own(process: psutil.Process) -> int:
    """Return bytes of memory that no file is behind, and no other process has.

    That of libraries is told apart where that is possible: how much of it there is depends on what
    was read of them lately and on which other processes have them.
    """
    with contextlib.suppress(FileNotFoundError):
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        if found := re.search(r"^RssAnon:\s+(\d+) kB$", status, re.MULTILINE):
            return int(found[1]) * 1024
    return int(process.memory_full_info().uss)


def _held() -> int:
    """Return bytes that malloc and Python have handed out; 0 where that is not told.

    What the system counts has pieces between them that are free and cannot be given back, and as
    much of the libraries as was read: both grow while nothing is left behind.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if libc is None or not hasattr(libc, "mallinfo2"):
        return 0
    libc.mallinfo2.restype = _MallInfo
    found = libc.mallinfo2()
    return int(found.uordblks + found.hblkhd + sys.getallocatedblocks() * _BLOCK)


def packed(kinds: Mapping[str, int]) -> bytes:
    """Return counts of classes as a `Sample` keeps them."""
    return zlib.compress(json.dumps(kinds).encode())


def _unpacked(kinds: bytes) -> Counter[str]:
    return Counter(json.loads(zlib.decompress(kinds))) if kinds else Counter()


def _qt_objects() -> tuple[Counter[str], int, int]:
    """Return the living objects of Qt that Python knows, by class, and how many are widgets."""
    kinds: Counter[str] = Counter()
    widgets = total = 0
    for each in Shiboken.getAllValidWrappers():  # type: ignore[attr-defined]
        if isinstance(each, QObject):
            total += 1
            widgets += isinstance(each, QWidget)
            kinds[_name(type(each))] += 1
    return kinds, total, widgets


def _our_objects() -> tuple[Counter[str], Counter[str], int]:
    """Return instances of our classes by class, Qt's that are gone, and bytes of kept pictures."""
    kinds: Counter[type] = Counter()
    ghosts: Counter[str] = Counter()
    pictures = 0
    for each in _all_objects():
        kind = type(each)
        if issubclass(kind, QObject):
            ghosts[_name(kind)] += not Shiboken.isValid(each)
        elif str(kind.__module__).startswith("app."):
            kinds[kind] += 1
            if kind is Picture:
                pictures += each.pixels.nbytes + _AROUND
            elif kind is PixmapCache:
                pictures += each._bytes + len(each._pictures) * _AROUND
    return Counter({_name(kind): n for kind, n in kinds.items()}), +ghosts, pictures


def _all_objects() -> Iterator[object]:
    """Yield what the collector knows; no other thread runs meanwhile."""
    turn = sys.getswitchinterval()
    sys.setswitchinterval(100)  # seconds: a tuple that is held here cannot be finished elsewhere
    gc.unfreeze()
    yield from gc.get_objects()
    gc.freeze()
    sys.setswitchinterval(turn)


def is_counted(kind: str) -> bool:
    """Return whether a class of ours is one whose instances nothing keeps from growing."""
    return kind.startswith("app.") and not kind.startswith(_BOUNDED)


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _sizes(folder: Path) -> list[int]:
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # just gone
            if path.is_file():
                found.append(path.stat().st_size)
    return found


def left_behind(folder: Path) -> list[str]:
    """Return the processes, other than this one, that have to do with a folder."""
    found = []
    for each in psutil.process_iter(["pid", "cmdline"]):
        words: Iterable[str] = each.info["cmdline"] or ()
        if each.pid != os.getpid() and any(str(folder) in word for word in words):
            found.append(f"{each.pid}: {' '.join(words)[:120]}")
    return found
