"""Which files of a folder the trainer lists: its globbing, on any system.

(From musubi-tuner 0.3.4: ``media_utils.glob_images``, ``glob_videos``; Python's ``glob`` passes
over names that begin with a dot, and knows no case on Windows only.)
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from app.core.language import tr
from app.core.planner.facts import Ignored
from app.core.planner.schema import Kind

IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".avif")
VIDEO_ENDINGS = (
    *(".mp4", ".webm", ".avi", ".mkv", ".mov"),
    *(".flv", ".wmv", ".m4v", ".mpg", ".mpeg"),
)
_ENDINGS: dict[Kind, tuple[str, ...]] = {"image": IMAGE_ENDINGS, "video": VIDEO_ENDINGS}


@dataclass(frozen=True, slots=True)
class Host:
    """The system the trainer runs on, as far as names of files go.

    Attributes:
        folds_case: ``A.mp4`` and ``a.MP4`` are one file (Windows).
    """

    folds_case: bool

    @staticmethod
    def here() -> Host:
        """Return this machine's."""
        return Host(folds_case=os.name == "nt")

    def folded(self, name: str) -> str:
        """Return ``name`` such that equal results match."""
        return name.lower() if self.folds_case else name


def stem_of(name: str) -> str:
    """Return a base name without its last extension."""
    return os.path.splitext(name)[0]  # noqa: PTH122 - the trainer's own splitting of a text


def list_media(names: Iterable[str], kind: Kind, host: Host) -> list[str]:
    """Return the names the trainer takes for images or videos, in its order."""
    endings = _ENDINGS[kind] + tuple(ending.upper() for ending in _ENDINGS[kind])
    return sorted(
        name for name in names if host.folded(name).endswith(endings) and not name.startswith(".")
    )


def captioned(images: Iterable[str], names: Iterable[str], extension: str, host: Host) -> list[str]:
    """Return the images that have a caption file among ``names``.

    The stems are compared, case and all, with those of whatever matches ``*`` + ``extension``.
    """
    matches = _matcher(extension, host)
    stems = {stem_of(name) for name in names if matches(name)}
    return [image for image in images if stem_of(image) in stems]


def _matcher(extension: str, host: Host) -> Callable[[str], bool]:
    """Return whether Python's glob finds a name with the pattern ``*`` + ``extension``."""
    pattern = re.compile(fnmatch.translate(host.folded(f"*{extension}")))
    return lambda name: not name.startswith(".") and bool(pattern.match(host.folded(name)))


def ignored(
    names: Iterable[str],
    folders: Collection[str],
    taken: Collection[str],
    extension: str | None,
    kind: Kind,
    host: Host,
) -> Iterator[Ignored]:
    """Yield the entries of a folder that the trainer passes over, with the reason.

    Captions and cache files are no loss and are left out.

    Args:
        names: Names of all entries.
        folders: Which of them are folders.
        taken: Names the trainer lists.
        extension: ``caption_extension``.
        kind: What the dataset is of.
        host: The system the trainer runs on.
    """
    for name in sorted(set(names).difference(taken)):
        if name in folders:
            yield Ignored(name, tr("a folder; the trainer does not look into it"))
        elif not _expected(name, extension):
            yield Ignored(name, _why_ignored(name, kind, host))


def _expected(name: str, extension: str | None) -> bool:
    return name.endswith(".safetensors") or bool(extension and name.endswith(extension))


def _why_ignored(name: str, kind: Kind, host: Host) -> str:
    if name.startswith("."):
        return tr("its name begins with a dot")
    if list_media([name], kind, host):
        return tr("no caption file with its name")
    lower = name.lower()
    if lower.endswith(_ENDINGS[kind]):
        return tr("its extension mixes small and capital letters; rename it")
    if kind == "video" and lower.endswith(IMAGE_ENDINGS):
        return tr("an image in a dataset of videos")
    if kind == "image" and lower.endswith(VIDEO_ENDINGS):
        return tr("a video in a dataset of images")
    if kind == "image":
        return tr("no extension the trainer takes for an image")
    return tr("no extension the trainer takes for a video")


def finds_itself(folder: str) -> bool:
    """Return whether globbing inside a folder of this name, unescaped, looks into the folder."""
    parts = re.split(r"[\\/]", folder) if os.name == "nt" else folder.split("/")
    return all(fnmatch.fnmatchcase(part, part) for part in parts if re.search(r"[*?\[]", part))
