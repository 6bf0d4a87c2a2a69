"""What is told of checkpoints to choose one: loss, order, what the trainer deletes; keep, bin."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.core.amounts import disk_size
from app.core.training.results import binning
from app.core.training.results.attempts import known_run
from app.core.training.results.binning import put_in_bin, question, take_back
from app.core.training.results.found import Checkpoint
from app.core.training.results.keeping import KeepError, files_of, keep, let_go
from app.core.training.results.listing import (
    Column,
    how_doom,
    labels_of,
    loss_text,
    ordered,
    rows_of,
)
from app.core.training.results.looking import look
from app.core.training.results.losses import LossAround, LossMeans
from app.core.training.results.pruning import doomed
from tests.core.training.results.makers import write_checkpoint, write_run


def made(name: str, **fields: object) -> Checkpoint:
    plain: dict[str, Any] = {"path": Path(name), "folder": Path(), "kind": "epoch"}
    return Checkpoint(name=name, **{**plain, **fields})


def test_that_the_loss_around_a_checkpoint_is_the_mean_of_the_epoch_before_it() -> None:
    steps = np.arange(1, 301)
    loss = np.repeat([0.3, 0.2, 0.1], 100) + np.tile([0.01, -0.01], 150)
    around = LossMeans(steps, loss, 100)
    found = around(200)
    assert found is not None
    assert (found.mean, found.steps) == (pytest.approx(0.2), 100)
    assert found.sem == pytest.approx(np.std(loss[100:200], ddof=1) / 10)
    assert around(0) is None
    few = around(4)
    assert few is not None and (few.steps, few.sem) == (4, None)


def test_that_losses_that_are_no_numbers_do_not_spoil_the_mean() -> None:
    loss = np.full(100, 0.5)
    loss[50] = np.nan
    found = LossMeans(np.arange(100), loss, 0)(99)
    assert found is not None and (found.mean, found.steps) == (pytest.approx(0.5), 99)


def test_that_rows_are_sorted_with_what_is_unknown_last() -> None:
    chain = [made("a", epoch=1, step=100, size=3), made("b", epoch=2, step=200, size=1, note="x"),
             made("c", kind="average", size=2)]  # fmt: skip
    losses = {100: LossAround(0.3, None, 9), 200: LossAround(0.2, None, 9)}
    rows = rows_of(chain, losses.get, strengths={}, growths={}, dooms={})
    assert [row.label for row in rows] == ["average", "epoch 2", "epoch 1"]
    for descending, wanted in ((False, "bac"), (True, "abc")):
        found = ordered(rows, Column.LOSS, descending=descending)
        assert "".join(row.name for row in found) == wanted
    assert "".join(row.name for row in ordered(rows, Column.SIZE, descending=True)) == "acb"
    assert ordered(rows, Column.NOTE, descending=True)[0].name == "b"


def test_that_attempts_are_named_where_epochs_would_be_called_alike() -> None:
    chain = [made("a", epoch=5), made("b", epoch=5, attempt=2), made("c", epoch=6, attempt=2)]
    assert labels_of(chain) == ["epoch 5 · attempt 1", "epoch 5 · attempt 2", "epoch 6"]


def test_that_amounts_are_short() -> None:
    assert [disk_size(n) for n in (189_096, 306_807_000, 1_240_000_000)] == [
        "189 kB", "307 MB", "1.2 GB",
    ]  # fmt: skip
    assert loss_text(LossAround(0.09213, None, 9)) == "0.092"
    assert loss_text(None) == ""


def trainer_keeps(epochs: int, every: int, last: int) -> list[set[int]]:
    """Which epoch files are there after each epoch, by the trainer's own rule."""
    there: set[int] = set()
    seen = []
    for epoch in range(1, epochs + 1):
        if epoch % every == 0 and epoch < epochs:
            there = (there | {epoch}) - {epoch - every * last}
        seen.append(set(there))
    return seen


@pytest.mark.parametrize(("every", "last"), [(1, 3), (2, 2), (1, 1), (3, 5)])
def test_that_what_the_trainer_will_delete_is_known_before(
    tmp_path: Path, every: int, last: int
) -> None:
    values = {"train.save_every_n_epochs": every, "train.save_last_n_epochs": last}
    folder = write_run(tmp_path, values=values, epochs=10, epochs_before=20)
    run = known_run(folder)
    assert run is not None
    seen = trainer_keeps(10, every, last)
    for epoch in range(every, 10, every):
        chain = [made(f"film-{epoch:06d}.safetensors", epoch=20 + epoch)]
        found = doomed(run, chain, 1)
        goes = next((n + 1 for n in range(epoch, 10) if epoch not in seen[n]), None)
        assert {each.epoch for each in found.values()} == ({20 + goes} if goes else set())


