"""Values that no edit wrote are said to be damage, whoever reads them."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from pathlib import Path

import psutil
import pytest

from app.core.errors import ProjectError
from app.core.library.model import Clip
from app.core.library.project import Project
from app.core.library.readable import readable
from app.core.library.snapshot import Snapshot
from app.core.library.sources import troubles
from tests.core.library.makers import filled

DAMAGED = r'"[^"]*project.rushes": it is damaged; put a copy from a backup in its place\.$'


def spoil(folder: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(folder / "project.rushes")) as database:
        database.execute(statement)
        database.commit()


@pytest.mark.parametrize(
    "change",
    [
        "clip SET crop = 'garbage'",
        "clip SET crop = '1:2:3'",
        "clip SET tags = 'nojson'",
        "clip SET tags = '5'",
        "settings SET rate = 'x'",
        "settings SET rate = '1/0'",
        "source SET rate = '0/0'",
        "source SET path = char(0) WHERE id = 1",
        "dataset SET target_frames = '[2]'",
        "dataset SET resolution = '[2]'",
    ],
)
def test_that_a_value_that_none_could_write_is_damage(tmp_path: Path, change: str) -> None:
    filled(tmp_path).close()
    spoil(tmp_path, f"UPDATE {change}")
    with Project.open(tmp_path) as project, pytest.raises(ProjectError, match=DAMAGED):
        readable(project)


def test_that_a_null_character_in_a_path_is_damage_to_who_looks_for_films(tmp_path: Path) -> None:
    filled(tmp_path).close()
    spoil(tmp_path, "UPDATE source SET path = char(0) WHERE id = 1")
    with Project.open(tmp_path) as project, pytest.raises(ProjectError, match=DAMAGED):
        troubles(project)


@pytest.mark.parametrize("value", ["'x'", "x'ff'", "NULL"])
def test_that_a_damaged_count_of_rows_is_damage(tmp_path: Path, value: str) -> None:
    filled(tmp_path).close()
    spoil(tmp_path, f"UPDATE sqlite_sequence SET seq = {value} WHERE name = 'clip'")
    with Project.open(tmp_path) as project, pytest.raises(ProjectError, match=DAMAGED):
        project.add([Clip(source=project.sources()[0].id, start=0, end=5)])


def test_that_an_edit_that_meets_a_damaged_row_changes_nothing(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        source = project.sources()[0]
        spoil(tmp_path, "UPDATE clip SET crop = 'garbage'")
        with pytest.raises(ProjectError, match=DAMAGED):
            project.remove([source])
        assert project.sources()[0] == source


@pytest.mark.parametrize(
    "text",
    [
        "nojson",
        "{}",
        '{"add": {}, "change": {"clap": [[1, {}]]}, "remove": {}}',
        '{"add": 1, "change": 2, "remove": 3}',
    ],
)
def test_that_a_damaged_log_is_damage(tmp_path: Path, text: str) -> None:
    filled(tmp_path).close()
    spoil(tmp_path, f"UPDATE log SET edit = '{text}'")
    with Project.open(tmp_path) as project, pytest.raises(ProjectError, match=DAMAGED):
        project.log()


def test_that_clips_without_their_source_are_damage(tmp_path: Path) -> None:
    with filled(tmp_path) as project:
        spoil(tmp_path, "DELETE FROM source WHERE id = 1")
        with pytest.raises(ProjectError, match=DAMAGED):
            readable(project)
    with pytest.raises(ProjectError, match=DAMAGED):
        Project.open(tmp_path)


def test_that_a_text_that_is_none_is_damage(tmp_path: Path) -> None:
    filled(tmp_path).close()
    spoil(tmp_path, "UPDATE clip SET caption = CAST(x'616263FF' AS TEXT)")
    with Project.open(tmp_path) as project, pytest.raises(ProjectError, match=DAMAGED):
        project.clips()


def test_that_a_log_that_takes_no_marks_ends_undo(tmp_path: Path) -> None:
    filled(tmp_path).close()
    spoil(tmp_path, """UPDATE log SET inverse = '{"add": {}, "change": {}, "remove": {}}'""")
    with Project.open(tmp_path) as project:
        spoil(
            tmp_path,
            "CREATE TRIGGER stuck AFTER UPDATE ON log BEGIN "
            "UPDATE log SET undone = OLD.undone WHERE id = OLD.id; END",
        )  # a project that has it is not opened
        with pytest.raises(ProjectError, match=DAMAGED):
            project.undo()


@pytest.mark.parametrize("seed", range(40))
def test_that_a_file_with_wrong_bytes_opens_or_is_refused_as_it_is(
    tmp_path: Path, seed: int
) -> None:
    filled(tmp_path).close()
    file = tmp_path / "project.rushes"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = DELETE")
    dice = random.Random(seed)
    data = bytearray(file.read_bytes())
    for _ in range(dice.choice([1, 5, 40, 200])):
        data[dice.randrange(100, len(data))] = dice.randrange(256)
    file.write_bytes(data)
    try:
        project = Project.open_for_editing(file)
    except ProjectError:
        held = {each.path for each in psutil.Process().open_files()}
        assert str(file) not in held  # Windows would not let it be replaced by a copy
        assert file.read_bytes() == bytes(data)
        return
    with project, contextlib.suppress(ProjectError):
        Snapshot.of(project)
        project.log()
        project.undo()
        project.redo()
