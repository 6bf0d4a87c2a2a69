"""Captions for many clips and stills: asked for in their order, kept as they come.

A batch is what a person asked for once. What came is kept under its name at once; a batch that goes
on after a restart asks only for what is not kept yet, and the project keeps one of each row.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.captions.machine import templates
from app.core.captions.machine.asking import Answer, Backend, BackendError, Look, Question
from app.core.captions.machine.finishing import Finished, finish
from app.core.captions.machine.frames import Pictures, halved
from app.core.captions.machine.pacing import Pacing, Rests, Retrying, Watch
from app.core.captions.machine.templates import Template
from app.core.errors import AppError, ProjectError
from app.core.jobs import Checkpoint, Progress, Stopped, ignore
from app.core.language import tr
from app.core.library.captioned import Key
from app.core.library.machine import MachineCaption
from app.core.library.model import Clip, Still

if TYPE_CHECKING:
    from app.core.cache import Cache
    from app.core.library.project import Project

Hear = Callable[[MachineCaption], None]

_LOOK_EVERY = 0.1  # seconds
_LONGEST_RAW = 20_000  # characters of a reply that are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a batch.

    Attributes:
        captions: Texts that came now.
        troubles: Items that have none, with a sentence that is kept instead.
        before: Items that were kept already when it began.
        left: Items not asked for: they are gone, or the batch ended before.
        ended: Why it ended before all were asked for, one sentence; empty where it did not.
    """

    captions: int = 0
    troubles: int = 0
    before: int = 0
    left: int = 0
    ended: str = ""


def caption_items(  # noqa: PLR0913 -- what is asked, of whom, how, and who watches
    project: Project,
    keys: Iterable[Key],
    *,
    backend: Backend,
    template: Template,
    batch: str,
    look: Look | None = None,
    cache: Cache | None = None,
    retrying: Retrying | None = None,
    checkpoint: Checkpoint = ignore,
    hear: Hear | None = None,
) -> Report:
    """Ask for a caption of each clip and still, and keep each as it comes; blocks.

    What is wrong with one is kept as its trouble, and the others go on. The frames of the next are
    decoded while the server works on those before. Whatever ends it, what was kept stays, and the
    same call asks for the rest.

    Args:
        project: Whose they are.
        keys: Which, in the order they are asked for; those that are gone are passed over.
        backend: Who is asked; it stays open.
        template: What is asked; where it does not suit a clip or a still, the recommended one that
            does.
        batch: The name under which they are kept.
        look: How much is shown.
        cache: Where frame indexes are kept.
        retrying: When a question is asked again.
        checkpoint: Called some times a second, from several threads; waits while paused.
        hear: Called with each as it is kept, in the thread that kept it.

    Returns:
        What came of it. Where the backend cannot answer anything, `Report.ended` says why.

    Raises:
        ProjectError: The project cannot be written.
        Stopped: The checkpoint said so; what was under way has been given up.
    """
    work = _Work(project, backend, batch, retrying or Retrying(), checkpoint, hear or _unheard)
    return work.run(list(dict.fromkeys(keys)), template, look or Look(), cache)


def _unheard(caption: MachineCaption) -> None:
    """Stand for somebody who hears of what was kept."""


@dataclass(slots=True)
class _Counts:
    done: int = 0
    total: int = 0
    before: int = 0
    captions: int = 0
    troubles: int = 0


