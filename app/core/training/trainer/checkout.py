"""What a folder of musubi-tuner says of itself: whether it is one, version, commit, layout.

Read from its files, without git and without its Python.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from app.core import paths
from app.core.captions.machine.worker_python import unquoted
from app.core.errors import cannot
from app.core.language import tr
from app.core.training.trainer.info import Layout, TrainerError

SCRIPT = "wan_train_network.py"
PACKAGE = "src/musubi_tuner"
_INSIDE = (PACKAGE, "src", "musubi-tuner")  # of what a person may choose instead
_MOST = 1 << 20  # bytes of a file that is read
_LINKS = 4  # of git: a worktree refers to another folder, a branch to another file
_COMMIT = re.compile(r"[0-9a-f]{40}", re.ASCII)
_VERSION = re.compile(r'^version\s*=\s*["\']([^"\']+)["\']', re.MULTILINE)
_TAGGED = re.compile(r"v(\d[\w.]*)", re.ASCII)


class Checkout(NamedTuple):
    """What a checkout says of itself.

    Attributes:
        folder: Absolute.
        version: Of the tag it is at, else of its pyproject.toml; empty where it has none.
        commit: 40 digits; empty where it is no git checkout.
    """

    folder: Path
    layout: Layout
    version: str
    commit: str


def is_trainer(folder: Path) -> bool:
    """Return whether a folder holds musubi-tuner; one that cannot be looked into does not."""
    return paths.exists(folder / PACKAGE / SCRIPT) or (
        paths.exists(folder / SCRIPT) and paths.exists(folder / "hv_train_network.py")
        # In src/musubi_tuner too: that is the package of another folder.
        and not paths.exists(folder.parent.parent / PACKAGE / SCRIPT)
    )  # fmt: skip


def meant(chosen: str) -> Path:
    """Return the folder of the trainer that a person means.

    Args:
        chosen: The folder, one that lies in it or just around it, or one of its scripts; in
            quotation marks, as Windows copies paths, or without.
    """
    place = Path(unquoted(chosen)).expanduser()
    around = [place, *place.parents[:3]]
    inside = [place / name for name in _INSIDE]
    return next((each for each in (*around, *inside) if is_trainer(each)), place)


def look_at_checkout(folder: Path) -> Checkout:
    """Return what a folder says of itself.

    Raises:
        TrainerError: It is not the trainer, or cannot be read.
    """
    try:
        listed = {each.name for each in folder.iterdir()}
    except OSError as error:
        raise TrainerError(cannot("look into", folder, error), detail=str(error)) from error
    if not is_trainer(folder):
        raise TrainerError(_no_trainer(folder, listed))
    layout: Layout = "new" if paths.exists(folder / PACKAGE / SCRIPT) else "old"
    commit = _commit(folder)
    said = _VERSION.search(_read(folder / "pyproject.toml"))
    version = _tag(folder, commit) or (said[1] if said else "")
    return Checkout(folder, layout, version, commit)


def _no_trainer(folder: Path, listed: set[str]) -> str:
    if not listed:
        return tr(
            '"{folder}" is empty: choose the folder that musubi-tuner was cloned to.', folder=folder
        )
    if paths.exists(folder / "hv_train_network.py"):
        return tr(
            'The musubi-tuner in "{folder}" is too old to train Wan: update it with "git '
            'pull", or choose another.',
            folder=folder,
        )
    return tr(
        '"{folder}" is not musubi-tuner: there is no {script} in it or in its '
        "{package}. Choose the folder that it was cloned to.",
        folder=folder,
        script=SCRIPT,
        package=PACKAGE,
    )


# ------------------------------------------------------------------------------------------ git


def _commit(folder: Path) -> str:
    """Return what HEAD is at; empty where nothing says so."""
    git = _git_folder(folder)
    common = _common(git)
    words = _read(git / "HEAD").strip()
    for _ in range(_LINKS):
        if not words.startswith("ref:"):
            break
        name = words[4:].strip()
        if ".." in name:
            return ""
        words = next((text for each in (git, common) if (text := _read(each / name).strip())), "")
        words = words or _packed(common).get(name, "")
    return words if _COMMIT.fullmatch(words) else ""


def _git_folder(folder: Path) -> Path:
    git = folder / ".git"
    said = "" if paths.is_folder(git) else _read(git)  # of a worktree or submodule: a file
    return folder / said[7:].strip() if said.startswith("gitdir:") else git


def _common(git: Path) -> Path:
    """Return where branches and tags are kept: elsewhere for a worktree."""
    said = _read(git / "commondir").strip()
    return git / said if said else git


def _packed(common: Path) -> dict[str, str]:
    """Return what branches and tags are at; a tag with words of its own at what it tags."""
    found: dict[str, str] = {}
    name = ""
    for line in _read(common / "packed-refs").splitlines():
        commit, _, words = line.partition(" ")
        if line.startswith("^") and name:
            found[name] = line[1:].strip()
        elif _COMMIT.fullmatch(commit):
            name = words.strip()
            found[name] = commit
    return found


def _tag(folder: Path, commit: str) -> str:
    """Return the version that a commit is tagged as.

    Some releases of the trainer forgot to raise the number in their pyproject.toml.
    """
    if not commit:
        return ""
    common = _common(_git_folder(folder))
    tags = {name[10:]: at for name, at in _packed(common).items() if name.startswith("refs/tags/")}
    for each in _loose_tags(common / "refs" / "tags"):
        tags[each.name] = _read(each).strip()
    versions = [
        found[1] for name, at in tags.items() if at == commit and (found := _TAGGED.fullmatch(name))
    ]
    return versions[-1] if versions else ""


def _loose_tags(folder: Path) -> list[Path]:
    try:
        return [each for each in folder.iterdir() if _TAGGED.fullmatch(each.name)]
    except OSError:
        return []


def _read(path: Path) -> str:
    """Return a small text; empty where there is none that can be read."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""
