"""What is told of a run that has ended: nothing of its dataset, and no path."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from app.core.amounts import days
from app.core.language import enumerated, noted, sentences, tr
from app.core.training.model import Run, RunState

_PATH = re.compile(r"""["'“「]?(?:[A-Za-z]:\\|\\\\|/)[^"'”」]*["'”」]?""")
_HOW = {
    "done": noted("{name} is done"),
    "failed": noted("{name} has failed"),
    "stopped": noted("{name} was stopped"),
}
_ENDED = noted("{name} has ended")
_TITLES = {
    "done": noted("Done"),
    "failed": noted("Failed"),
    "stopped": noted("Stopped"),
    "dead": noted("Ended from outside"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is told.

    Attributes:
        run: Its id, with its ``project``.
        state: ``done``, ``failed`` or ``stopped``.
        sentence: All of it, for people.
        epochs: Trained, of ``epochs_wanted``; None: not known.
        loss: The trainer's last mean; None: not known.
        seconds: From the first step's beginning to the last one's end; None: nothing began.
    """

    run: str
    project: str
    state: str
    sentence: str
    epochs: int | None = None
    epochs_wanted: int | None = None
    steps: int | None = None
    loss: float | None = None
    seconds: float | None = None

    @property
    def title(self) -> str:
        """A line: ``Done: 003-rain``."""
        return f"{tr(_TITLES.get(self.state, self.state))}: {self.run}"

    def to_json(self) -> dict[str, Any]:
        """Return it as a receiver of our own kind gets it."""
        return {"program": "Rushes", "event": "run_ended", **asdict(self)}


def said_of(run: Run, state: RunState) -> Said:
    """Return what is told of a run, as it stands now."""
    point = state.point
    began = [each.began for each in state.steps if each.began is not None]
    ended = [each.ended for each in state.steps if each.ended is not None]
    seconds = max(ended) - min(began) if began and ended else None
    epochs = point.epoch if point is not None else None
    return Said(
        run=run.id,
        project=run.project,
        state=state.state,
        sentence=_sentence(run, state, seconds),
        epochs=epochs,
        epochs_wanted=point.epochs if point is not None else None,
        steps=point.step if point is not None else None,
        loss=point.loss if point is not None else None,
        seconds=None if seconds is None else round(seconds, 1),
    )


def _sentence(run: Run, state: RunState, seconds: float | None) -> str:
    name = " · ".join(filter(None, (run.title, run.project)))
    parts = [tr(_HOW.get(state.state, _ENDED), name=name)]
    if seconds is not None:
        parts[0] = tr("{ended} after {time}", ended=parts[0], time=days(seconds))
    point = state.point
    if point is not None and point.epochs:
        parts.append(tr("epoch {epoch:,} of {epochs:,}", epoch=point.epoch, epochs=point.epochs))
    if point is not None and point.loss is not None:
        parts.append(tr("loss {loss:.4f}", loss=point.loss))
    said = tr("{sentence}.", sentence=enumerated(parts))
    if state.state == "failed" and state.trouble:
        said = sentences((said, without_paths(state.trouble)))
    return said


def without_paths(text: str) -> str:
    """Return a text with ``…`` for each path in it."""
    return _PATH.sub("…", text)
