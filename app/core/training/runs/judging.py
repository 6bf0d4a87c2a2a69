"""How a step ended: a code of 0 alone is no success."""

from __future__ import annotations

from app.core.amounts import counted
from app.core.language import noted, tr
from app.core.training.model import Run, StepName
from app.core.training.progress.summary import Summary, Trouble

_WORDS = {
    "check": noted("The check"),
    "cache_latents": noted("Caching the latents"),
    "cache_text": noted("Caching the captions"),
    "smoke": noted("The smoke test"),
    "train": noted("Training"),
    "generate": noted("Making the films"),
}


def judge(name: StepName, code: int, summary: Summary, run: Run) -> Trouble | None:
    """Return why a step failed and what to do, by its exit code and by what it did; None: not."""
    if code != 0:
        return summary.trouble or Trouble(_unknown(name, code, summary), "unknown")
    said, kind = _undone(name, summary, run)
    return Trouble(said, kind) if said else None


def _undone(name: StepName, summary: Summary, run: Run) -> tuple[str, str]:
    """Return what a step did not do although it ended well, and what that is of."""
    if name in ("cache_latents", "cache_text"):
        return _nothing_cached(name, summary, run), "dataset"
    if name == "generate" and not summary.saved:
        said = tr(
            "Making the films ended without an error, but none was written: the log says more."
        )
        return said, "unknown"
    return _untrained(name, summary) if name in ("smoke", "train") else "", "unknown"


def _unknown(name: StepName, code: int, summary: Summary) -> str:
    what = tr(_WORDS[name])
    if not summary.last_words:
        if code < 0:
            return tr("{what} ended by signal {code}; the log says more.", what=what, code=-code)
        return tr("{what} ended with code {code}; the log says more.", what=what, code=code)
    last = summary.last_words[-1]
    if code < 0:
        return tr(
            '{what} ended by signal {code}: "{last}"; the log says more.',
            what=what,
            code=-code,
            last=last,
        )
    return tr(
        '{what} ended with code {code}: "{last}"; the log says more.',
        what=what,
        code=code,
        last=last,
    )


def _nothing_cached(name: StepName, summary: Summary, run: Run) -> str:
    if summary.done or not run.samples:
        return ""
    return tr(
        "{what} ended without an error, but nothing was cached of {samples}: see in "
        "the log which folders it looked in.",
        what=tr(_WORDS[name]),
        samples=counted(run.samples, "sample"),
    )


def _untrained(name: StepName, summary: Summary) -> str:
    point, what = summary.point, tr(_WORDS[name])
    if point is None or not point.step:
        return tr(
            "{what} ended without an error, but not one step was trained: the log says more.",
            what=what,
        )
    if point.steps and point.step < point.steps:
        return tr(
            "{what} ended without an error after {step:,} of {steps:,} steps: the log says more.",
            what=what,
            step=point.step,
            steps=point.steps,
        )
    return ""
