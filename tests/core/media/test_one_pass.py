from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DamagedError, SourceError, WriteError
from app.core.jobs import Checkpoint, Progress, Stopped, ignore
from app.core.media import one_pass


class Recorder(one_pass.Task):
    """Notes what it is shown."""

    def __init__(self, frames: Sequence[int], *, fails_at: int | None = None) -> None:
        super().__init__(frames)
        self.shown: list[int] = []
        self.events: list[str] = []
        self.fails_at = fails_at

    def open(self) -> None:
        self.events.append("open")
        if self.fails_at == -1:
            raise WriteError("no rights")

    def take(self, frame: int, picture: av.VideoFrame) -> None:
        if self.fails_at == frame:
            raise WriteError("disk full")
        self.shown.append(frame)

    def finish(self) -> None:
        self.events.append("finish")

    def abandon(self) -> None:
        if self.events[-1:] != ["abandon"]:  # may come twice
            self.events.append("abandon")


class Reader:
    """A film of 100 frames that may be damaged; notes what was read."""

    def __init__(self, damaged_at: int = 1000) -> None:
        self.damaged_at = damaged_at
        self.read: list[int] = []

    def __call__(self, _index: object, *, cache: object) -> Reader:
        return self

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def frames(
        self, wanted: Iterable[int], *, checkpoint: Checkpoint = ignore
    ) -> Iterator[tuple[int, None]]:
        for frame in wanted:
            checkpoint(Progress(frame, 100))
            if frame >= self.damaged_at:
                raise DamagedError("damaged", frame=frame)
            self.read.append(frame)
            yield frame, None


@dataclass(frozen=True)
class Film:
    coded_width: int = 1920
    coded_height: int = 1080


def run(
    monkeypatch: pytest.MonkeyPatch,
    tasks: list[Recorder],
    reader: Reader | None = None,
    film: Film = Film(),
) -> Reader:
    reader = reader or Reader()
    monkeypatch.setattr(one_pass, "FrameReader", reader)
    one_pass.run(film, tasks)  # type: ignore[arg-type]
    return reader


def test_that_each_task_gets_its_frames_and_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [Recorder([5, 5, 7]), Recorder([0, 1, 6, 6, 6]), Recorder([7]), Recorder([50, 60])]
    reader = run(monkeypatch, tasks)
    assert [task.shown for task in tasks] == [task.frames for task in tasks]
    assert [task.events for task in tasks] == [["open", "finish"]] * 4
    assert reader.read == [0, 1, 5, 6, 7, 50, 60]


def test_that_a_task_that_fails_leaves_the_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [Recorder([1, 2, 3]), Recorder([2, 3, 4], fails_at=3), Recorder([3, 4])]
    run(monkeypatch, tasks)
    assert [task.shown for task in tasks] == [[1, 2, 3], [2], [3, 4]]
    assert [str(task.error) for task in tasks] == ["None", "disk full", "None"]
    assert tasks[1].events == ["open", "abandon"]


def test_that_nothing_is_read_for_a_task_that_cannot_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [Recorder([1, 2], fails_at=-1), Recorder([8, 9]), Recorder([20], fails_at=-1)]
    reader = run(monkeypatch, tasks)
    assert reader.read == [8, 9]
    assert [task.error is None for task in tasks] == [False, True, False]


def test_that_damage_fails_what_needs_frames_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [Recorder([0, 9]), Recorder([5, 10]), Recorder([8, 9]), Recorder([20, 30])]
    reader = run(monkeypatch, tasks, Reader(damaged_at=10))
    assert [isinstance(task.error, DamagedError) for task in tasks] == [False, True, False, True]
    assert [task.events for task in tasks] == [
        ["open", "finish"],
        ["open", "abandon"],
        ["open", "finish"],
        ["abandon"],
    ]
    assert reader.read == [0, 5, 8, 9]


def test_that_stopping_abandons_what_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [Recorder([0, 5]), Recorder([1, 2]), Recorder([4, 5]), Recorder([50])]

    def stop(progress: Progress) -> None:
        if progress.done == 4:
            raise Stopped

    monkeypatch.setattr(one_pass, "FrameReader", Reader())
    with pytest.raises(Stopped):
        one_pass.run(Film(), tasks, stop)  # type: ignore[arg-type]
    assert [task.events for task in tasks] == [["open", "abandon"], ["open", "finish"], [], []]


def test_that_a_film_that_cannot_be_opened_fails_every_task(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_index: object, *, cache: object) -> Reader:
        raise SourceError("gone")

    monkeypatch.setattr(one_pass, "FrameReader", refuse)
    tasks = [Recorder([1]), Recorder([2])]
    one_pass.run(Film(), tasks)  # type: ignore[arg-type]
    assert [str(task.error) for task in tasks] == ["gone", "gone"]


ranges = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 40)).map(lambda r: range(r[0], r[0] + r[1])),
    max_size=60,
)


films = st.builds(Film, st.sampled_from([16, 1920, 3840, 7680]), st.just(1080))


@given(ranges, films)
def test_that_any_tasks_are_all_done_with_few_open_at_once(wanted: list[range], film: Film) -> None:
    open_now: set[int] = set()
    most = 0

    class Counted(Recorder):
        def open(self) -> None:
            nonlocal most
            open_now.add(id(self))
            most = max(most, len(open_now))

        def finish(self) -> None:
            open_now.remove(id(self))

    tasks = [Counted(list(frames)) for frames in wanted]
    with pytest.MonkeyPatch.context() as patch:
        run(patch, tasks, film=film)
    assert [task.shown for task in tasks] == [list(frames) for frames in wanted]
    assert most <= {16: 8, 1920: 8, 3840: 4, 7680: 2}[film.coded_width]
