"""What a folder of musubi-tuner says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.trainer.checkout import is_trainer, look_at_checkout, meant
from app.core.training.trainer.info import TrainerError
from tests.core.training.trainer.checkouts import COMMIT, at_commit, make_checkout, write


@pytest.mark.parametrize("layout", ["old", "new"])
def test_that_both_layouts_are_told_apart(tmp_path: Path, layout: str) -> None:
    found = look_at_checkout(make_checkout(tmp_path / "musubi", layout))
    assert (found.layout, found.version, found.commit) == (layout, "0.3.4", "")


@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_that_the_commit_is_read_without_git(tmp_path: Path, packed: bool) -> None:
    folder = make_checkout(tmp_path / "musubi")
    at_commit(folder, packed=packed)
    assert look_at_checkout(folder).commit == COMMIT


def test_that_a_detached_head_says_its_commit_itself(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi")
    write(folder / ".git" / "HEAD", COMMIT + "\n")
    assert look_at_checkout(folder).commit == COMMIT


def test_that_the_commit_of_a_worktree_is_where_its_file_leads(tmp_path: Path) -> None:
    main, tree = make_checkout(tmp_path / "main"), make_checkout(tmp_path / "tree")
    at_commit(main, packed=True)
    own = main / ".git" / "worktrees" / "tree"
    write(own / "HEAD", "ref: refs/heads/main\n")
    write(own / "commondir", "../..\n")
    write(tree / ".git", f"gitdir: {own}\n")
    assert look_at_checkout(tree).commit == COMMIT


def test_that_the_tag_of_a_release_wins_over_a_number_that_was_not_raised(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "musubi", version="0.1.0")
    at_commit(folder, tag="v0.2.5")
    assert look_at_checkout(folder).version == "0.2.5"


@pytest.mark.parametrize(
    "head", ["", "ref: refs/heads/../../../../etc/passwd", "ref: refs/x", "zz"]
)
def test_that_a_git_folder_that_makes_no_sense_has_no_commit(tmp_path: Path, head: str) -> None:
    folder = make_checkout(tmp_path / "musubi")
    write(folder / ".git" / "HEAD", head)
    assert look_at_checkout(folder).commit == ""


def test_that_each_wrong_folder_is_a_sentence_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write(tmp_path / "other" / "train.py", "")
    write(tmp_path / "early" / "hv_train_network.py", "")
    write(tmp_path / "file", "")
    for name, words in {
        "empty": "is empty",
        "other": "is not musubi-tuner",
        "early": "too old to train Wan",
        "nowhere": "does not exist",
        "file": "not a folder",
    }.items():
        with pytest.raises(TrainerError, match=words):
            look_at_checkout(tmp_path / name)


def test_that_a_folder_inside_or_around_means_the_checkout(tmp_path: Path) -> None:
    folder = make_checkout(tmp_path / "ai" / "musubi-tuner")
    for chosen in (
        folder,
        folder / "src",
        folder / "src" / "musubi_tuner",
        folder / "wan_train_network.py",
        folder / "src" / "musubi_tuner" / "wan_train_network.py",
        tmp_path / "ai",
    ):
        assert meant(f' "{chosen}" ') == folder, chosen
    assert meant(str(tmp_path / "else")) == tmp_path / "else"
    assert not is_trainer(folder / "src" / "musubi_tuner")
