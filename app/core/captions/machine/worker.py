"""Captions by a model of the transformers library, in a process of the trainer's own Python.

The process is started by the first question and keeps the model; `WorkerBackend.close` ends it,
and with it all memory of the graphics card that it had.
"""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Literal

from app.core.captions.machine.asking import Answer, BackendError, Question
from app.core.captions.machine.worker_pipe import Reply, WorkerGone, WorkerPipe
from app.core.captions.machine.worker_python import greeted, no_python
from app.core.jobs import Checkpoint, Stopped
from app.core.language import tr
from app.core.process import CannotStart

Dtype = Literal["auto", "bfloat16", "float16", "float32"]

_LOAD_SECONDS = 1_200.0  # 17 GB from a slow disk
_ANSWER_SECONDS = 600.0  # without a graphics card
_MOST_FAILURES = 3  # in a row, before it is given up


@dataclass(frozen=True, slots=True, kw_only=True)
class Loading:
    """How a model is loaded.

    Attributes:
        device: "auto", "cpu", "cuda", "cuda:1", ….
        dtype: Of the weights; "auto": as they are kept.
        four_bit: Squeeze the weights to 4 bit as they are loaded; needs bitsandbytes.
        download: Whether a model of the hub that is not on this machine may be fetched.
    """

    device: str = "auto"
    dtype: Dtype = "auto"
    four_bit: bool = False
    download: bool = False


