from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.kill.rounds import ROUNDS


@pytest.mark.parametrize(
    ("kind", "seed"),
    [("change", 1), ("export", 3), ("detect", 4), ("undo", 5), ("migrate", 6)],
)
def test_that_a_killed_process_loses_nothing_it_acknowledged(
    tmp_path: Path, kind: str, seed: int
) -> None:
    ROUNDS[kind](tmp_path / kind, random.Random(seed))


def test_that_a_window_killed_while_somebody_marks_loses_nothing_it_wrote(tmp_path: Path) -> None:
    dice = random.Random(7)
    for _ in range(3):
        ROUNDS["marking"](tmp_path / "marking", dice)


def test_that_a_window_killed_while_somebody_types_loses_a_second_of_it_at_most(
    tmp_path: Path,
) -> None:
    dice = random.Random(8)
    for _ in range(3):
        ROUNDS["typing"](tmp_path / "typing", dice)


def test_that_a_window_killed_while_somebody_plans_loses_a_second_of_typing_at_most(
    tmp_path: Path,
) -> None:
    dice = random.Random(9)
    for _ in range(3):
        ROUNDS["planning"](tmp_path / "planning", dice)