def steps_left(total: int, every: int, last: int) -> Mapping[int, int]:
    """At which step each step file goes, by the trainer's own rule."""
    gone: dict[int, int] = {}
    for step in range(every, total + 1, every):
        remove = step - last - 1
        remove -= remove % every
        if remove > 0:
            gone.setdefault(remove, step)
    return gone


@pytest.mark.parametrize(("every", "last"), [(5, 9), (10, 30), (10, 5), (7, 20)])
def test_that_step_files_go_when_the_trainer_says(tmp_path: Path, every: int, last: int) -> None:
    values = {"train.save_every_n_steps": every, "train.save_last_n_steps": str(last)}
    folder = write_run(tmp_path, values=values, total_steps=200)
    run = known_run(folder)
    assert run is not None
    gone = steps_left(200, every, last)
    for step in range(every, 201, every):
        found = doomed(run, [made(f"film-step{step:08d}.safetensors", step=step, kind="step")], 1)
        assert {each.step for each in found.values()} == ({gone[step]} if step in gone else set())


def test_that_kept_and_earlier_checkpoints_are_safe_and_the_words_say_what_helps(
    tmp_path: Path,
) -> None:
    values = {"train.save_every_n_epochs": 1, "train.save_last_n_epochs": 2}
    run = known_run(write_run(tmp_path, values=values))
    assert run is not None
    name = "film-000003.safetensors"
    assert doomed(run, [made(name, epoch=3, kept=True)], 1) == {}
    assert doomed(run, [made(name, epoch=3)], 2) == {}
    assert doomed(run, [made("film.safetensors", kind="final")], 1) == {}
    doom = doomed(run, [made(name, epoch=3)], 1)[name]
    assert "when epoch 5 is saved (--save_last_n_epochs 2)" in how_doom(doom)


def test_that_a_kept_checkpoint_outlives_the_trainers_deleting(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    path = write_checkpoint(folder, "film-000001.safetensors", step=100, epoch=1)
    before = look(folder).checkpoints[0]
    keep(before)
    kept = look(folder).checkpoints[0]
    assert (kept.path, kept.kept) == (path, True)
    assert kept.path.samefile(folder / "kept" / path.name)
    data = path.read_bytes()
    path.unlink()
    left = look(folder).checkpoints[0]
    assert (left.epoch, left.kept, left.path.read_bytes()) == (1, True, data)
    with pytest.raises(KeepError, match="only because it is kept"):
        let_go(left)
    assert files_of([left]) == [folder / "kept" / path.name]


def test_that_what_is_kept_no_longer_is_the_trainers_alone(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    path = write_checkpoint(folder, "film-000001.safetensors", step=100, epoch=1)
    keep(look(folder).checkpoints[0])
    keep(look(folder).checkpoints[0])
    let_go(look(folder).checkpoints[0])
    assert not look(folder).checkpoints[0].kept
    assert path.exists()
    assert not (folder / "kept").exists()


@pytest.fixture
def own_bin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bin of the test's own, on systems whose bin can be told where to be."""
    if not binning.can_take_back():
        pytest.skip("this system's bin cannot be another")
    plat = pytest.importorskip("send2trash.plat_other")
    home = tmp_path / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setattr(plat, "HOMETRASH", str(home / "Trash"))
    monkeypatch.setattr(plat, "HOMETRASH_B", os.fsencode(str(home / "Trash")))
    monkeypatch.setattr("send2trash.send2trash", plat.send2trash)
    return home / "Trash"


def test_that_what_went_to_the_bin_comes_back_as_it_was(tmp_path: Path, own_bin: Path) -> None:
    folder = write_run(tmp_path, "001-Fünf #")
    path = write_checkpoint(folder, "film-000001.safetensors", step=100, epoch=1)
    data = path.read_bytes()
    binned = put_in_bin([path, folder / "gone"])
    assert look(folder).checkpoints == ()
    assert [each.path for each in binned] == [path]
    assert list((own_bin / "files").iterdir())
    assert take_back(binned) == [path]
    assert path.read_bytes() == data
    assert list((own_bin / "info").iterdir()) == []


def test_that_what_came_in_its_place_is_not_written_over(tmp_path: Path, own_bin: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_text("old")
    binned = put_in_bin([path])
    path.write_text("new")
    with pytest.raises(binning.BinError, match="is there again"):
        take_back(binned)
    assert path.read_text() == "new"


def test_that_starred_and_final_ones_are_asked_about() -> None:
    plain, star = made("a", size=3_000_000), made("b", star=True, state=True)
    final = made("c", kind="final")
    assert question([plain], back=True) == ""
    assert "can put them back" in question([plain], back=False)
    assert question([star], back=True).startswith("It has a star.")
    both = question([plain, star, final], back=True)
    assert both.startswith("The final checkpoint is among them. 1 of them has a star.")
    assert "States to resume from stay." in both
