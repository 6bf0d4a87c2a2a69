"""What is asked of a model and what comes back, whoever runs it.

A `Backend` answers one `Question` at a time and says in a `BackendError` what its failure means for
the work: ask again, ask for less, go on with the next, or stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from app.core.errors import AppError
from app.core.jobs import Checkpoint
from app.core.library.captioned import Key


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture that is shown to a model.

    Attributes:
        jpeg: The picture as a JPEG file.
        seconds: When it is shown, from the clip's first frame; 0.0 of a still.
    """

    jpeg: bytes
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How much of a clip or still a model is shown, and how much it may say.

    Attributes:
        frames: Most pictures of a clip, 1 or more.
        per_second: Pictures for each second of it, until there are ``frames``.
        long_side: Pixels of a picture's longer side; smaller pictures are not enlarged.
        max_tokens: Most tokens of the reply.
    """

    frames: int = 16
    per_second: float = 2.0
    long_side: int = 512
    max_tokens: int = 320


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is asked of a model.

    Attributes:
        key: What it is about; of no row (id 0) where it is about none.
        kind: What the model sees: one picture, the pictures of a clip in time order, or nothing.
        frames: The pictures; none where ``kind`` is "text".
        prompt: The task, as it is sent.
        system: What the model is told to be; may be empty.
        max_tokens: Most tokens of the reply.
        seed: Of the model's choice of words; the same question gives the same reply where the
            server can do that.
        duration: Seconds of the clip as it is trained; 0.0 where there is none.
    """

    key: Key
    kind: Literal["image", "video", "text"]
    frames: tuple[Frame, ...] = ()
    prompt: str
    system: str = ""
    max_tokens: int = 320
    seed: int = 1
    duration: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A model's reply.

    Attributes:
        raw: The reply as it came; never empty.
        model: What answered, as it names itself.
        finish: Why it ended: "stop", "length" (the limit of tokens came first), or the server's
            own word.
        seconds: How long it took, without waiting for one's turn.
        tokens_in: Tokens of the question; None where unknown.
        tokens_out: Tokens of the reply; None where unknown.
    """

    raw: str
    model: str
    finish: str = "stop"
    seconds: float = 0.0
    tokens_in: int | None = None
    tokens_out: int | None = None


class BackendError(AppError):
    """A question was not answered; see `AppError` for the sentence.

    Attributes:
        again: The same question may be answered later: worth a retry.
        wait: Seconds the server asked to be left alone before that; None where it said nothing.
        too_long: The question is too large for the model: worth a retry with fewer pictures.
        fatal: No question would be answered (no access, no such model): the batch ends here.
        busy: It is asked too much at once: worth to ask for fewer at once.
    """

    def __init__(  # noqa: PLR0913 -- each says one thing of the failure
        self,
        message: str,
        *,
        detail: str = "",
        again: bool = False,
        wait: float | None = None,
        too_long: bool = False,
        fatal: bool = False,
        busy: bool = False,
    ) -> None:
        super().__init__(message, detail=detail)
        self.again = again
        self.wait = wait
        self.too_long = too_long
        self.fatal = fatal
        self.busy = busy


class Backend(Protocol):
    """Something that runs a model."""

    @property
    def name(self) -> str:
        """For people: which server, which program."""
        ...

    @property
    def concurrency(self) -> int:
        """Most questions that may be asked at once, from as many threads."""
        ...

    def ask(self, question: Question, checkpoint: Checkpoint) -> Answer:
        """Return the answer; blocks, off the GUI thread.

        The checkpoint is called at least five times a second while waiting, from the caller's
        thread or another.

        Raises:
            BackendError: There is none.
            Stopped: The checkpoint said so; what was under way has been given up.
        """
        ...

    def close(self) -> None:
        """Free what it holds; harmless when called twice."""
        ...
