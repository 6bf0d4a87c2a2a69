"""A rough idea made into a sample prompt by the model that writes captions."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.captions.machine.asking import Backend, BackendError, Question
from app.core.captions.machine.finishing import finish
from app.core.captions.machine.templates import Template, filled, template
from app.core.jobs import Checkpoint

TEMPLATE = "prompt-helper"
_MOST_TOKENS = 480  # of the reply: 100 words, and what a model says around them


@dataclass(frozen=True, slots=True)
class Idea:
    """What a prompt is to be made of.

    Attributes:
        words: Some, in any language.
        trigger: Of the project: the style the prompt is for.
        names: Of characters that may be named.
        seed: Another one gives another wording.
    """

    words: str
    trigger: str = ""
    names: tuple[str, ...] = ()
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Refined:
    """A prompt that a model proposes.

    Attributes:
        idea: Of which it was made.
        text: Without the trigger.
        model: What wrote it.
        seconds: How long it took.
    """

    idea: Idea
    text: str
    model: str
    seconds: float


def helper_template() -> Template:
    """Return what the model is told: the person's own wording where there is one. Reads files."""
    return template(TEMPLATE, "text")


def refine(backend: Backend, how: Template, idea: Idea, checkpoint: Checkpoint) -> Refined:
    """Return what the model makes of an idea; blocks while it writes.

    Args:
        backend: The model.
        how: What it is told.
        idea: What it is to make a prompt of.
        checkpoint: May stop it.

    Raises:
        BackendError: There is no answer, or none that can be used.
        Stopped: See `Backend.ask`.
    """
    question = Question(
        key=("clip", 0),
        kind="text",
        prompt=filled(how, idea.trigger, idea.names, idea.words),
        system=how.system,
        max_tokens=_MOST_TOKENS,
        seed=idea.seed,
    )
    answer = backend.ask(question, checkpoint)
    finished = finish(answer.raw, idea.trigger, answer.finish)
    if not finished.text:
        raise BackendError(finished.trouble, detail=answer.raw)
    return Refined(idea, finished.text, answer.model, answer.seconds)
