"""Every recorded run of the real trainer gives what its README says, whole and byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.training.progress.reader import LogReader
from app.core.training.progress.summary import Kind, Summary
from tests import trainer_logs
from tests.core.training.progress.expected import FAILED, WELL, Expected


def kind_of(name: str) -> Kind:
    command = trainer_logs.facts(name)["cmd"].split(" --task")[0].split(" --dataset")[0]
    if "wan_cache_latents" in command:
        return "cache_latents"
    return "cache_text" if "wan_cache_text" in command else "train"


def read(name: str, size: int = 0) -> Summary:
    """Read a log in pieces of so many bytes; 0: whole."""
    reader, data = LogReader(kind_of(name)), trainer_logs.log(name)
    for start in range(0, len(data), size or len(data)):
        reader.feed(data[start : start + (size or len(data))])
    return reader.finish(trainer_logs.facts(name)["rc"])


def as_it_came(name: str) -> Iterator[Summary]:
    """Yield what is known at each moment at which something came."""
    reader = LogReader(kind_of(name))
    for when, _, data in trainer_logs.pieces(name):
        reader.feed(data, when)
        yield reader.summary


def test_that_every_recorded_run_is_expected_to_show_something() -> None:
    assert sorted((*WELL, *FAILED)) == list(trainer_logs.names())
    codes = {name: trainer_logs.facts(name)["rc"] for name in trainer_logs.names()}
    assert all(codes[name] == 0 for name in WELL) and all(codes[name] for name in FAILED)


@pytest.mark.parametrize("name", trainer_logs.names())
@pytest.mark.parametrize("size", [1, 7, 997])
def test_that_pieces_give_what_the_whole_gives(name: str, size: int) -> None:
    assert read(name, size) == read(name)


@pytest.mark.parametrize(("name", "expected"), WELL.items(), ids=list(WELL))
def test_that_a_run_that_went_well_gives_what_it_printed(name: str, expected: Expected) -> None:
    found = read(name)
    assert found.kind == expected.kind
    assert found.trouble is None and found.phase == "finished"
    counts = found.counts
    assert (counts.files, counts.batches) == (expected.files, expected.batches)
    assert (counts.items, counts.overridden) == (expected.items, expected.overridden)
    assert counts.accumulated == expected.accumulated
    assert found.checkpoints == tuple(map(Path, expected.checkpoints))
    assert found.states == tuple(map(Path, expected.states))
    assert found.removed == tuple(map(Path, expected.removed))
    assert found.samples_at == expected.samples_at
    assert len(found.warnings) == len(expected.warnings)
    for sentence, words in zip(found.warnings, expected.warnings, strict=True):
        assert words in sentence
    if expected.point is None:
        assert found.point is None and found.done == sum(n or 0 for n in expected.batches)
    else:
        point = found.point
        assert point is not None
        assert (point.epoch, point.epochs, point.step, point.steps) == expected.point
        assert point.loss == expected.loss and point.seconds_left == 0
        assert (found.done, found.total) == expected.point[2:]
        assert found.finished


@pytest.mark.parametrize(("name", "expected"), WELL.items(), ids=list(WELL))
def test_that_a_run_goes_through_its_phases_in_order(name: str, expected: Expected) -> None:
    reader, seen = LogReader(kind_of(name)), ["starting"]
    for piece in re.split(rb"(?<=[\r\n])", trainer_logs.log(name)):
        reader.feed(piece)
        if reader.summary.phase != seen[-1]:
            seen.append(reader.summary.phase)
    assert tuple(seen[1:]) == expected.phases


@pytest.mark.parametrize(("name", "expected"), FAILED.items(), ids=list(FAILED))
def test_that_a_run_that_failed_says_what_went_wrong(
    name: str, expected: tuple[tuple[str, ...], str, str]
) -> None:
    words, kind, key = expected
    trouble = read(name).trouble
    assert trouble is not None
    assert trouble.sentence.endswith(".") and "\n" not in trouble.sentence
    assert [word for word in words if word not in trouble.sentence] == []
    assert (trouble.kind, trouble.cure_key) == (kind, key)


@pytest.mark.parametrize(
    "name", ["f70_train_no_cache", "f74_train_adamw8bit", "f84_train_mixed_nobucket"]
)
def test_that_the_last_words_are_the_trainers_and_not_accelerates(name: str) -> None:
    words = read(name).last_words
    assert not any("accelerate" in line or "CalledProcessError" in line for line in words)
    named = {"f70": "ValueError", "f74": "ImportError", "f84": "RuntimeError"}[name[:3]]
    assert words[-1].startswith(named)


def test_that_a_run_that_was_killed_keeps_how_far_it_was() -> None:
    found = read("12_sigkill_group")
    assert found.point is not None
    assert (found.point.epoch, found.point.step, found.point.loss) == (1, 12, 2.49)
    assert found.checkpoints == () and not found.finished
    cached = read("16b_sigterm_cache")
    assert (cached.done, cached.phase) == (4, "encoding dataset 1 of 3")


def test_that_buckets_are_those_of_the_log() -> None:
    first, second, third = read("04_train_unbuf").counts.buckets
    assert first == {(96, 160, 9): 2, (128, 128, 9): 1, (144, 112, 9): 1, (160, 96, 9): 1}
    assert second == {(80, 128, 1): 1, (80, 128, 21): 1, (128, 80, 1): 7, (128, 80, 21): 6}
    assert third == {(64, 96, 45): 2, (96, 64, 45): 9}


def test_that_output_that_was_kept_back_gives_the_same_course() -> None:
    """The same training, its stdout block-buffered: "epoch 2/3" comes in the middle of samples."""
    for summary in as_it_came("03_train"):
        point = summary.point
        if point is not None and point.step:
            assert point.epoch == min(3, -(-point.step // 31))
    late = [s.phase for s in as_it_came("03_train") if s.point and s.point.step == 62]
    assert "saving a checkpoint" not in late[late.index("sampling prompt 1 of 2") :]


def test_that_speed_is_of_steps_alone_and_time_left_of_pauses_too() -> None:
    """17 s of the training are samples: 3 rounds of 2.3 to 3.5 s between 93 steps of 0.1 s."""
    *_, last = as_it_came("04_train_unbuf")
    assert last.point is not None and last.point.seconds_per_step is not None
    assert 0.08 < last.point.seconds_per_step < 0.14
    in_second = [s.point for s in as_it_came("04_train_unbuf") if s.done == 40]
    assert in_second and in_second[0] is not None and in_second[0].seconds_left is not None
    true = 28.2 - 18.9  # seconds from step 40 to step 93, a round of samples between them
    assert 0.6 * true < in_second[0].seconds_left < 1.6 * true


def test_that_time_left_has_every_round_of_samples_in_it_from_the_first_step_on() -> None:
    """A round was made before the first step, and the recipe says when the next ones come."""
    recipe = {"train.sample_every_n_epochs": 1, "train.sample_at_first": True}
    reader = LogReader("train", recipe=recipe)
    said: list[tuple[float, int, float]] = []
    for when, _, data in trainer_logs.pieces("04_train_unbuf"):
        reader.feed(data, when)
        point = reader.summary.point
        if point is not None and point.seconds_left is not None:
            said.append((when, point.step, point.seconds_left))
    end = 31.7
    at_first = next(each for each in said if each[1] == 8)
    assert 0.6 * (end - at_first[0]) < at_first[2] < 1.4 * (end - at_first[0])
    last = [each for each in said if each[1] == 93]
    assert last[0][2] > 0.8, "the last step is done, its samples are not"
    assert last[-1][2] == 0


def test_that_the_first_step_has_no_speed() -> None:
    """It says 1896 it/s, as the bar was reset behind it."""
    points = [s.point for s in as_it_came("04_train_unbuf") if s.done == 1]
    assert points and all(p is not None and p.seconds_per_step is None for p in points)


def test_that_a_slow_bar_says_seconds_of_a_step() -> None:
    """The true 1.3B model: 31 s and 35 s for its second and third step, 22.49 s/it by the bar."""
    *_, last = as_it_came("17_train_true_1.3B")
    assert last.point is not None and last.point.seconds_per_step == pytest.approx(33.4, abs=0.5)
    without_times = read("17_train_true_1.3B").point
    assert without_times is not None and without_times.seconds_per_step == pytest.approx(22.49)
