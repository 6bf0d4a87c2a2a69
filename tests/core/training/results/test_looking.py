"""What is found in the folder of a run."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from app.core.training.holding.record import read_record
from app.core.training.results import looking
from app.core.training.results.looking import look
from app.core.training.results.names import checkpoint_name, sample_name
from app.core.training.results.notes import (
    Note,
    note_down,
    note_run,
    read_notes,
    read_run_note,
)
from app.core.training.runs.keeping import is_whole
from app.core.training.runs.life import state_of
from app.core.training.runs.requests import stop_request
from app.core.training.watching.gpu_tail import last_of_gpu
from tests.core.training.results.makers import (
    write_checkpoint,
    write_prompts,
    write_run,
    write_sample,
)


def test_that_a_folder_without_anything_has_no_results(tmp_path: Path) -> None:
    assert look(tmp_path / "nowhere").checkpoints == ()
    found = look(write_run(tmp_path))
    assert (found.checkpoints, found.samples, found.attempts) == ((), (), 1)


def test_that_checkpoints_have_epoch_and_step_and_come_in_order(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    write_checkpoint(folder, "film.safetensors", step=1000, epoch=10)
    write_checkpoint(folder, "film-step00000250.safetensors", epoch=2)
    write_checkpoint(folder, "film-000002.safetensors", step=200, epoch=2, state=True)
    write_checkpoint(folder, "film-000009.safetensors")  # --no_metadata
    write_checkpoint(folder, "other-000009.safetensors")
    found = look(folder).checkpoints
    assert [(each.kind, each.epoch, each.step) for each in found] == [
        ("epoch", 2, 200), ("step", 2, 250), ("epoch", 9, 900), ("final", 10, 1000),
    ]  # fmt: skip
    assert [each.state for each in found] == [True, False, False, False]
    assert found[0].auto_v3 == "ad8745e9a613"


def test_that_a_checkpoint_that_is_being_written_is_none_yet(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    path = write_checkpoint(folder, "film-000001.safetensors", step=100, epoch=1)
    whole = path.read_bytes()
    for there in (0, 4, 40, len(whole) - 1):
        path.write_bytes(whole[:there])
        found = look(folder)
        assert found.checkpoints == ()
        assert found.writing == ("film-000001.safetensors",)
    path.write_bytes(whole)
    assert [each.epoch for each in look(folder).checkpoints] == [1]


@pytest.mark.parametrize(
    "name",
    ["film_e000001_00_20261122100048_42.mp4", "film_e000001_01_20261122100049_7_000.png"],
)
def test_that_a_sample_appears_when_it_is_whole(tmp_path: Path, name: str) -> None:
    folder = write_run(tmp_path)
    path = write_sample(folder, name)
    whole = path.read_bytes()
    for there in (0, 20, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:there])
        assert look(folder).samples == ()
    path.write_bytes(whole)
    assert [(each.epoch, each.step) for each in look(folder).samples] == [(1, 100)]


def test_that_samples_know_their_prompt_seed_and_moment(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    write_prompts(folder, "# prompt 1", "a cat --d 42 --n bad -- pixels", "", "a dog --w 96")
    for name in (
        "film_e000000_00_20261122100000_42.mp4",
        "film_000150_00_20261122100100_42.mp4",
        "film_e000002_01_20261122100200.mp4",
        "film_e000002_07_20261122100200_5_000.png",
    ):
        write_sample(folder, name)
    (folder / "output" / "sample" / "notes.txt").write_text("mine")
    found = look(folder)
    facts = [(each.prompt, each.epoch, each.step, each.seed, each.by) for each in found.samples]
    assert facts == [
        (0, 0, 0, 42, "epoch"), (0, 1, 150, 42, "step"), (1, 2, 200, None, "epoch"),
        (2, 2, 200, 5, "epoch"),
    ]  # fmt: skip
    assert [each.text for each in found.prompts] == ["a cat", "a dog", "prompt 8"]
    assert found.prompts[0].options == {"d": "42", "n": "bad"}


def test_that_a_run_that_goes_on_counts_on_and_shows_what_came_before(tmp_path: Path) -> None:
    first = write_run(tmp_path, "001-film")
    write_prompts(first, "a cat --d 42")
    write_checkpoint(first, "film-000003.safetensors", step=300, epoch=3)
    write_sample(first, "film_e000003_00_20261122100000_42.mp4")
    note_down(first, "film-000003.safetensors", Note(star=True))
    second = write_run(
        tmp_path, "002-film", name="again", parent="001-film", epochs_before=3, steps_before=300
    )
    write_prompts(second, "a dog", "a cat --d 42")
    write_checkpoint(second, "again-000001.safetensors", step=100, epoch=1)
    write_checkpoint(second, "again-step00000150.safetensors")
    write_sample(second, "again_e000001_01_20261122110000_42.mp4")
    found = look(second)
    facts = [(each.attempt, each.epoch, each.step, each.star) for each in found.checkpoints]
    assert facts == [(1, 3, 300, True), (2, 4, 400, False), (2, 4, 450, False)]
    assert found.attempts == 2
    rows = [(found.prompts[each.prompt].text, each.epoch) for each in found.samples]
    assert rows == [("a cat", 3), ("a cat", 4)]  # one row for the prompt that both have


@pytest.mark.parametrize("parent", ["002-film", "../001-film", "gone", "."])
def test_that_a_parent_that_leads_nowhere_ends_the_chain(tmp_path: Path, parent: str) -> None:
    folder = write_run(tmp_path, "002-film", parent=parent)
    assert look(folder).attempts == 1


def test_that_what_has_not_changed_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_run(tmp_path)
    path = write_checkpoint(folder, "film-000001.safetensors", step=100, epoch=1)
    write_sample(folder, "film_e000001_00_20261122100048_42.mp4")
    before = look(folder)

    def fail(path: Path) -> None:
        raise AssertionError(f"{path} was read")

    with monkeypatch.context() as patched:
        patched.setattr(looking, "read_header", fail)
        patched.setattr(looking, "sample_is_whole", fail)
        assert look(folder) == before
    write_checkpoint(folder, "film-000001.safetensors", step=120, epoch=1)
    os.utime(path, (1, 1))
    assert [each.step for each in look(folder).checkpoints] == [120]


def test_that_notes_are_kept_beside_what_we_do_not_know(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text(
        '{"later": 1, "checkpoints": {"a": {"colour": "red", "star": true}, "b": 3}}'
    )
    note_down(tmp_path, "a", Note(star=False, text="  too soft \n"))
    note_down(tmp_path, "c", Note(star=True))
    assert read_notes(tmp_path) == {"a": Note(False, "too soft"), "c": Note(True, "")}
    text = (tmp_path / "notes.json").read_text()
    assert '"later": 1' in text
    assert '"colour": "red"' in text


def test_that_notes_that_cannot_be_read_are_set_aside_and_not_lost(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{half")
    assert read_notes(tmp_path) == {}
    note_down(tmp_path, "a", Note(star=True))
    assert read_notes(tmp_path) == {"a": Note(True)}
    assert (tmp_path / "notes-damaged.json").read_text() == "{half"


def test_that_names_of_a_run_are_told_from_those_of_others() -> None:
    assert checkpoint_name("a-b-000003.safetensors", "a-b") is not None
    assert checkpoint_name("a-b-000003.safetensors", "a") is None
    assert checkpoint_name("a-000003-state", "a") is None
    assert checkpoint_name("a.safetensors", "b") is None
    assert sample_name("a_e000001_00_20261122100048_42.png") is None  # a picture has a number
    named = sample_name("a_e000002_b_000010_00_20261122100240.mp4")
    assert named is not None and (named.step, named.seed) == (10, None)


def test_that_a_run_is_noted_beside_its_checkpoints(tmp_path: Path) -> None:
    assert read_run_note(tmp_path) == Note()
    note_down(tmp_path, "a", Note(star=True))
    note_run(tmp_path, Note(True, "  the good one\n"))
    note_down(tmp_path, "b", Note(text="soft"))
    assert read_run_note(tmp_path) == Note(True, "the good one")
    assert read_notes(tmp_path) == {"a": Note(star=True), "b": Note(text="soft")}


def test_that_a_note_with_half_a_letter_is_kept(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text('{"checkpoints": {"a": {"note": "\\ud83c"}}}')
    note_down(tmp_path, "b", Note(True, "good \ud83c"))
    assert read_notes(tmp_path) == {"a": Note(False, "?"), "b": Note(True, "good ?")}


def test_that_a_header_without_an_end_is_of_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(struct.pack("<Q", 100_000) + b"[" * 100_000)
    assert not is_whole(tmp_path / "a.safetensors")


@pytest.mark.skipif(os.name == "nt", reason="such files are of Unix")
def test_that_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    output = folder / "output"
    (output / "sample").mkdir(parents=True, exist_ok=True)
    (folder / "requests").mkdir(parents=True, exist_ok=True)
    (folder / "log").mkdir(parents=True, exist_ok=True)
    for name in (
        *("notes.json", "sample_prompts.txt", "held_out.json", "gpu.jsonl"),
        *("output/film.safetensors", "output/sample/film_e000001_00_20261122100048_42.mp4"),
        *("requests/stop.json", "log/train.log"),
    ):
        os.mkfifo(folder / name)
    (output / "film-000001.safetensors").symlink_to("/dev/zero")
    assert look(folder).checkpoints == () and look(folder).samples == ()
    assert read_notes(folder) == {} and read_record(folder) is None
    assert stop_request(folder) is None and last_of_gpu(folder / "gpu.jsonl") is None
    assert not is_whole(output / "film.safetensors")
    assert state_of(folder).last_words == ()
    note_down(folder, "a", Note(star=True))
    assert read_notes(folder) == {"a": Note(star=True)}


def test_that_a_header_with_endless_numbers_is_of_a_broken_file(tmp_path: Path) -> None:
    folder = write_run(tmp_path)
    header = b'{"a": {"dtype": "F32", "shape": [Infinity], "data_offsets": [0, 4]}}'
    file = folder / "output" / "film.safetensors"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(header)) + header + b"abcd")
    assert look(folder).writing == ("film.safetensors",)
