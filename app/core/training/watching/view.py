"""What a window shows of a run: words and numbers, ready to be painted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.core.training.curves.view import CurvesView
from app.core.training.model import Run, RunState, StepName
from app.core.training.results.found import Results
from app.core.training.watching.log_tail import Tail

Tone = Literal["neutral", "good", "warn", "bad", "info", "accent"]
Mark = Literal["waiting", "running", "done", "failed", "stopped", "skipped"]
CureKind = Literal["set", "ladder", "recipe", "file", "setup", "models", "check", "log", "again"]


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step of the run.

    Attributes:
        words: How far it is, or how it went: ``718 / 718 · 14:20``.
        left: Time left: ``5:27 left``; may be empty.
        fraction: Share done, 0-1; None where it runs and nobody knows, or does not run.
        tip: How the words were counted.
    """

    name: StepName
    title: str
    mark: Mark
    words: str
    left: str = ""
    fraction: float | None = None
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that stands out, what it is above, how it came about below."""

    key: str
    label: str
    value: str
    note: str = ""
    tone: str = "text"
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Cure:
    """What can be done about a failure.

    Attributes:
        target: An option of the recipe, or a file; may be empty.
        values: To set in the recipe, by option, of kind "set".
    """

    kind: CureKind
    label: str
    target: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended, or why it does not begin.

    Attributes:
        title: In a word or two, over the sentence.
        words: Its last words: lines of the log.
        cures: Best first.
    """

    grade: Literal["good", "info", "warn", "bad"]
    title: str
    sentence: str
    words: tuple[str, ...] = ()
    cures: tuple[Cure, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over a run.

    Attributes:
        title: Its name.
        about: ``1,078 samples · 1,078 steps per epoch · started yesterday 21:40``.
        state: How it is, in a word, with its tone.
        tip: How ``about`` was counted.
    """

    title: str
    about: str = ""
    state: str = ""
    tone: Tone = "neutral"
    tip: str = ""


@dataclass(frozen=True, slots=True)
class BarLine:
    """What the job bar says of a run.

    Attributes:
        fraction: Share done of all its steps, 0-1; None: not known.
    """

    title: str
    words: str
    fraction: float | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class RunView:
    """All of it, as it was at one time.

    Attributes:
        run: Its frozen inputs; an empty one where they cannot be read.
        state: Where it stands; "dead" where its supervisor is gone without an end.
        now: When this was read, Unix seconds.
        ending: None as long as it runs.
        stopping: What a stop that was asked for waits for; empty where none was.
        silent: That nothing is heard of its trainer any more; empty where that is not so.
        said: What must be known: warnings of the trainer.
        curves: Loss and the like over the steps, with those of the runs it goes on from.
        results: What it and those it goes on from have made.
    """

    folder: Path
    run: Run
    state: RunState
    now: float
    head: Head
    steps: tuple[StepCard, ...] = ()
    tiles: tuple[Tile, ...] = ()
    bar: BarLine = field(default_factory=lambda: BarLine("", ""))
    ending: Ending | None = None
    stopping: str = ""
    silent: str = ""
    said: tuple[str, ...] = ()
    tail: Tail = field(default_factory=Tail)
    curves: CurvesView = field(default_factory=CurvesView)
    results: Results = field(default_factory=Results)

    @property
    def live(self) -> bool:
        """Whether it runs or waits for its turn."""
        return not self.state.ended

    @property
    def running(self) -> bool:
        """Whether it has the GPU."""
        return self.state.state == "running"
