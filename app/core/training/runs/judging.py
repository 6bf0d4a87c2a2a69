"""How a step ended: a code of 0 alone is no success."""

from __future__ import annotations

from app.core.amounts import counted
from app.core.training.model import Run, StepName
from app.core.training.progress.summary import Summary, Trouble

_WORDS = {
    "check": "The check",
    "cache_latents": "Caching the latents",
    "cache_text": "Caching the captions",
    "smoke": "The smoke test",
    "train": "Training",
    "generate": "Making the films",
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
        said = "Making the films ended without an error, but none was written: the log says more."
        return said, "unknown"
    return _untrained(name, summary) if name in ("smoke", "train") else "", "unknown"


def _unknown(name: StepName, code: int, summary: Summary) -> str:
    how = f"by signal {-code}" if code < 0 else f"with code {code}"
    last = f': "{summary.last_words[-1]}"' if summary.last_words else ""
    return f"{_WORDS[name]} ended {how}{last}; the log says more."


def _nothing_cached(name: StepName, summary: Summary, run: Run) -> str:
    if summary.done or not run.samples:
        return ""
    return (
        f"{_WORDS[name]} ended without an error, but nothing was cached of "
        f"{counted(run.samples, 'sample')}: see in the log which folders it looked in."
    )


def _untrained(name: StepName, summary: Summary) -> str:
    point, what = summary.point, _WORDS[name]
    if point is None or not point.step:
        return f"{what} ended without an error, but not one step was trained: the log says more."
    if point.steps and point.step < point.steps:
        return (
            f"{what} ended without an error after {point.step:,} of {point.steps:,} steps: the "
            "log says more."
        )
    return ""
