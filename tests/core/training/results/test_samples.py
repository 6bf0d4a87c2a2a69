"""Samples: as a table, and their frames."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.core.media.geometry import Size
from app.core.training.model import Command, Run
from app.core.training.results.found import Checkpoint, Results, Sample, SamplePrompt
from app.core.training.results.listing import why_none
from app.core.training.results.looking import look
from app.core.training.results.sample_frames import RATE, SampleFacts, sample_pictures, shown_size
from app.core.training.results.sample_table import (
    SampleTable,
    checkpoint_of,
    sample_table,
    why_empty,
)
from app.core.training.results.side_by_side import SideBySide
from tests.core.training.results.makers import (
    write_checkpoint,
    write_prompts,
    write_run,
    write_sample,
)

BOX = Size(4000, 4000)


def sample(prompt: int, step: int, **fields: object) -> Sample:
    plain: dict[str, object] = {"epoch": step // 100, "step": step, "when": float(step)}
    path = Path(f"{prompt}-{step}-{fields}.mp4")
    return Sample(path=path, prompt=prompt, **{**plain, **fields})  # type: ignore[arg-type]


def test_that_samples_stand_by_prompt_and_moment(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    write_prompts(folder, "a cat", "a dog")
    for epoch in (0, 1, 2):
        for prompt in (0, 1):
            write_sample(folder, f"film_e{epoch:06d}_{prompt:02d}_2026112210{epoch:02d}00_4.mp4", 2)
    write_sample(folder, "film_000150_01_20261122100130_4.mp4", 2)
    write_checkpoint(folder, "film-000002.safetensors", step=200, epoch=2)
    found = look(folder)
    table = sample_table(found)
    labels = [column.label for column in table.columns]
    assert labels == ["before training", "epoch 1", "step 150", "epoch 2"]
    assert table.rows == (0, 1)
    assert table.sample(0, 2) is None
    assert [checkpoint_of(column, found.checkpoints) is not None for column in table.columns] == [
        False, False, False, True,
    ]  # fmt: skip


def test_that_a_moment_with_two_names_is_one_column_and_the_newest_film_is_shown() -> None:
    both = (sample(0, 200, by="step", when=1.0), sample(0, 200, by="epoch", when=2.0))
    table = sample_table(Results(samples=both, prompts=(SamplePrompt("a", "a"),)))
    assert [column.label for column in table.columns] == ["epoch 2"]
    assert table.sample(0, 0) is both[1]


def test_that_epochs_of_two_attempts_are_told_apart() -> None:
    both = (sample(0, 500), sample(0, 500, attempt=2), sample(0, 600, attempt=2))
    columns = sample_table(Results(samples=both)).columns
    assert [column.label for column in columns] == [
        "epoch 5 · attempt 1", "epoch 5 · attempt 2", "epoch 6",
    ]  # fmt: skip
    chain = tuple(
        Checkpoint(
            name=f"{n}", path=Path(), folder=Path(), kind="epoch", epoch=5, step=500, attempt=n
        )
        for n in (1, 2)
    )
    assert checkpoint_of(columns[1], chain) is chain[1]


@pytest.mark.parametrize(
    ("values", "kind", "says"),
    [
        ({}, "no_prompts", "no sample prompts"),
        ({"train.sample_prompts": "p.txt"}, "not_asked", "asks for no samples"),
        (
            {"train.sample_prompts": "p.txt", "train.sample_every_n_epochs": 2},
            "later",
            "after epoch 5.",
        ),
        (
            {"train.sample_prompts": "p.txt", "train.sample_every_n_steps": 500},
            "later",
            "after step 800.",
        ),
        (
            {"train.sample_prompts": "p.txt", "train.sample_at_first": True},
            "later",
            "before the first step",
        ),
    ],
)
def test_that_an_empty_grid_says_what_is_missing(
    values: dict[str, object], kind: str, says: str
) -> None:
    run = Run(id="1", values=values, epochs_before=3, steps_before=300)
    found, sentence = why_empty(run, Results())
    assert found == kind
    assert says in sentence


def test_that_of_a_run_that_has_ended_no_samples_are_promised() -> None:
    values = {"train.sample_prompts": "p.txt", "train.sample_at_first": True}
    found, sentence = why_empty(Run(id="1", values=values), Results(), ended=True)
    assert (found, sentence) == ("ended", "The run ended before the trainer made any.")
    assert why_empty(Run(id="1"), Results(), ended=True)[0] == "no_prompts"


def test_that_of_a_run_that_has_ended_no_checkpoint_is_promised() -> None:
    run = Run(id="1", values={"train.save_every_n_epochs": 1})
    assert why_none(run, ended=False) == "The first one is written after epoch 1."
    assert why_none(run, ended=True) == "None: the run ended before one was written."


def test_that_prompts_on_the_command_line_count_too() -> None:
    run = Run(id="1", commands=(Command("train", ("x", "--sample_prompts", "p.txt")),))
    assert why_empty(run, Results())[0] == "not_asked"


def test_that_every_frame_of_a_sample_is_there_at_16_a_second(tmp_path: Path) -> None:
    path = write_sample(write_run(tmp_path), "film_e000001_00_20261122100048_42.mp4", 9)
    found = list(sample_pictures(path, BOX, 1 << 30))
    facts = found[0][0]
    assert [picture.frame for _, picture in found] == list(range(9))
    assert facts == SampleFacts(Size(96, 64), 9, Fraction(24))
    assert RATE == 16


def test_that_a_picture_is_a_sample_of_one_frame_with_its_own_colours(tmp_path: Path) -> None:
    path = write_sample(write_run(tmp_path), "film_e000001_00_20261122100048_42_000.png", 5)
    [(facts, picture)] = sample_pictures(path, BOX, 1 << 30)
    assert (facts.size, facts.rate) == (Size(96, 64), None)
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(64, -1, 4)
    assert set(np.unique(pixels[:, :96, 3])) == {255}
    assert int(pixels[..., 0].max()) > 180


def test_that_pictures_fit_their_box_and_their_memory() -> None:
    facts = SampleFacts(Size(832, 480), 81, Fraction(24))
    assert shown_size(facts, BOX, 1 << 40) == Size(832, 480)
    assert shown_size(facts, Size(208, 400), 1 << 40) == Size(208, 120)
    assert shown_size(facts, Size(900, 120), 1 << 40) == Size(208, 120)
    small = shown_size(facts, BOX, 20_000_000)
    assert 4 * small.width * small.height * 81 <= 20_000_000
    assert small.width / small.height == pytest.approx(832 / 480, rel=0.02)


def seen_table() -> SampleTable:
    """Two prompts and five epochs; the second prompt has no sample after the third."""
    samples = tuple(
        sample(prompt, epoch * 100)
        for epoch in range(1, 6)
        for prompt in (0, 1)
        if (prompt, epoch) != (1, 3)
    )
    return sample_table(Results(samples=samples))


def columns_of(seen: SideBySide) -> list[int | None]:
    return [side.column for side in seen.sides]


def test_that_going_on_leaves_out_moments_without_a_sample() -> None:
    seen = SideBySide.of_columns(seen_table(), 1, (1,))
    assert columns_of(seen.gone(1)) == [3]
    assert columns_of(seen.gone(1).gone(-1)) == [1]
    assert columns_of(seen.gone(-1).gone(-1)) == [0]
    assert seen.to_prompt(5).row == 1
    assert seen.to_prompt(-1).row == 0


def test_that_two_sides_are_the_moment_before_and_the_one_that_was_seen() -> None:
    seen = SideBySide.of_columns(seen_table(), 0, (3,)).toggled()
    assert (columns_of(seen), seen.active) == ([2, 3], 1)
    assert columns_of(seen.gone(1)) == [2, 4]
    left = seen.activated(0)
    assert columns_of(left.gone(-1)) == [1, 3]
    assert columns_of(left.toggled()) == [2]
    assert columns_of(SideBySide.of_columns(seen_table(), 0, (0,)).toggled()) == [1, 0]
    alone = sample_table(Results(samples=(sample(0, 100),)))
    assert columns_of(SideBySide.of_columns(alone, 0, (0,)).toggled()) == [0]


def test_that_the_neighbours_of_what_is_seen_are_wished_for_too() -> None:
    assert SideBySide.of_columns(seen_table(), 1, (1,)).cells() == [(1, 1), (1, 0)]
    assert SideBySide.of_columns(seen_table(), 0, (0, 4)).cells() == [(0, 0), (0, 4), (0, 3)]


def test_that_a_compared_checkpoint_without_samples_keeps_its_name() -> None:
    known = tuple(
        Checkpoint(
            name=f"{n}", path=Path(f"{n}"), folder=Path(), kind="epoch", epoch=n, step=n * 100
        )
        for n in (2, 9)
    )
    seen = SideBySide.of_checkpoints(seen_table(), known, known)
    assert columns_of(seen) == [1, None]
    assert seen.about(0, known) == ("epoch 2", known[0])
    assert seen.about(1, known) == ("epoch 9", known[1])
    assert seen.about(1, ()) == ("9", known[1])  # it went meanwhile
