"""Which trainer: what its versions and architectures do differently."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.core.errors import DatasetError
from app.core.language import tr

FRAME_STEP = 4  # frames of a video per latent frame after the first: lengths are 4n + 1
SIZE_STEP = 16  # sides of a bucket, pixels


@dataclass(frozen=True, slots=True)
class Architecture:
    """A model family, as far as datasets differ.

    Attributes:
        name: As given on the command line.
        short: The last part of a cache file's name.
        rate: Frames per second that ``source_fps`` is converted to.
        sections: A window is cached as several files of ``fp_latent_window_size`` latent frames.
    """

    name: str
    short: str
    rate: float
    sections: bool = False


ARCHITECTURES = {
    "wan": Architecture("wan", "wan", 16.0),
    "hunyuan": Architecture("hunyuan", "hv", 24.0),
    "framepack": Architecture("framepack", "fp", 30.0, sections=True),
}


def architecture_named(name: str) -> Architecture:
    """Return the architecture of that name.

    Raises:
        DatasetError: There is none.
    """
    try:
        return ARCHITECTURES[name]
    except KeyError:
        known = ", ".join(ARCHITECTURES)
        raise DatasetError(
            tr('"{name}" is no architecture; choose one of {known}.', name=name, known=known)
        ) from None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a version of musubi-tuner does with a dataset file.

    Attributes:
        name: Shown in a plan.
        video_bucket_flags: Caching videos honours ``enable_bucket`` and ``bucket_no_upscale``
            (pull request 1100); before, videos are always cached at the nearest bucket.
        jsonl_beside: Relative paths in a JSONL that do not exist from the working directory are
            looked up beside the JSONL too.
        jsonl_blank_lines: Blank lines of a video JSONL are passed over instead of refused.
    """

    name: str
    video_bucket_flags: bool = False
    jsonl_beside: bool = False
    jsonl_blank_lines: bool = False


# From kohya-ss/musubi-tuner 30c658c (version 0.3.4).
MUSUBI_0_3_4 = Rules("musubi 0.3.4")
# From its pull request 1100 and the changes around it; no release had them when this was written.
MUSUBI_LATER = Rules(
    "musubi after 0.3.4", video_bucket_flags=True, jsonl_beside=True, jsonl_blank_lines=True
)
DEFAULT = MUSUBI_0_3_4
_NEWEST_KNOWN = (0, 3, 4)


def rules_for(version: str) -> Rules:
    """Return the rules of a release such as ``0.3.4`` or ``v0.3.5``, or of the commit `30c658c`.

    Older releases get the oldest rules known.

    Raises:
        DatasetError: Not a version.
    """
    if version.lower().startswith("30c658c"):
        return MUSUBI_0_3_4
    match = re.fullmatch(r"v?(\d+)\.(\d+)(?:\.(\d+))?.*", version.strip())
    if not match:
        raise DatasetError(
            tr(
                '"{version}" is no version of musubi-tuner; write it like 0.3.4, or name its '
                "folder.",
                version=version,
            )
        )
    numbers = tuple(int(part or 0) for part in match.groups())
    return MUSUBI_0_3_4 if numbers <= _NEWEST_KNOWN else MUSUBI_LATER


def rules_of_checkout(folder: Path) -> Rules:
    """Return the rules of an installed trainer, read from its source rather than its version.

    Raises:
        DatasetError: No musubi-tuner is there.
    """
    source = folder / "src" / "musubi_tuner" / "dataset" / "image_video_dataset.py"
    try:
        text = source.read_text(encoding="utf-8")
        version = (folder / "pyproject.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(
            tr(
                '"{folder}" is no folder of musubi-tuner that can be read; choose the folder '
                "that holds its pyproject.toml.",
                folder=folder,
            ),
            detail=str(error),
        ) from error
    found = re.search(r'^version\s*=\s*"([^"]+)"', version, re.MULTILINE)
    name = f"musubi {found[1] if found else 'of unknown version'}"
    videos = text.partition("class VideoDataset")[2]
    if re.search(r"BucketSelector\(\s*self\.resolution,[^)]*enable_bucket", _caching(videos)):
        return Rules(name, video_bucket_flags=True, jsonl_beside=True, jsonl_blank_lines=True)
    return Rules(name)


def _caching(videos: str) -> str:
    """Return the source of the method that cuts videos for caching."""
    body = videos.partition("def retrieve_latent_cache_batches")[2]
    return body.partition("\n    def ")[0]
