"""How a step ended: a code of 0 alone is no success."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.amounts import counted
from app.core.training.model import Run, StepName
from app.core.training.runs.reading import Summary

_WORDS = {
    "check": "The check",
    "cache_latents": "Caching the latents",
    "cache_text": "Caching the captions",
    "smoke": "The smoke test",
    "train": "Training",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a step ended.

    Attributes:
        trouble: Why it failed and what to do; empty: it did not.
        warnings: What it did not do as the plan said.
    """

    trouble: str = ""
    warnings: tuple[str, ...] = ()


def judge(name: StepName, code: int, summary: Summary, run: Run) -> Verdict:
    """Return how a step ended, by its exit code and by what it counted."""
    if code != 0:
        return Verdict(_trouble(name, code, summary))
    if name in ("cache_latents", "cache_text"):
        return Verdict(_nothing_cached(name, summary, run))
    if name == "train":
        return _judge_training(summary, run)
    return Verdict()


def _trouble(name: StepName, code: int, summary: Summary) -> str:
    if summary.trouble is not None:
        return summary.trouble.sentence
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


def _judge_training(summary: Summary, run: Run) -> Verdict:
    point, items = summary.point, summary.counts.items
    if point is None or not point.step:
        return Verdict(
            "Training ended without an error, but not one step was trained: the log says more."
        )
    if point.steps and point.step < point.steps:
        return Verdict(
            f"Training ended without an error after {point.step:,} of {point.steps:,} steps: the "
            "log says more."
        )
    if items is not None and items != run.samples > 0:
        return Verdict(
            warnings=(
                f"Trained on {items:,} of {counted(run.samples, 'sample')}: the caches held "
                f"{'fewer' if items < run.samples else 'more'} than the plan says.",
            )
        )
    return Verdict()