class WorkerBackend:
    """A model that runs on this machine; a `Backend`.

    A worker that crashes is started once more for the same question; one that hangs is ended, and
    the next question gets a new one. After some questions that failed in a row all would fail.
    """

    concurrency = 1

    def __init__(
        self,
        python: Path,
        model: str,
        loading: Loading | None = None,
        *,
        answer_seconds: float = _ANSWER_SECONDS,
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start nothing yet.

        Args:
            python: An interpreter with torch and transformers; see `worker_python`.
            model: A model's folder, or its name on the Hugging Face hub.
            loading: How the model is loaded.
            answer_seconds: After which a worker counts as hanging.
            variables: Set in its environment besides.
        """
        self._python, self._model = python, model
        self._loading = loading or Loading()
        self._seconds = answer_seconds
        self._variables = variables
        self._pipe: WorkerPipe | None = None
        self._failures = 0
        self._lock = threading.Lock()  # one question at a time

    @property
    def name(self) -> str:
        """The model's name, for people."""
        return PurePath(self._model.replace("\\", "/")).name or self._model

    @property
    def pid(self) -> int | None:
        """The number of the worker's process; None while there is none."""
        return self._pipe.pid if self._pipe is not None else None

    def ask(self, question: Question, checkpoint: Checkpoint) -> Answer:
        """Return the answer; starts the worker and loads the model where that is to be done.

        Raises:
            BackendError: There is none.
            Stopped: The checkpoint said so, or `close` was called; the worker is ended.
        """
        with self._lock:
            try:
                answer = self._answered(question, checkpoint)
            except BackendError as error:
                self._failures += not error.too_long
                error.fatal = error.fatal or self._failures >= _MOST_FAILURES
                raise
            except Stopped:
                self.close()
                raise
            self._failures = 0
            return answer

    def close(self) -> None:
        """End the worker: its model leaves the memory."""
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()

    def _answered(self, question: Question, checkpoint: Checkpoint) -> Answer:
        """Ask; once more of a new worker where the first one crashed."""
        try:
            return self._asked(question, checkpoint)
        except WorkerGone as gone:
            self.close()
            if gone.code is None:
                raise BackendError(
                    tr(
                        "{name} gave no answer in {seconds:.0f} seconds and was ended.",
                        name=self.name,
                        seconds=self._seconds,
                    ),
                    detail=gone.log,
                ) from gone
        try:
            return self._asked(question, checkpoint)
        except WorkerGone as gone:
            self.close()
            raise BackendError(_crashed(self.name, gone), detail=gone.log) from gone

    def _asked(self, question: Question, checkpoint: Checkpoint) -> Answer:
        pipe = self._ready(checkpoint)
        frames = [
            {"jpeg": base64.b64encode(each.jpeg).decode("ascii"), "seconds": each.seconds}
            for each in question.frames
        ]
        reply = pipe.request(
            "caption",
            seconds=self._seconds,
            checkpoint=checkpoint,
            what=self.name,
            kind=question.kind,
            frames=frames,
            prompt=question.prompt,
            system=question.system,
            max_tokens=question.max_tokens,
            seed=question.seed,
        )
        if not reply["ok"]:
            raise self._refused(reply, pipe)
        text = str(reply.get("text", ""))
        if not text.strip():
            raise BackendError(tr("{name} answered with nothing.", name=self.name), detail=pipe.log)
        return Answer(
            raw=text,
            model=self.name,
            finish=str(reply.get("finish", "stop")),
            seconds=float(reply.get("seconds", 0.0)),
            tokens_in=reply.get("tokens_in"),
            tokens_out=reply.get("tokens_out"),
        )

    def _ready(self, checkpoint: Checkpoint) -> WorkerPipe:
        """Return a worker that has loaded the model."""
        if self._pipe is not None:
            return self._pipe
        try:
            pipe = WorkerPipe(self._python, self._variables)
        except CannotStart as error:
            raise BackendError(str(error), detail=error.detail, fatal=True) from error
        self._pipe = pipe
        try:
            self._greet(pipe, checkpoint)
            self._load_model(pipe, checkpoint)
        except BaseException:
            self.close()
            raise
        return pipe

    def _greet(self, pipe: WorkerPipe, checkpoint: Checkpoint) -> None:
        try:
            facts = greeted(self._python, pipe, checkpoint)
        except WorkerGone as gone:
            sentence = no_python(self._python, gone)
            raise BackendError(sentence, detail=gone.log, fatal=True) from gone
        if facts.trouble:
            raise BackendError(facts.trouble, detail=pipe.log, fatal=True)

    def _load_model(self, pipe: WorkerPipe, checkpoint: Checkpoint) -> None:
        try:
            reply = pipe.request(
                "load",
                seconds=_LOAD_SECONDS,
                checkpoint=checkpoint,
                what=tr("Loading {name}", name=self.name),
                model=self._model,
                **asdict(self._loading),
            )
        except WorkerGone as gone:
            sentence = _not_loaded(self.name, gone.code)
            raise BackendError(sentence, detail=gone.log, fatal=True) from gone
        if reply["ok"]:
            return
        sentence = str(reply.get("trouble", ""))
        if reply.get("kind") == "memory":
            sentence = tr(
                "There is not enough memory for {name}: close what else uses the graphics card, "
                "load it in 4 bit, or choose a smaller model.",
                name=self.name,
            )
        raise BackendError(sentence, detail=_detail(reply, pipe), fatal=True)

    def _refused(self, reply: Reply, pipe: WorkerPipe) -> BackendError:
        detail = _detail(reply, pipe)
        if reply.get("kind") == "memory":
            sentence = tr("The graphics card has too little free memory for so many pictures.")
            return BackendError(sentence, detail=detail, too_long=True)
        return BackendError(str(reply.get("trouble", "")), detail=detail)


def _crashed(name: str, gone: WorkerGone) -> str:
    return tr(
        "{name} crashed twice (code {code}) and is started again for the next one.",
        name=name,
        code=gone.code,
    )


def _not_loaded(name: str, code: int | None) -> str:
    if code is None:
        return tr(
            "{name} cannot be loaded: the worker took too long; a smaller model, or 4 bit, needs "
            "less memory.",
            name=name,
        )
    return tr(
        "{name} cannot be loaded: the worker ended with code {code}; a smaller model, or 4 bit, "
        "needs less memory.",
        name=name,
        code=code,
    )


def _detail(reply: Reply, pipe: WorkerPipe) -> str:
    return f"{reply.get('detail', '')}\n{pipe.log}".strip()
