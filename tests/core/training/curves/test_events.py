from __future__ import annotations

import math
import os
import random
import re
import time
from pathlib import Path

import pytest

from app.core.training.curves import events
from app.core.training.curves.checksums import checksum
from app.core.training.curves.events import EventFile, EventFolder
from tests import event_files, trainer_logs
from tests.event_files import scalar_record, tracker_folder

Found = list[tuple[str, int, float, float]]


def found(file: EventFile) -> Found:
    """Return all points of a file in the order in which they were written."""
    rows = [
        (int(place), (tag, int(step), float(wall), float(value)))
        for tag, points in file.points.items()
        for place, step, wall, value in zip(
            points.places, points.steps, points.times, points.values, strict=True
        )
    ]
    return [row for _, row in sorted(rows)]


def read(path: Path) -> EventFile:
    file = EventFile(path)
    file.poll()
    return file


def two_steps(folder: Path) -> event_files.EventFile:
    made = event_files.EventFile(tracker_folder(folder), began=100)
    made.add({"loss/current": 0.5, "lr/unet": 0.25}, 1, 101.5)
    made.add({"loss/current": 0.125, "lr/unet": 0.25}, 2, 103)
    return made


TWO = [
    ("loss/current", 1, 101.5, 0.5),
    ("lr/unet", 1, 101.5, 0.25),
    ("loss/current", 2, 103.0, 0.125),
    ("lr/unet", 2, 103.0, 0.25),
]


def test_that_tag_step_time_and_value_are_as_they_were_written(tmp_path: Path) -> None:
    file = read(two_steps(tmp_path).path)
    assert found(file) == TWO
    assert file.damaged == 0


def test_that_the_trainers_own_files_are_read_as_tensorboard_reads_them(tmp_path: Path) -> None:
    folder = tmp_path
    for name in ("03_train", "04_train_unbuf", "07_train_steps", "08_resume"):
        trainer_logs.write_events(name, folder / name)
    said = trainer_logs.text("tb/scalars.txt").split("\n# ")
    told = {}
    for part in said:
        head, *lines = part.removeprefix("# ").splitlines()
        told[head] = [
            re.fullmatch(r"(\S+) n=(\d+) \[(.*)\] \.\.\. \((.*)\)", each) for each in lines
        ]
    events_read = EventFolder(folder)
    assert events_read.poll()
    assert len(events_read.files) == 4
    for file in events_read.files:
        lines = told[file.path.parent.relative_to(folder).as_posix()]
        assert len(lines) == len(file.points) == 4
        for line in lines:
            assert line is not None
            points = file.points[line[1]]
            assert len(points) == int(line[2])
            pairs = [(int(a), float(b)) for a, b in re.findall(r"\((\d+), ([\d.e-]+)\)", line[3])]
            got = [
                (int(points.steps[n]), round(float(points.values[n]), 6)) for n in range(len(pairs))
            ]
            assert got == pairs
            assert f"{points.steps[-1]}, {round(float(points.values[-1]), 6)}" == line[4]


def test_that_a_file_read_in_pieces_gives_what_it_gives_whole(tmp_path: Path) -> None:
    drawn, made = random.Random(3), event_files.EventFile(tmp_path, began=5)
    for step in range(60):
        made.add({"loss/current": drawn.random(), "새/tag": drawn.random()}, step, 5 + step)
        value = event_files.tensor("t", drawn.random(), double=step % 2 == 0)
        made.append(event_files.record(event_files.event(step, 2**40 + step, [value])))
        content = event_files.tensor_content("c", drawn.random(), double=step % 2 == 1)
        pair = [content, event_files.simple("x" * 300, 1.5)]
        made.append(event_files.record(event_files.event(step, step, pair)))
    whole = made.path.read_bytes()
    growing = tmp_path / "events.out.tfevents.7.grows"
    growing.write_bytes(b"")
    file, at = EventFile(growing), 0
    while at < len(whole):
        piece = drawn.randint(1, 300)
        with growing.open("ab") as end:
            end.write(whole[at : at + piece])
        at += piece
        file.poll()
    assert found(file) == found(read(made.path))
    assert len(found(file)) == 300
    assert file.damaged == 0


