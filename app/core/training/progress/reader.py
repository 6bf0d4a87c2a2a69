"""Reads what the trainer prints, as it comes: bytes in, `Summary` out.

The bytes may be cut anywhere and may come from a file, a pipe or a terminal; what they give is the
same whole and one at a time. Speed alone needs the times at which they came. From musubi-tuner
0.3.4, ``training/trainer_base``, ``cache_latents``, ``cache_text_encoder_outputs``,
``wan_generate_video``.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Any

from app.core.language import noted, tr
from app.core.planner.caches.printed import LogReader as CountReader
from app.core.planner.caches.printed_lines import Lines, parts
from app.core.training.model import Point
from app.core.training.progress import outputs, remarks, rounds, stage
from app.core.training.progress.bars import Bar, bar_of, without_passed
from app.core.training.progress.causes import cause_of, is_words
from app.core.training.progress.comparing import compare, counts_of
from app.core.training.progress.course import Course
from app.core.training.progress.outputs import Outputs
from app.core.training.progress.pace import Pace
from app.core.training.progress.remarks import Remarks
from app.core.training.progress.stage import Stage, amount
from app.core.training.progress.summary import Counts, Kind, Summary, Totals, Trouble
from app.core.training.progress.trouble import trouble_of

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_LOGGED = re.compile(r"(INFO|WARNING|ERROR|DEBUG|CRITICAL):[\w.]*:\s*")
_COMPLETE = noted(
    "The training came to its end and its last file is saved; only its launcher was ended from "
    "outside."
)
_NO_LOSS = noted(
    "The loss is no number any more since step {step:,}: stop it, lower the learning rate, or look "
    "for a damaged clip; go on from a checkpoint before that step."
)
_EPOCH = re.compile(r"epoch (\d{1,9})/(\d{1,9})\s*$")
_NOISE = ("epoch is incremented", "^")
_COUNTING = frozenset(("override", "num", "gradient", "total", "batch", "running"))
_LOUD = ("WARNING", "ERROR", "CRITICAL")
_KNOWN = frozenset((*stage.WORDS, *outputs.WORDS, *remarks.WORDS, *_COUNTING, "Traceback", "epoch"))
_AT_ONCE = 1 << 20  # bytes that are read in one go
_TAIL, _WIDTH = 600, 4000  # lines that are kept for what went wrong, letters of each
_WORDS = 12  # lines that are the last words
_TRACEBACK = "Traceback (most recent call last):"


class LogReader:
    """Reads the output of one step."""

    def __init__(
        self,
        kind: Kind,
        totals: Totals | None = None,
        *,
        argv: Sequence[str] = (),
        recipe: Mapping[str, Any] | None = None,
    ) -> None:
        """Begin.

        Args:
            kind: Which program prints it.
            totals: What the plan knows.
            argv: The step's command; it tells what a missing file was for.
            recipe: The recipe's values by option, for the next step of the memory ladder.
        """
        self.kind = kind
        self._totals = totals or Totals()
        self._argv, self._recipe = argv, recipe or {}
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines = Lines()
        self._counter = CountReader()
        self._course = Course(self._totals, self._recipe)
        self._stage = Stage(kind, self._totals)
        self._outputs = Outputs()
        self._remarks = Remarks()
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self._now: float | None = None
        self._erred = self._ended = False
        self._done = 0
        self._trouble: Trouble | None = None

    # ------------------------------------------------------------------------------- reading

    def feed(self, data: bytes, now: float | None = None) -> None:
        """Read on.

        Args:
            data: What came.
            now: When it came, seconds of any clock that goes on; None: nobody knows.
        """
        self._now = now
        for start in range(0, len(data), _AT_ONCE):
            self._text(self._decoder.decode(data[start : start + _AT_ONCE]))
        bar = bar_of(_ESCAPES.sub("", self._lines.rest)) if self._lines.rest else None
        if bar is not None:  # it has no end before the next is drawn
            self._bar(bar)

    def finish(self, code: int | None) -> Summary:
        """Read what is left, and say what went wrong.

        Args:
            code: Its exit code; below 0 the signal that ended it. None: nobody knows; then only
                the output says whether it failed.
        """
        self._text(self._decoder.decode(b"", final=True))
        for line, ended in self._lines.close():
            self._line(line, ended)
        self._counter.close()
        failed = code != 0 if code is not None else self._erred
        if failed:
            self._trouble = trouble_of(
                "\n".join(self._tail),
                self.kind,
                code=code,
                argv=self._argv,
                recipe=self._recipe,
            )
            if self._stage.finished and code is not None and code < 0:
                self._trouble = Trouble(tr(_COMPLETE), "stopped")
        elif code == 0:
            self._ended = True
            self._stage.end()
        return self.summary

    def _text(self, text: str) -> None:
        passed = without_passed(text, all_bars=self._course.broken_at is not None)
        for line, ended in self._lines.feed(passed):
            self._line(line, ended)

    def _line(self, line: str, ended: bool) -> None:
        if "\x1b" in line:
            line = _ESCAPES.sub("", line)
        if not self._course.begun:
            self._counter.line(line, ended=ended)
        bar = bar_of(line) if "[" in line else None
        if bar is not None:
            self._bar(bar)
            line = bar.behind
        if not line or line.isspace():
            return
        for part in parts(line):
            self._part_of_line(part)

    def _part_of_line(self, line: str) -> None:
        logged = _LOGGED.match(line)
        level = logged[1] if logged else ""
        message = (line[logged.end() :] if logged else line).strip()
        if not message or message.startswith(_NOISE):
            return
        self._tail.append(line if len(line) <= _WIDTH else _shortened(line))
        word = message.split(None, 1)[0]
        if word not in _KNOWN and level not in _LOUD and "Warning: " not in message:
            return
        if word == "Traceback":
            self._erred = self._erred or message.startswith(_TRACEBACK)
        self._remarks.read(level, word, message)
        self._outputs.read(word, message)
        if word in _COUNTING and self._course.begun:
            self._counter.line(line, ended=True)
        elif word == "epoch" and (found := _EPOCH.match(message)):
            self._course.epoch(int(found[1]), int(found[2]))
        elif self._stage.read(word, message):
            self._course.pause()
        if message.startswith(rounds.BEGINS):
            self._course.sample(self._now)
        elif message.startswith(rounds.ENDS):
            self._course.sampled(self._now)

    def _bar(self, bar: Bar) -> None:
        if bar.name != "steps" or bar.total is None:
            self._stage.draw(bar)
            return
        further = self._course.draw(bar, self._now)
        self._stage.step(bar.done, further=further)
        if further and self._erred:  # it was no error that ends it
            self._tail.clear()
            self._erred = False

    # ------------------------------------------------------------------------------- summing

    @property
    def summary(self) -> Summary:
        """What was read so far."""
        counts = counts_of(self._counter.runs[-1] if self._counter.runs else None)
        for key, sentence in compare(self.kind, counts, self._totals, ended=self._ended):
            self._remarks.say(key, sentence)
        broken = self._course.broken_at
        if broken is not None:
            self._remarks.say("loss", tr(_NO_LOSS, step=broken))
        point = self._course.point(counts, self._now)
        done, total = self._amount(counts, point)
        outputs = self._outputs
        return Summary(
            kind=self.kind,
            phase=self._stage.words(len(counts.files)),
            part=self._stage.part,
            done=done,
            total=total,
            point=point,
            checkpoints=outputs.checkpoints,
            states=outputs.states,
            removed=outputs.removed,
            samples_at=outputs.samples_at,
            saved=outputs.saved,
            finished=self._stage.finished,
            warnings=self._remarks.sentences(),
            trouble=self._trouble,
            last_words=self.last_words(),
            counts=counts,
        )

    def _amount(self, counts: Counts, point: Point | None) -> tuple[int, int | None]:
        """Return what is done, and of how much."""
        if self.kind in ("cache_latents", "cache_text"):
            batches = self._totals.batches
            self._done = max(self._done, amount(counts.batches, self._stage))
            known = [each for each in batches if each is not None]
            return self._done, sum(known) if known and len(known) == len(batches) else None
        if self.kind == "generate":
            return len(self._outputs.saved), self._stage.prompts or 1
        if point is not None:
            return point.step, point.steps or None
        return 0, counts.steps or self._totals.steps

    @property
    def pace(self) -> Pace:
        """How fast its steps are."""
        return self._course.pace

    def last_words(self, most: int = _WORDS) -> tuple[str, ...]:
        """Return its last lines: without bars, carets, and what accelerate says of an error."""
        lines = list(self._tail)
        if self._erred:
            cause = cause_of(lines)
            lines = [*cause.before.split("\n"), *cause.calls.split("\n"), *cause.error.split("\n")]
        return tuple(line for line in lines if is_words(line))[-most:]


def _shortened(line: str) -> str:
    """Return a long line without its middle: accelerate's verdict stands at its end."""
    return f"{line[: _WIDTH // 2]} … {line[-_WIDTH // 2 :]}"
