"""A log that is read whole, of a run that is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.progress.log_file import kind_of, read_log_file
from tests import trainer_logs
from tests.core.training.progress import test_recorded_runs as recorded


@pytest.mark.parametrize("name", trainer_logs.names())
def test_that_a_log_shows_whose_it_is(name: str) -> None:
    without = {"f83_accelerate_noscript"}  # it is of no script of the trainer's
    expected = "train" if name in without else recorded.kind_of(name)
    assert kind_of(trainer_logs.log(name)) == expected


def test_that_a_file_gives_what_its_bytes_give(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(trainer_logs.log("07_train_steps"))
    assert read_log_file(log, code=0) == recorded.read("07_train_steps")
    with pytest.raises(OSError, match="none"):
        read_log_file(tmp_path / "none.log")
