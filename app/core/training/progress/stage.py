"""What the trainer does now, followed line by line and bar by bar."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.core.language import noted, tr
from app.core.training.progress.bars import Bar
from app.core.training.progress.phases import FINISHED, PHASES, SAMPLING, TRAINING, Phase, phase_of
from app.core.training.progress.summary import Kind, Totals

_OF = re.compile(r"Processing prompt (\d{1,9})/(\d{1,9})")
_DATASET = re.compile(r"Encoding dataset \[(\d{1,4})\]")
_PROMPT_BAR = re.compile(r"Sampling timesteps for prompt (\d{1,6})")
WORDS = ("prompt:", "Decoding", *(phase.begins.split(" ", 1)[0] for phase in PHASES))


class Stage:
    """Follows it.

    Attributes:
        finished: The last file is written.
        part: How far the phase is; None where it has no bar.
        dataset: The one that is cached, from 0.
        reached: Batches of its bar.
        prompt: The prompt that is sampled or generated, from 1, of ``prompts``; 0: none yet, and
            nobody knows of how many.
    """

    def __init__(self, kind: Kind, totals: Totals) -> None:
        self.finished = False
        self.part: tuple[int, int] | None = None
        self.dataset = self.reached = self.prompt = 0
        self.prompts = totals.prompts or 0
        self._kind, self._batches = kind, totals.batches
        self._words = noted("starting")
        self._sampling = False

    def read(self, word: str, message: str) -> bool:
        """Read a line; return whether steps pause for what begins with it.

        Args:
            word: Its first.
            message: The line behind the name of its logger.
        """
        if word == "prompt:" and self._sampling:
            self._to_prompt(self.prompt + 1)
        elif self._sampling and message.startswith("Decoding complete"):
            self._sampling = self.prompt < self.prompts
        elif self._kind == "generate" and message.startswith("Decoding video from latents"):
            self._enter(noted("decoding"))
        elif phase := phase_of(word, message):
            self._begin(phase, message)
            return phase.pause
        return False

    def _begin(self, phase: Phase, message: str) -> None:
        if phase.late and (self._sampling or self.finished):
            return
        if found := _DATASET.match(message):
            self.dataset, self.reached = int(found[1]), 0
        elif found := _OF.match(message):
            self.prompt, self.prompts = int(found[1]), int(found[2])
        self._sampling = phase.words == SAMPLING
        if self._sampling:
            self.prompts = max(self.prompts, self.prompt)  # of the round before
            self.prompt = 0
        self.finished = self.finished or phase.words == FINISHED
        self._enter(phase.words)

    def draw(self, bar: Bar) -> None:
        """Take note of a bar that is not the training's."""
        if bar.total is None:
            self.reached = bar.done
            planned = self._batches[self.dataset] if self.dataset < len(self._batches) else None
            self.part = (bar.done, planned) if planned else None
            return
        if found := _PROMPT_BAR.match(bar.name):
            self._to_prompt(int(found[1]))
        elif self._kind == "generate" and not bar.name and not self.prompt:
            self._words = noted("generating")
        self.part = (bar.done, bar.total)

    def step(self, done: int, *, further: bool) -> None:
        """Take note of the training's bar; ``further``: a step was done."""
        if self.finished:
            return
        if further:
            self._sampling = False
            self._enter(TRAINING)
        elif not done and not self._sampling:
            self._enter(noted("making the first step"))

    def end(self) -> None:
        """Take note that all is done."""
        self._enter(FINISHED)

    def words(self, datasets: int) -> str:
        """Return the phase in words of now; ``datasets``: how many, 0 where nobody knows."""
        dataset, prompt = self.dataset + 1, max(1, self.prompt)
        return tr(
            self._words,
            dataset=tr("dataset {number} of {count}", number=dataset, count=datasets)
            if datasets >= dataset
            else tr("dataset {number}", number=dataset),
            prompt=tr("prompt {number} of {count}", number=prompt, count=self.prompts)
            if self.prompts >= prompt
            else tr("prompt {number}", number=prompt),
        )

    def _enter(self, words: str) -> None:
        self._words, self.part = words, None

    def _to_prompt(self, number: int) -> None:
        if number != self.prompt:
            self.prompt, self.part = number, None


def amount(batches: Sequence[int | None], stage: Stage) -> int:
    """Return the batches that were cached, of the bars that are done and the one that runs."""
    done = [count or 0 for index, count in enumerate(batches) if index != stage.dataset]
    return sum(done[: stage.dataset]) + stage.reached
