"""A moment of the day with everything in it; `python -m tests.soak` is the day."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import replace
from pathlib import Path

import pytest

from tests.soak.amounts import Amounts
from tests.soak.judging import judge
from tests.soak.watching import Sample, lines_of, packed


def sample(edits: int, **more: int) -> Sample:
    known = (
        dict.fromkeys(("rss", "own", "held"), 300_000_000)
        | {"objects": 3_000, "handles": 40}
        | more
    )
    rest = ("threads", "children", "tasks", "qobjects", "widgets", "ghosts", "files", "temporary")
    rest += ("cache", "project", "pictures", "window")
    numbers = dict.fromkeys(rest, 7)
    return Sample(edits=edits, turn=9.0, seconds=1.0, **(numbers | known))


@pytest.mark.timeout(300)
def test_that_a_moment_of_the_day_leaves_nothing_but_its_work(tmp_path: Path) -> None:
    words = ["-m", "tests.soak", "--share", "0.005", "--seed", "4", "--folder", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, *words], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    for what in ("train", "detect", "export for another", "another window", "visit", "review"):
        assert f" x {what}\n" in done.stdout
    assert done.stdout.count("steps back and forth, whole") == 2


def test_that_a_look_at_a_thread_says_where_it_is_and_holds_nothing_of_it() -> None:
    class Widget:
        pass

    ended: list[int] = []
    looks, goes_on, may_end = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        held = Widget()
        weakref.finalize(held, lambda: ended.append(threading.get_ident()))
        looks.set()
        goes_on.wait(20)

    def whole() -> None:
        work()
        may_end.wait(20)

    thread = threading.Thread(target=whole)
    thread.start()
    assert looks.wait(20)
    lines = lines_of(thread.ident or 0)
    goes_on.set()
    while not ended:
        time.sleep(0.01)
    assert any(file == __file__ and place.startswith("test_soak.py:") for file, place in lines)
    assert ended == [thread.ident]
    may_end.set()
    thread.join()


def test_that_classes_that_grow_are_named() -> None:
    day = [
        replace(sample(250 * n, objects=3_000 + 60 * n), packed=(packed({"app.Left": 60 * n}), b""))
        for n in range(20)
    ]
    (sentence,) = judge(day).wrong
    assert sentence.endswith(": app.Left +720")


def test_that_a_day_has_all_that_was_promised() -> None:
    day = Amounts.of(1)
    assert (day.edits, day.detections, day.exports, day.trainings) == (10_000, 200, 50, 20)
    ends = [day.until(day.exports, number) for number in range(day.rounds)]
    assert ends == sorted(ends) and ends[-1] == day.exports
    assert day.until(day.windows, day.rounds // 2 - 1, by=0.5) == day.windows


def test_that_memory_that_grows_with_the_edits_is_told() -> None:
    even = [sample(250 * n) for n in range(20)]
    assert judge(even).wrong == []
    leaking = [sample(250 * n, own=300_000_000 + 5_000_000 * n) for n in range(20)]
    assert [each.split()[0] for each in judge(leaking).wrong] == ["own"]
    leaking = [sample(250 * n, held=300_000_000 + 1_000_000 * n) for n in range(20)]
    assert [each.split()[0] for each in judge(leaking).wrong] == ["held"]


FREE = (
    *(156, 189, 196, 198, 208, 203, 206, 228, 208, 237, 252, 234, 231, 240, 267, 230, 232, 224),
    *(228, 239, 225, 236, 272, 221, 224, 225, 230, 229, 229, 231, 236, 229, 230, 234, 244, 241),
    *(237, 242, 246, 244),
)
"""MB that the system counted and nobody held, after each round of a day: flat from the tenth on."""


def test_that_what_is_free_in_between_goes_up_and_down_but_may_not_grow() -> None:
    def day(more: float) -> list[Sample]:
        held = 300_000_000
        return [
            sample(250 * n, held=held, rss=round(held + 1e6 * (free + more * n / 4)))
            for n, free in enumerate(FREE)
        ]

    assert judge(day(0)).wrong == []
    (sentence,) = judge(day(4)).wrong
    assert sentence.startswith("rss grows by 4.57 MB per 1,000 edits")


def test_that_what_comes_and_goes_is_no_growth() -> None:
    shown = [sample(250 * n, objects=3_000 + 700 * (n % 3 == 0), own=300_000_000 + 60_000_000 *
                    (n % 4 == 1)) for n in range(20)]  # fmt: skip
    assert judge(shown).wrong == []


def test_that_what_fills_once_in_the_life_of_a_window_is_no_growth() -> None:
    def objects(number: int) -> int:
        return 3_000 if number < 24 else 3_000 + 200 * min(number - 24, 3)

    day = [sample(250 * n, window=min(n, 24), objects=objects(n)) for n in range(40)]
    assert judge(day).wrong == []
    day = [sample(250 * n, window=min(n, 24), objects=3_000 + 20 * n) for n in range(40)]
    assert [each.split()[0] for each in judge(day).wrong] == ["objects"]


def test_that_pictures_that_are_kept_up_to_a_limit_are_no_growth() -> None:
    held = [40_000_000 + 5_000_000 * n for n in range(20)]
    day = [
        sample(250 * n, own=300_000_000 + size, held=260_000_000 + size, pictures=size)
        for n, size in enumerate(held)
    ]
    assert judge(day).wrong == []
    day = [sample(250 * n, pictures=1_100_000_000) for n in range(20)]
    assert judge(day).wrong == ["1,100 MB of pictures are kept"]


@pytest.mark.parametrize(
    ("what", "more"), [("objects", 60), ("ghosts", 60), ("handles", 1), ("children", 1)]
)
def test_that_what_is_left_behind_is_told(what: str, more: int) -> None:
    left = [sample(250 * n, **{what: 3_000 + more * n}) for n in range(20)]
    assert [re.split(r":| grow", each)[0] for each in judge(left).wrong] == [what]
