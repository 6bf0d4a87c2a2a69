"""What is tried of checkpoints: at which strengths, with which prompts, how large and long."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

from app.core.amounts import counted
from app.core.captions.prompt_fields import FRAME_STEP, SIDE_STEP
from app.core.language import tr

Solver = Literal["unipc", "dpm++", "vanilla"]

MOST_FILMS = 500  # of one test
_MOST_PROMPTS, _MOST_STRENGTHS, _MOST_SEEDS = 50, 12, 20
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})?")
_MOST_SEED = 4294967295


@dataclass(frozen=True, slots=True)
class Tried:
    """A checkpoint of a test.

    Attributes:
        file: Its path.
        label: For people: ``epoch 3``.
        epoch: Trained until then, with ``step``; None: not known.
    """

    file: str
    label: str
    epoch: int | None = None
    step: int | None = None
    attempt: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A test: each checkpoint at each strength makes a film of each prompt with each seed.

    Attributes:
        prompts: With the trigger, as they are sent.
        negative: What shall not be seen; empty: the trainer's own.
        width: Pixels, with ``height``; multiples of 16.
        frames: 4n+1, at 16 a second.
        steps: Of the sampler, 7-20 where a film shall only be judged.
        guidance: How closely it follows the prompt; 1.0: the negative prompt has no effect.
        shift: Of the flow; None: the trainer's own.
        image: The first picture, where the model begins with one; else empty.
    """

    checkpoints: tuple[Tried, ...] = ()
    strengths: tuple[float, ...] = (1.0,)
    prompts: tuple[str, ...] = ()
    seeds: tuple[int, ...] = (42,)
    negative: str = ""
    width: int = 384
    height: int = 208
    frames: int = 33
    steps: int = 20
    guidance: float = 5.0
    shift: float | None = None
    solver: Solver = "unipc"
    image: str = ""

    @property
    def cells(self) -> tuple[tuple[Tried, float], ...]:
        """What is loaded, one after the other: a checkpoint at a strength."""
        return tuple((each, strength) for each in self.checkpoints for strength in self.strengths)

    @property
    def lines(self) -> tuple[tuple[str, int], ...]:
        """What each of them makes: prompt and seed."""
        return tuple((prompt, seed) for prompt in self.prompts for seed in self.seeds)

    @property
    def films(self) -> int:
        """How many films there will be."""
        return len(self.cells) * len(self.lines)

    def made(self) -> Trial:
        """Return it as the model can make it: sides of 16 pixels, 4n+1 frames, rounded down."""
        return replace(
            self,
            width=max(SIDE_STEP, self.width // SIDE_STEP * SIDE_STEP),
            height=max(SIDE_STEP, self.height // SIDE_STEP * SIDE_STEP),
            frames=(max(1, self.frames) - 1) // FRAME_STEP * FRAME_STEP + 1,
        )

    def to_json(self) -> str:
        """Return it as the text of ``test.json``."""
        return json.dumps({"format": 1, **asdict(self)}, ensure_ascii=False, indent=1)


def troubles(trial: Trial) -> tuple[str, ...]:
    """Return why a test cannot be made, a sentence each; none: it can."""
    found = []
    if not trial.checkpoints:
        found.append(tr("Choose a checkpoint to test."))
    if not trial.prompts:
        found.append(tr("Write a prompt, one a line."))
    if not trial.strengths:
        found.append(tr("Give at least one strength, such as 1.0."))
    if not trial.seeds:
        found.append(tr("Give at least one seed, such as 42."))
    if trial.films > MOST_FILMS:
        found.append(
            tr(
                "{films:,} films are more than {most_films}: choose fewer.",
                films=trial.films,
                most_films=MOST_FILMS,
            )
        )
    if not min(trial.width, trial.height) >= 64 or max(trial.width, trial.height) > 2048:
        found.append(tr("Width and height are 64 to 2048 pixels."))
    return tuple(found)


def words_of(trial: Trial) -> str:
    """Return in a line how many films there will be, and of what."""
    parts = (
        counted(len(trial.checkpoints), "checkpoint"),
        counted(len(trial.strengths), "strength"),
        counted(len(trial.prompts), "prompt"),
        counted(len(trial.seeds), "seed"),
    )
    return f"{counted(trial.films, 'film')}: {' × '.join(parts)}"


def numbers_of(text: str) -> tuple[float, ...]:
    """Return the strengths of a text, with blanks or commas between, each once.

    Raises:
        ValueError: One is no number of 0 to 4; the message is a sentence.
    """
    found: dict[float, None] = {}
    for word in _words(text):
        if not _NUMBER.fullmatch(word) or float(word) > 4:
            raise ValueError(
                tr('"{word}" is no strength: give numbers such as 0.8 1.0.', word=word)
            )
        found[float(word)] = None
    return tuple(found)[:_MOST_STRENGTHS]


def seeds_of(text: str) -> tuple[int, ...]:
    """Return the seeds of a text, likewise; raises `ValueError` with a sentence."""
    found: dict[int, None] = {}
    for word in _words(text):
        if not re.fullmatch(r"\d{1,10}", word) or int(word) > _MOST_SEED:
            raise ValueError(
                tr('"{word}" is no seed: give whole numbers such as 42 1234.', word=word)
            )
        found[int(word)] = None
    return tuple(found)[:_MOST_SEEDS]


def prompts_of(text: str) -> tuple[str, ...]:
    """Return the prompts of a text, a line each; blank lines are passed over."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:_MOST_PROMPTS]


def _words(text: str) -> Iterator[str]:
    yield from re.split(r"[\s,;]+", text.strip()) if text.strip() else ()


def read_trial(text: str) -> Trial | None:
    """Return the test of such a text; None where it is none."""
    try:
        value = json.loads(text)
        return _trial(value)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return None


def _trial(value: Mapping[str, Any]) -> Trial:
    solvers = [each for each in get_args(Solver) if each == value.get("solver")]
    shift = value.get("shift")
    return Trial(
        checkpoints=tuple(_tried(each) for each in value["checkpoints"]),
        strengths=tuple(float(each) for each in value["strengths"]),
        prompts=tuple(str(each) for each in value["prompts"]),
        seeds=tuple(int(each) for each in value["seeds"]),
        negative=str(value.get("negative", "")),
        width=int(value["width"]),
        height=int(value["height"]),
        frames=int(value["frames"]),
        steps=int(value["steps"]),
        guidance=float(value["guidance"]),
        shift=None if shift is None else float(shift),
        solver=solvers[0] if solvers else "unipc",
        image=str(value.get("image", "")),
    )


def _tried(value: Mapping[str, Any]) -> Tried:
    epoch, step = value.get("epoch"), value.get("step")
    return Tried(
        str(value["file"]),
        str(value["label"]),
        epoch if isinstance(epoch, int) else None,
        step if isinstance(step, int) else None,
        int(value.get("attempt", 1)),
    )


def file_of(tried: Tried) -> Path:
    """Return the file of a checkpoint that is tried."""
    return Path(tried.file)