class _Work:
    """One call of `caption_items`."""

    def __init__(
        self,
        project: Project,
        backend: Backend,
        batch: str,
        retrying: Retrying,
        checkpoint: Checkpoint,
        hear: Hear,
    ) -> None:
        self._project, self._backend, self._batch = project, backend, batch
        self._retrying, self._checkpoint, self._hear = retrying, checkpoint, hear
        self._pacing, self._rests = Pacing(backend.concurrency), Rests()
        self._lock = threading.Lock()
        self._counts = _Counts()
        self._held: list[MachineCaption] = []  # troubles that may be the server's absence
        self._ended = ""
        self._halt = threading.Event()
        self._watch = Watch()

    def run(self, keys: list[Key], template: Template, look: Look, cache: Cache | None) -> Report:
        kept = {
            (each.table, each.row) for each in self._project.machine_captions(batch=self._batch)
        }
        todo = [key for key in keys if key not in kept]
        self._counts.total = len(keys)
        self._counts.done = self._counts.before = len(keys) - len(todo)
        under_way: set[Future[None]] = set()
        with (
            Pictures(self._project, look, cache=cache) as pictures,
            ThreadPoolExecutor(max(1, self._backend.concurrency), "caption") as pool,
        ):
            try:
                for key in todo:
                    row = self._row(key)
                    if row is None:
                        continue
                    question = self._question(key, row, pictures, template, look)
                    self._wait(under_way, self._pacing_allows)
                    if self._ended:
                        break
                    if question is not None:
                        under_way.add(pool.submit(self._caption, *question))
                self._wait(under_way, lambda left: not left)
            finally:
                self._halt.set()  # whoever is still at work gives up
        self._settle()
        counts = self._counts
        return Report(
            captions=counts.captions,
            troubles=counts.troubles,
            before=counts.before,
            left=counts.total - counts.before - counts.captions - counts.troubles,
            ended=self._ended,
        )

    # --------------------------------------------------------------------------- what is asked

    def _row(self, key: Key) -> Clip | Still | None:
        """Return the row as it is now; None where it is gone."""
        self._look()
        try:
            return self._project.clip(key[1]) if key[0] == "clip" else self._project.still(key[1])
        except ProjectError:
            return None

    def _question(
        self, key: Key, row: Clip | Still, pictures: Pictures, template: Template, look: Look
    ) -> tuple[Question, Template] | None:
        """Return what is asked; None where the film cannot be read, which is kept."""
        kind = "video" if isinstance(row, Clip) else "image"
        used = template if template.suits(kind) else templates.template("", kind)
        try:
            frames, duration = pictures.of(row, self._decoding)
        except AppError as error:
            self._keep(self._made(key, used, outcome=str(error)))
            return None
        settings = self._project.settings
        question = Question(
            key=key,
            kind="video" if isinstance(row, Clip) else "image",
            frames=frames,
            prompt=templates.filled(used, settings.trigger, settings.names),
            system=used.system,
            max_tokens=look.max_tokens,
            duration=duration,
        )
        return question, used

    def _pacing_allows(self, under_way: int) -> bool:
        return under_way < self._pacing.allowed

    def _wait(self, under_way: set[Future[None]], enough: Callable[[int], bool]) -> None:
        """Wait until few enough questions are under way; raise what went wrong in one of them."""
        while True:
            done = {future for future in under_way if future.done()}
            under_way -= done
            for future in done:
                future.result()
            if enough(len(under_way)):
                return
            self._look()
            wait(under_way, _LOOK_EVERY, FIRST_COMPLETED)

    # ---------------------------------------------------------------------------- one question

    def _caption(self, question: Question, template: Template) -> None:
        """Ask, again where that may help, and keep what came of it."""
        begun, tried, halvings = time.monotonic(), 0, 0
        while True:
            answer: Answer | None = None
            try:
                self._rests.wait(self._resting)
                answer = self._backend.ask(question, self._asking)
                finished = self._finished(answer)
                break
            except BackendError as error:
                if error.fatal:
                    self._end(str(error))
                    return
                if error.too_long and halvings < self._retrying.halvings:
                    fewer = halved(question.frames)
                    if len(fewer) < len(question.frames):
                        question = dataclasses.replace(question, frames=fewer)
                        halvings += 1
                        continue
                spent = time.monotonic() - begun
                if not self._again(error, tried, spent):
                    self._give_up(question, template, error, answer)
                    return
                tried += 1
                question = dataclasses.replace(question, seed=question.seed + 1)
        self._pacing.went_well()
        made = self._made(question.key, template, question, answer, finished)
        self._settle()
        self._keep(made)

    def _finished(self, answer: Answer) -> Finished:
        """Return the caption in a reply; BackendError where there is none, worth another try."""
        finished = finish(answer.raw, self._project.settings.trigger, answer.finish)
        if finished.trouble:
            raise BackendError(finished.trouble, again=True)
        return finished

    def _again(self, error: BackendError, tried: int, spent: float) -> bool:
        """Wait before another try, where there is one to be made."""
        if error.busy:
            self._pacing.too_much()
        retrying = self._retrying
        if not error.again or tried >= retrying.tries or spent > retrying.enough or self._ended:
            return False
        if error.wait is not None:
            self._rests.rest(error.wait)
        self._rests.wait(self._resting, retrying.pause(tried))
        return not self._ended

    def _give_up(
        self, question: Question, template: Template, error: BackendError, answer: Answer | None
    ) -> None:
        """Keep the trouble; one that may come of a server that is gone, once that is known."""
        made = self._made(question.key, template, question, answer, str(error))
        if not error.again or answer is not None:
            self._settle()
            self._keep(made)
            return
        with self._lock:
            if self._ended:
                return
            self._held.append(made)
            gone = len(self._held) >= self._retrying.in_a_row
            if gone:
                self._held.clear()  # not their fault: they are asked for when the batch goes on
        if gone:
            self._end(str(error))

    def _end(self, why: str) -> None:
        with self._lock:
            self._ended = self._ended or why

    # ------------------------------------------------------------------------------- keeping

    def _made(
        self,
        key: Key,
        used: Template,
        question: Question | None = None,
        answer: Answer | None = None,
        outcome: Finished | str = "",
    ) -> MachineCaption:
        """Return what is kept of an item; ``outcome`` is its caption, or its trouble."""
        finished = outcome if isinstance(outcome, Finished) else Finished("", trouble=outcome)
        return MachineCaption(
            batch=self._batch,
            table=key[0],
            row=key[1],
            text=finished.text,
            raw=answer.raw[:_LONGEST_RAW] if answer else "",
            trouble=finished.trouble,
            model=answer.model if answer else "",
            prompt=used.name,
            prompt_hash=used.hash,
            seconds=round(answer.seconds, 3) if answer else 0.0,
            details={**_details(self._backend, question, answer), **finished.flags},
        )

    def _settle(self) -> None:
        """Keep the troubles that waited: the server is there, so they are about their items."""
        with self._lock:
            held, self._held = self._held, []
        for each in held:
            self._keep(each)

    def _keep(self, made: MachineCaption) -> None:
        kept = self._project.keep_machine(made)
        with self._lock:
            self._counts.done += 1
            if kept.trouble:
                self._counts.troubles += 1
            else:
                self._counts.captions += 1
        self._hear(kept)

    # ------------------------------------------------------------------------------ watching

    def _look(self, what: str = "") -> None:
        """Report how far it has come; raises `Stopped`, and waits while paused."""
        if self._halt.is_set():
            raise Stopped
        counts = self._counts
        now = counts.captions + counts.troubles
        if not what and now:
            what = tr("{seconds:.1f} s each", seconds=self._watch.seconds / now)
        with self._watch.stopped():
            self._checkpoint(Progress(counts.done, counts.total, what))

    def _asking(self, progress: Progress) -> None:
        self._look(progress.what)

    def _decoding(self, progress: Progress) -> None:
        self._look()

    def _resting(self, left: float) -> None:
        said = tr("The server is left alone for {seconds:.0f} s", seconds=left)
        self._look(said if left >= 1 else "")


def _details(backend: Backend, question: Question | None, answer: Answer | None) -> dict[str, Any]:
    """Return what else is known, as `MachineCaption` keeps it."""
    details: dict[str, Any] = {"server": backend.name}
    if question is not None:
        details["timestamps"] = [round(frame.seconds, 3) for frame in question.frames]
    if answer is not None:
        details["finish_reason"] = answer.finish
        details["tokens_in"], details["tokens_out"] = answer.tokens_in, answer.tokens_out
        if len(answer.raw) > _LONGEST_RAW:
            details["raw_characters"] = len(answer.raw)
    return details
