"""How a run ended, in sentences: what was kept, why it failed and what to do, its last words."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.amounts import counted, days
from app.core.clock import moment
from app.core.language import noted, sentences, tr
from app.core.training.model import Command, Run, RunState, StepName, StepState
from app.core.training.watching.cures import cures_of
from app.core.training.watching.log_words import brief
from app.core.training.watching.steps import TITLES
from app.core.training.watching.tiles import elapsed, ended_at
from app.core.training.watching.view import Cure, Ending, RunView

_CACHED: dict[StepName, str] = {
    "cache_latents": noted(
        "Latents that are cached by now are made again by the next run that caches them: this "
        "recipe does not skip existing ones (--skip_existing)."
    ),
    "cache_text": noted(
        "Captions that are cached by now are made again by the next run that caches them: this "
        "recipe does not skip existing ones (--skip_existing)."
    ),
}
_MOST_WORDS, _FEW_WORDS = 12, 6  # lines


def ending(
    run: Run, state: RunState, tail: tuple[str, ...], now: float, holder: str = ""
) -> Ending | None:
    """Return how a run ended; None where it runs.

    Args:
        run: Its frozen inputs.
        state: Where it stands.
        tail: The last lines of its log, where the state has none.
        now: Unix seconds.
        holder: What has the card that it waits for; empty: nothing of ours.
    """
    words = (state.last_words or tail)[-_MOST_WORDS:]
    if state.state == "waiting":
        return Ending("info", tr("Waiting"), _waiting(state, holder))
    if state.state == "failed":
        return Ending("bad", tr("Failed"), _failed(state), words, cures_of(state))
    if state.state == "dead":
        again = (Cure("again", tr("Run it again")), Cure("log", tr("Show the log")))
        last = tuple(filter(None, map(brief, tail or words)))[-_FEW_WORDS:]
        return Ending("bad", tr("Dead"), _dead(state, now), last, again)
    if state.state == "stopped":
        kept = state.kept or tr("Checkpoints that were written by then are kept.")
        return Ending("warn", tr("Stopped"), sentences((_stopped(state, now), kept)))
    if state.state == "done":
        return Ending("good", tr("Done"), _done(run, state, now))
    return None


def _waiting(state: RunState, holder: str) -> str:
    place = state.queue_place
    if place is None:
        said = tr("It waits for its turn on the GPU.")
    elif place <= 0:
        said = tr("It is the next one in the queue: it begins when the GPU is free.")
    elif place == 1:
        said = tr("1 run is in front of it in the queue.")
    else:
        said = tr("{number:,} runs are in front of it in the queue.", number=place)
    now = tr("Now the GPU has {holder}.", holder=holder) if holder else ""
    return sentences((said, now))


def _failed(state: RunState) -> str:
    if state.trouble:
        return state.trouble
    step = _last_step(state)
    if step is None:
        return tr("It failed before its first step began; its log says more.")
    title = tr(TITLES[step.name])
    if step.code is None:
        return tr("The step {title} ended; the last lines of its log say why.", title=title)
    return tr(
        "The step {title} ended with exit code {code}; the last lines of its log say why.",
        title=title,
        code=step.code,
    )


def _dead(state: RunState, now: float) -> str:
    """Return what became of a run whose supervisor is gone; that one says why, where it can."""
    parts = [
        state.trouble or tr("What ran it is gone: the process was ended, or the machine was off.")
    ]
    if state.heartbeat:
        parts.append(
            tr("Nothing was heard of it since {moment}.", moment=moment(state.heartbeat, now))
        )
    point = state.point
    if point is not None and point.steps:
        parts.append(
            tr(
                "It was in epoch {epoch:,} of {epochs:,}, step {step:,}.",
                epoch=point.epoch,
                epochs=point.epochs,
                step=point.step,
            )
        )
    parts.append(state.kept or tr("Checkpoints that were written by then are kept."))
    return sentences(parts)


def _stopped(state: RunState, now: float) -> str:
    end, point = ended_at(state), state.point
    ended = tr("Ended") if end is None else tr("Ended {moment}", moment=moment(end, now))
    if point is None or not point.steps:
        return tr("{sentence}.", sentence=ended)
    return tr(
        "{ended}, in epoch {epoch:,} of {epochs:,} after step {step:,}.",
        ended=ended,
        epoch=point.epoch,
        epochs=point.epochs,
        step=point.step,
    )


def _done(run: Run, state: RunState, now: float) -> str:
    end, took, point = ended_at(state), elapsed(run, state, now), state.point
    said = tr("Ended") if end is None else tr("Ended {moment}", moment=moment(end, now))
    if took is not None:
        said = tr("{ended} after {time}", ended=said, time=days(took))
    if point is not None and point.steps:
        said = tr(
            "{ended}: {epochs}, {steps}",
            ended=said,
            epochs=counted(point.epochs, "epoch"),
            steps=counted(point.step, "step"),
        )
    return tr("{sentence}.", sentence=said)


def _last_step(state: RunState) -> StepState | None:
    """Return the step that failed, or was the last one to begin."""
    begun = [each for each in state.steps if each.began is not None]
    failed = [each for each in begun if each.state == "failed"]
    return (failed or begun or [None])[-1]  # type: ignore[list-item]


def saved_step(view: RunView) -> int | None:
    """Return the step, as a run counts, of its newest checkpoint; None where it has none.

    Those of the run that it goes on from are none of its own, and may be of later steps.
    """
    own = [each.step for each in view.results.checkpoints if each.folder == view.folder]
    steps = [step for step in own if step is not None]
    before = view.run.steps_before if view.run is not None else 0
    return max(steps) - before if steps else None


def _cached_by_now(state: RunState, commands: Iterable[Command]) -> str:
    """Return what becomes of the files that were cached by now, when another run caches."""
    begun = {each.name for each in state.steps if each.began is not None}
    skipping = {each.step for each in commands if "--skip_existing" in each.argv}
    again = [tr(said) for name, said in _CACHED.items() if name in begun - skipping]
    if not again:
        return tr("Nothing is lost: what is cached by now is not made again.")
    return sentences(again)


def what_would_be_lost(
    state: RunState, saved: int | None = None, commands: Iterable[Command] = ()
) -> str:
    """Return what a stop at once loses: what was trained since the last checkpoint is not kept.

    Args:
        state: Where the run stands.
        saved: Steps that its newest checkpoint has been trained for; None: it has written none
            that is known of.
        commands: Of the run.
    """
    step = next((each for each in state.steps if each.state == "running"), None)
    if step is None:
        return tr("Nothing is lost: no step has begun.")
    if step.name == "check":
        return tr("Nothing is lost: it only checks.")
    if step.name in _CACHED:
        return _cached_by_now(state, commands)
    point = state.point
    if step.name == "smoke" or point is None or not point.step:
        return tr("Nothing is lost: no step was trained yet.")
    if not point.epochs:
        return tr("What was trained since the last checkpoint is lost.")
    since = point.step - saved if saved is not None and saved <= point.step else point.step
    if not since:
        return tr("Nothing is lost: a checkpoint was written just now.")
    lost = counted(since, "step")
    if point.seconds_per_step:
        time = days(since * point.seconds_per_step)
        lost = tr("{steps}, {time} of work", steps=lost, time=time)
    if since == point.step:
        return tr(
            "All that this run has trained, as no checkpoint was written yet, is lost: {lost}. "
            "The trainer saves nothing when it is stopped.",
            lost=lost,
        )
    return tr(
        "What was trained since the newest checkpoint, of step {step:,}, is lost: {lost}. The "
        "trainer saves nothing when it is stopped.",
        step=point.step - since,
        lost=lost,
    )
