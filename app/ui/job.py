"""A piece of long work: what it is, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from app.core.jobs import JobContext, Pace, Progress

if TYPE_CHECKING:
    import asyncio

T = TypeVar("T")

State = Literal["waiting", "running", "done", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class Report:
    """How far a running job is.

    Attributes:
        job: Its id.
        seconds_left: None while it is not known.
    """

    job: int
    progress: Progress
    seconds_left: float | None


def _has_begun() -> None:
    """Begin nothing: the job has ended."""


@dataclass(eq=False)
class Job:
    """A piece of work in the queue, or one that was there.

    Attributes:
        title: For people.
        begin: Gives it its turn.
        about: What it works on, as its caller named it.
        light: Whether it leaves cores idle.
        size: How much there is to do; 0: unknown.
        trouble: The sentence it failed with; else empty.
        result: What it came to, in words; may be empty.
        again: Asks for it once more; None where nobody can.
        report: Its newest report.
        task: What waits for it or carries it out; None for one that was put and has not begun, and
            for one that has ended.
        stopped: Whether it was told to stop.
    """

    id: int
    title: str
    begin: Callable[[], None]
    about: object = None
    light: bool = False
    size: float = 0.0
    state: State = "waiting"
    trouble: str = ""
    result: str = ""
    again: Callable[[], None] | None = None
    report: Report | None = None
    context: JobContext | None = None
    task: asyncio.Task[Any] | None = None
    stopped: bool = False
    pace: Pace = field(default_factory=Pace)

    async def carry_out(self, work: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Run blocking ``work`` in the queue's threads; it gets a ``checkpoint`` beside.

        Raises what the work raises, and CancelledError when the job was stopped.
        """
        if self.context is None:
            raise RuntimeError(f"{self.title!r} has not had its turn")
        checkpoint = self.context.checkpoint
        return await self.context.in_thread(work, *args, checkpoint=checkpoint, **kwargs)

    def fail(self, trouble: str) -> None:
        """Note that it failed, and with what sentence."""
        self.state, self.trouble = "failed", trouble

    def stop(self) -> None:
        """Let its thread know that it is to end."""
        self.stopped = True
        if self.context is not None:
            self.context.stop()

    def pause(self, on: bool) -> None:
        """Let its thread wait, or go on."""
        self.pace = Pace()
        if self.context is not None and on:
            self.context.pause()
        elif self.context is not None:
            self.context.resume()

    def let_go(self) -> None:
        """Keep what is listed of it, and nothing that it worked with: a list of jobs is long."""
        self.begin, self.context, self.task = _has_begun, None, None

    @property
    def over(self) -> bool:
        """Whether it has ended, however."""
        return self.state not in ("waiting", "running")

    @property
    def fraction(self) -> float:
        """Share done, 0-1."""
        return self.report.progress.fraction if self.report is not None else 0.0