def test_that_a_record_is_taken_when_the_rest_of_it_is_there(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    record = scalar_record("loss/current", 2.0, 3, 104)
    file = read(made.path)
    for cut in (5, 11, 12, len(record) - 1):
        whole = made.path.read_bytes()
        made.append(record[:cut])
        assert not file.poll()
        assert found(file) == TWO
        made.append(record[cut:])
        assert file.poll()
        assert found(file)[-1] == ("loss/current", 3, 104.0, 2.0)
        made.path.write_bytes(whole)
        file = read(made.path)


def test_that_a_number_that_is_damaged_is_no_point(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    whole = bytearray(made.path.read_bytes())
    place = whole.index(b"loss/current", whole.index(b"lr/unet"))
    whole[place + 14] ^= 0x40  # within the second loss
    made.path.write_bytes(whole)
    file = read(made.path)
    assert found(file) == [TWO[0], TWO[1], TWO[3]]
    assert file.damaged == 1


@pytest.mark.parametrize("wrong", [b"\xff", b"\x01", b"\x00"])
def test_that_reading_goes_on_behind_a_damaged_length(tmp_path: Path, wrong: bytes) -> None:
    made = two_steps(tmp_path)
    whole = bytearray(made.path.read_bytes())
    second = whole.index(scalar_record("lr/unet", 0.25, 1, 101.5))
    whole[second : second + 1] = wrong
    made.path.write_bytes(whole)
    file = read(made.path)
    assert found(file) == [TWO[0], TWO[2], TWO[3]]
    assert file.damaged == 1


def test_that_zeros_a_power_failure_left_are_passed_over(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    made.append(b"\0" * 3000)
    file = read(made.path)
    assert found(file) == TWO
    made.append(scalar_record("loss/current", 3.0, 3, 105))
    file.poll()
    assert found(file) == [*TWO, ("loss/current", 3, 105.0, 3.0)]
    assert file.damaged >= 1


def test_that_a_wrong_last_record_is_waited_for_until_another_follows(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    record = bytearray(scalar_record("loss/current", 2.0, 3, 104))
    record[-1] ^= 1
    made.append(bytes(record))
    file = read(made.path)
    assert (found(file), file.damaged) == (TWO, 0)
    made.append(scalar_record("loss/current", 3.0, 4, 105))
    file.poll()
    assert found(file) == [*TWO, ("loss/current", 4, 105.0, 3.0)]
    assert file.damaged == 1


def test_that_a_loss_that_is_no_number_is_kept_as_such(tmp_path: Path) -> None:
    made = event_files.EventFile(tmp_path, began=1)
    made.add({"loss/current": math.nan}, 1, 2)
    made.add({"loss/current": math.inf}, 2, 3)
    values = read(made.path).points["loss/current"].values
    assert math.isnan(values[0])
    assert math.isinf(values[1])


def test_that_bytes_that_are_no_event_are_counted_and_passed_over(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    made.append(event_files.record(b"\x2f\xff\xff") + event_files.record(b"\x2a\x7f\x01"))
    made.append(scalar_record("loss/current", 3.0, 3, 105))
    file = read(made.path)
    assert found(file) == [*TWO, ("loss/current", 3, 105.0, 3.0)]
    assert file.damaged == 2


def test_that_a_file_that_was_begun_again_is_read_again(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    file = read(made.path)
    made.path.write_bytes(scalar_record("loss/current", 9.0, 1, 200))
    assert file.poll()
    assert found(file) == [("loss/current", 1, 200.0, 9.0)]


def test_that_a_file_that_is_gone_keeps_its_points(tmp_path: Path) -> None:
    made = two_steps(tmp_path)
    file = read(made.path)
    made.path.unlink()
    assert not file.poll()
    assert found(file) == TWO


def test_that_files_are_found_as_they_come_in_the_order_they_were_begun(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    folder = EventFolder(logs)
    assert not folder.poll()
    event_files.EventFile(tracker_folder(logs, "b"), began=200)
    assert folder.poll()
    event_files.EventFile(tracker_folder(logs, "c"), began=90)
    event_files.EventFile(tracker_folder(logs, "c"), began=300)
    assert folder.poll()
    assert [file.path.name.split(".")[3] for file in folder.files] == ["90", "200", "300"]
    assert not folder.poll()


def test_that_files_of_options_are_left_alone(tmp_path: Path) -> None:
    two_steps(tmp_path)
    options = tracker_folder(tmp_path) / "1795341642.9153206"
    event_files.EventFile(options, began=100)
    (tracker_folder(tmp_path) / "hparams.yml").write_text("a: 1")
    folder = EventFolder(tmp_path)
    folder.poll()
    assert len(folder.files) == 1


def test_that_a_new_file_is_found_where_folders_do_not_tell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_changed_at", lambda _: 7)
    folder = EventFolder(tmp_path)
    folder.poll()
    two_steps(tmp_path)
    assert not folder.poll()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 11)
    assert folder.poll()


def test_that_no_file_is_opened_while_nothing_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_steps(tmp_path)
    folder = EventFolder(tmp_path)
    folder.poll()
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened"))
    monkeypatch.setattr(os, "scandir", lambda *_: pytest.fail("looked through"))
    assert not folder.poll()


def test_that_a_checksum_is_that_of_the_writer() -> None:
    assert checksum(b"123456789") == event_files.masked_crc(b"123456789")
