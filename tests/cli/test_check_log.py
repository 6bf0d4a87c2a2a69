"""``rushes check --log``: the trainer's own counts beside the plan."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import trainer_logs
from tests.cli.conftest import Run
from tests.core.planner.caches.trainer_logs import caching, head, video_block
from tests.core.planner.disk import dataset_file
from tests.films import make_film

Rushes = Callable[..., Run]


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    """One clip of 50 frames, two windows."""
    (tmp_path / "v").mkdir()
    make_film(tmp_path / "v" / "a.mp4", 50, rate=16)
    (tmp_path / "v" / "a.txt").write_text("words", encoding="utf-8")
    lines = ("target_frames = [45]", 'frame_extraction = "uniform"', "frame_sample = 2")
    return dataset_file(tmp_path, "enable_bucket = true", *lines)


def log_of(batches: int, path: Path) -> Path:
    block = video_block(0, resolution="(96, 64)")
    path.write_text(head([("videos", 1)], block) + caching(batches), encoding="utf-8")
    return path


def test_that_an_equal_count_is_said(rushes: Rushes, toml: Path) -> None:
    done = rushes("check", toml, "--log", log_of(2, toml.with_name("caching.log")))
    assert done.code == 0
    assert "the plan equals the last caching of pictures, 2 = 2" in done.out


def test_that_a_number_that_differs_is_an_alarm(rushes: Rushes, toml: Path) -> None:
    log = log_of(3, toml.with_name("caching.log"))
    done = rushes("check", toml, "--log", log)
    assert done.code == 1
    assert "batches cached: the plan has 2, the trainer counted 3" in done.out
    asked = rushes("check", toml, "--log", log, "--json")
    assert asked.code == 1
    assert asked.json["ok"] is True
    [compared] = asked.json["log"]
    assert (compared["step"], compared["equal"]) == ("latents", False)
    assert (compared["alarms"][0]["plan"], compared["alarms"][0]["trainer"]) == (2, 3)


def test_that_an_error_in_a_log_is_explained(rushes: Rushes, toml: Path) -> None:
    log = toml.with_name("failed.log")
    log.write_bytes(trainer_logs.log("f41_nocap_video"))
    expected = 'log: The caption "/srv/musubi-run/runs/v_nocap/c45_16.txt" does not exist'
    assert expected in rushes("check", toml, "--log", log).out
    asked = rushes("check", toml, "--log", log, "--json")
    assert asked.json["trouble"] in rushes("check", toml, "--log", log).out
    well = rushes("check", toml, "--log", log_of(2, toml.with_name("well.log")), "--json")
    assert well.json["trouble"] is None


def test_that_a_log_that_cannot_be_read_is_said(rushes: Rushes, toml: Path) -> None:
    done = rushes("check", toml, "--log", toml.with_name("none.log"))
    assert done.code == 1
    assert done.out == "" and "none.log" in done.err


def test_that_without_a_log_nothing_is_said_of_one(rushes: Rushes, toml: Path) -> None:
    assert "log" not in rushes("check", toml, "--json").json
