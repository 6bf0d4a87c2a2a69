"""What the trainer prints that is no error and that a person should know all the same, as data.

Each is said once, with how often it came; what the trainer warns of and nobody knew is passed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.core.language import tr

_UNKNOWN = 8  # warnings that are passed on, the first
_LONG = 200  # letters of one


@dataclass(frozen=True, slots=True)
class Remark:
    """A line that is remarked on.

    Attributes:
        pattern: Of the line, behind its logger's name. Its first group may stand in the words.
        many: The sentence; ``{n}`` is how often it came, ``{0}`` the first group.
        one: The sentence where it came once; "" where it is the same.
    """

    pattern: str
    many: str
    one: str = ""


REMARKS = (
    Remark(
        r"target_frames are rounded to (\[.{0,200}\])",
        "The trainer rounds target_frames to {0}: lengths must be 4n+1; write them so in Plan.",
    ),
    Remark(
        r"frame_sample is set to 1 for frame_extraction=uniform",
        "One sample of uniform extraction is taken from the head of each clip: raise frame_sample.",
    ),
    Remark(
        r"Removed old cache file",
        "{n} cache files of an earlier plan were removed.",
        "1 cache file of an earlier plan was removed.",
    ),
    Remark(
        r"Keep cache file not in the dataset",
        "{n} cache files that are not in the dataset were kept, and will be trained too: leave "
        "keep_cache out.",
        "1 cache file that is not in the dataset was kept, and will be trained too: leave "
        "keep_cache out.",
    ),
    Remark(
        r"caption mismatch: existing=",
        "{n} captions were other ones when they were cached; they are encoded anew.",
        "1 caption was another one when it was cached; it is encoded anew.",
    ),
    Remark(
        r"Text encoder output cache file not found",
        "{n} samples are left out, as their captions are not cached: run the text step again.",
        "1 sample is left out, as its caption is not cached: run the text step again.",
    ),
    Remark(
        r"found 0 images\b",
        "{n} datasets have no images: check their folders in Plan.",
        "A dataset has no images: check its folder in Plan.",
    ),
    Remark(
        r"found 0 videos\b",
        "{n} datasets have no videos: check their folders in Plan.",
        "A dataset has no videos: check its folder in Plan.",
    ),
    Remark(
        r"tensor has NaN: (.{0,300}?), replace NaN with 0",
        "{n} latents came out as no numbers and were set to 0, the first of {0}: try vae_dtype "
        "float32, and look at the clips.",
        "The latents of {0} came out as no numbers and were set to 0: try vae_dtype float32, and "
        "look at the clip.",
    ),
    Remark(
        r"not all LoRA keys are used",
        "The LoRA does not fit the model: not all of it is used. Check that both are of one kind.",
    ),
    Remark(
        r"log_with=.{0,20} was passed but no supported trackers are currently installed",
        "No loss curve is written, as tensorboard is not installed in the trainer's Python: the "
        "curve comes from the log, rounded. Run: pip install tensorboard",
    ),
    Remark(
        r"No prompt file",
        "No samples are made, as there is no file of sample prompts: write prompts in Train.",
    ),
    Remark(
        r"No video generated",
        "A sample could not be made.",
    ),
    Remark(
        r"No image_path for i2v model",
        "A sample prompt has no picture to begin with: an image-to-video model needs one "
        "(--i in the prompt).",
    ),
    Remark(
        r"Could not load random states",
        "The random numbers do not go on where the state was saved; all else of it does.",
    ),
    Remark(
        r"PicklingError: Can't pickle <class 'safetensors_rust\.SafetensorError'>",
        "A cache file is damaged, and the trainer waits for it for ever: stop it, cache again "
        "without skip_existing, and train again.",
    ),
    Remark(
        r"learning rate is used as initial_lr",
        "Adafactor takes the learning rate as its first only and changes it by itself; "
        "relative_step=False keeps it.",
    ),
    Remark(
        r"Token indices sequence length is longer than",
        "A caption is longer than the model's 512 tokens; the rest of it is not trained.",
    ),
)

_PATTERNS = tuple((re.compile(remark.pattern), remark) for remark in REMARKS)
_LEVELS = ("WARNING", "ERROR", "CRITICAL")
WORDS = (
    *("target_frames", "frame_sample", "Removed", "Keep", "found", "Could", "Token"),
    "_pickle.PicklingError:",
)
_SILENT = ("epoch is not incremented", "Invalid user config", "Error on parsing")


class Remarks:
    """Collects what is to be said."""

    def __init__(self) -> None:
        self._counted: dict[Remark, tuple[int, str]] = {}
        self._others: dict[str, None] = {}
        self._own: dict[str, str] = {}

    def read(self, level: str, word: str, message: str) -> None:
        """Take note of a line.

        Args:
            level: Of its logger; "" where it is none's.
            word: Its first.
            message: The line behind the logger's name.
        """
        if level not in _LEVELS and word not in WORDS and "Warning: " not in message:
            return
        for pattern, remark in _PATTERNS:
            if found := pattern.search(message):
                count, first = self._counted.get(remark, (0, ""))
                group = found[1] if pattern.groups else ""
                self._counted[remark] = (count + 1, first or group)
                return
        known = level not in _LEVELS or message.startswith(_SILENT)
        if not known and len(self._others) < _UNKNOWN:
            self._others[message[:_LONG]] = None

    def say(self, key: str, sentence: str) -> None:
        """Say a sentence of ours; it takes the place of what was said under its key."""
        self._own[key] = sentence

    def sentences(self) -> tuple[str, ...]:
        """Return all there is to say, in the order in which it came up."""
        known = [_sentence(remark, *said) for remark, said in self._counted.items()]
        others = [tr("The trainer warns: {message}", message=message) for message in self._others]
        return (*self._own.values(), *known, *others)


def _sentence(remark: Remark, count: int, group: str) -> str:
    words = tr(remark.one if count == 1 and remark.one else remark.many)
    return words.format(group, n=f"{count:,}")
