"""Sentences with values, made in another language."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.adding import add_films
from app.core.amounts import between, days, duration, with_error
from app.core.errors import AppError, cannot
from app.core.export.manifest import Manifest
from app.core.export.wanted import too_small, without_words
from app.core.importing.looking import look
from app.core.library.project import Project
from app.core.sidecars.matching import Picks
from app.core.training.after.trial import seeds_of
from app.core.training.commands.reading import read_commands
from app.core.training.model import Run, RunState
from app.core.training.results.header import read_header
from app.core.training.resuming.state_files import look_at_state
from app.core.training.runs.keeping import kept_words
from app.core.training.telling.said import said_of
from app.core.training.watching.silence import silent_sentence
from tests.conftest import Speaking

TEXTS = {
    "{number} s": "{number}초",
    "{number} min": "{number}분",
    "{number} h": "{number}시간",
    "{days:,} d {hours} h": "{days:,}일 {hours}시간",
    "{minutes} min {seconds} s": "{minutes}분 {seconds}초",
    'Cannot read "{path}": {why}.': "{why}: “{path}” 못 읽음.",
    "the disk is full; free some space and try again": "디스크 가득 참",
    "1 still is smaller than {size}: it gets that shape and no more pixels than there are.": (
        "{size}보다 작은 스틸 1개."
    ),
    "{bare:,} of {total:,} clips and stills have no caption of their own: write one, or they "
    "train on the trigger alone.": "{total:,}개 중 {bare:,}개에 캡션이 없음.",
    '"{path}" is not there: check the path.': "“{path}” 없음.",
    '"{path}" holds no film: choose a folder with video files.': "“{path}”에 영상 없음.",
    "no pick and no film is called so": "그런 이름 없음",
    '"{word}" is no seed: give whole numbers such as 42 1234.': "“{word}”은 시드가 아님.",
    "A word too much behind {flag}.": "{flag} 뒤에 단어가 남음.",
    '"{path}" has no whole header: it is still being written, or no safetensors file.': (
        "“{path}” 헤더 없음."
    ),
    '"{name}" is not whole: {files} and {last} are missing. The trainer was ended while it wrote '
    "it.": "“{name}”에 {last}, {files} 없음.",
    "No checkpoint was written.": "체크포인트 없음.",
    "{name} has failed": "{name} 실패",
    "Failed": "실패",
    "The trainer has said nothing for {time}: it may hang. Look at its log, and stop it if "
    "nothing comes.": "{time} 동안 아무 말 없음.",
}


@pytest.fixture
def korean(speaking: Speaking) -> None:
    speaking(TEXTS)


def _said(make: Callable[[], object]) -> str:
    """Return the sentence of what ``make`` raises."""
    with pytest.raises((AppError, ValueError)) as raised:
        make()
    return str(raised.value)


@pytest.mark.usefixtures("korean")
def test_that_times_have_the_units_of_the_language() -> None:
    assert [days(12), days(623_000), duration(70)] == ["12초", "7일 5시간", "1분 10초"]
    assert [between(1020, 3540), between(1020, 3960)] == ["17–59분", "17분 – 1.1시간"]
    assert with_error(12_600, 1800) == "3.5 ± 0.5시간"


def test_that_a_span_of_days_names_both() -> None:
    assert between(623_000, 795_800) == "7 d 5 h – 9 d 5 h"


@pytest.mark.usefixtures("korean")
def test_that_an_error_of_the_system_is_told_whole() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    assert cannot("read", Path("x"), full) == "디스크 가득 참: “x” 못 읽음."


@pytest.mark.usefixtures("korean")
def test_that_an_export_says_what_it_lacks() -> None:
    assert without_words(2, 1204, "ohwx") == ["1,204개 중 2개에 캡션이 없음."]
    assert too_small([(4, 4)], (8, 8)) == ["8×8보다 작은 스틸 1개."]


@pytest.mark.usefixtures("korean")
def test_that_what_is_brought_in_is_told(tmp_path: Path) -> None:
    gone, empty = tmp_path / "gone", tmp_path / "empty"
    empty.mkdir()
    assert look([gone]).troubles == (f"“{gone}” 없음.",)
    with Project.create(tmp_path / "project", "Rain") as project:
        assert _said(lambda: add_films(project, [empty])) == f"“{empty}”에 영상 없음."
    assert Picks((), (), Manifest(tmp_path, {})).find("x").why == "그런 이름 없음"


@pytest.mark.usefixtures("korean")
def test_that_what_is_typed_for_a_training_is_answered() -> None:
    assert _said(lambda: seeds_of("x")) == "“x”은 시드가 아님."
    left = read_commands("python wan_train_network.py --network_dim 4 5", "bash").unread
    assert [each.why for each in left] == ["--network_dim 뒤에 단어가 남음."]


@pytest.mark.usefixtures("korean")
def test_that_what_a_run_left_is_told(tmp_path: Path) -> None:
    file, state = tmp_path / "a.safetensors", tmp_path / "a-state"
    file.write_bytes(b"")
    state.mkdir()
    assert _said(lambda: read_header(file)) == f"“{file}” 헤더 없음."
    assert look_at_state(state).damaged.startswith("“a-state”에 ")
    assert kept_words(tmp_path) == "체크포인트 없음."


@pytest.mark.usefixtures("korean")
def test_that_how_a_run_goes_is_told() -> None:
    said = said_of(Run(id="003-rain", name="rain"), RunState(state="failed"))
    assert (said.title, said.sentence) == ("실패: 003-rain", "003 rain 실패.")
    assert silent_sentence(2520, RunState()) == "42분 동안 아무 말 없음."
