"""Some of the corpus in every run of the suite; ``python -m tests.damaged`` is all of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.damaged.corpus import Case, Corpus, plan
from tests.damaged.good import SHARES
from tests.damaged.pool import Fate, Limits, fates

SEED = 20


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("damaged")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RUSHES_CACHE", str(folder / "cache"))
        patch.setenv("RUSHES_SETTINGS", str(folder / "settings"))
        corpus = Corpus(folder, SEED, few=True)
        corpus.prepare([*SHARES])
    return corpus


def through(cases: list[Case], folder: Path) -> list[Fate]:
    found: list[Fate] = []
    fates(iter(cases), Limits(), folder, 2, found.append)
    return found


@pytest.mark.timeout(120)
def test_that_good_files_are_read_without_a_word(corpus: Corpus, tmp_path: Path) -> None:
    kinds = [kind for kind in SHARES if kind not in ("cache", "weights")]
    cases = [corpus.case(1000 + n, kind, whole=True) for n, kind in enumerate(kinds)]
    assert [
        (f.case.name, f.said, f.faults) for f in through(cases, tmp_path) if f.said or f.faults
    ] == []


@pytest.mark.timeout(120)
def test_that_damaged_files_are_refused_in_a_sentence_or_read(
    corpus: Corpus, tmp_path: Path
) -> None:
    cases = [corpus.case(number, kind) for number, kind in enumerate(plan(30))]
    found = through(cases, tmp_path)
    assert [(fate.case.name, fate.faults) for fate in found if fate.faults] == []
    assert any(fate.said for fate in found)
    if sys.platform == "linux":
        assert all(20 < fate.mb < Limits().mb for fate in found)


def test_that_the_same_seed_damages_the_same_files_in_the_same_way(tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        corpus = Corpus(tmp_path / name, 5)
        corpus.prepare(["weights"])
        cases = [corpus.case(number, "weights") for number in range(8)]
        read = [Path(each.folder, each.file) for each in cases]
        made.append(
            [
                (c.done, c.file, p.read_bytes() if p.is_file() else b"")
                for c, p in zip(cases, read, strict=True)
            ]
        )
    assert made[0] == made[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    ("kind", "words"), [("dies", "ended with -11"), ("eats", "MB"), ("waits", "hangs")]
)
def test_that_a_death_a_hunger_and_a_hang_are_faults(
    kind: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUSHES_TEST_DOORS", "tests.damaged.bad_doors")
    case = Case(0, kind, str(tmp_path), "x", "whole", "")
    found: list[Fate] = []
    fates(iter([case, case]), Limits(seconds=5, idle=0.5, mb=500), tmp_path, 1, found.append)
    assert [words in next(iter(fate.faults.values())) for fate in found] == [True, True]
