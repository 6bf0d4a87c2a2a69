"""An average of checkpoints through the trainer's own tool: post-hoc EMA.

From musubi-tuner 0.3.4, ``lora_post_hoc_ema.py``: ``average = average·beta + next·(1 - beta)``, the
oldest first. ``--beta`` to ``--beta2`` moves on from the first step to the last; with
``--sigma_rel`` beta follows from the place: ``(1 - 1/t)^(gamma+1)``, which is 0 at the second file,
so that the first one has no share in it.
"""

from __future__ import annotations

import queue
import re
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.core import store
from app.core.errors import AppError
from app.core.jobs import Checkpoint as Step
from app.core.jobs import Progress, ignore
from app.core.language import tr
from app.core.process import Program, environment
from app.core.training.model import Command
from app.core.training.results.found import Checkpoint
from app.core.training.results.header import WeightsError, read_header
from app.core.training.results.names import ENDING

BETA, SIGMA = 0.9, 0.2  # what is offered at first; the trainer's notes suggest 0.8-0.95, 0.15-0.25
LEAST_SIGMA, MOST_SIGMA = 0.05, 0.28  # above, the power function has no solution
SCRIPT = "lora_post_hoc_ema.py"
_LINES = 12  # of what the tool said last, kept for its trouble
_LOOK_EVERY = 0.1  # seconds
_GRACE = 10.0  # seconds that it may take to end after its last word
_AT_WORK = "Loading weights from"  # what the tool says of each file


class AverageError(AppError):
    """Checkpoints cannot be averaged."""


@dataclass(frozen=True, slots=True)
class Averaging:
    """How checkpoints are averaged.

    Attributes:
        beta: How much of the average stays at each step, 0-1.
        beta2: The same at the last step; None: as ``beta``.
        sigma_rel: Breadth of a power function in its place; None: by ``beta``.
    """

    beta: float = BETA
    beta2: float | None = None
    sigma_rel: float | None = None

    def betas(self, count: int) -> list[float]:
        """Return how much of the average stays as each file but the first is added."""
        steps = count - 1
        if self.sigma_rel is not None:
            power = _gamma(self.sigma_rel) + 1
            return [(1 - 1 / (n + 1)) ** power for n in range(steps)]
        last = self.beta if self.beta2 is None else self.beta2
        if steps == 1:
            return [self.beta]
        return [self.beta + (last - self.beta) * n / (steps - 1) for n in range(steps)]

    def shares(self, count: int) -> list[float]:
        """Return the share of each of ``count`` files in the average, the oldest first; sum 1."""
        shares = [1.0]
        for beta in self.betas(count):
            shares = [*(share * beta for share in shares), 1 - beta]
        return shares

    @property
    def options(self) -> tuple[str, ...]:
        """What the tool is told."""
        if self.sigma_rel is not None:
            return ("--sigma_rel", f"{self.sigma_rel:g}")
        second = () if self.beta2 is None else ("--beta2", f"{self.beta2:g}")
        return ("--beta", f"{self.beta:g}", *second)

    @property
    def words(self) -> str:
        """It in a few words, as in a file's name: ``b0.9``."""
        if self.sigma_rel is not None:
            return f"s{self.sigma_rel:g}"
        return f"b{self.beta:g}" + ("" if self.beta2 is None else f"-{self.beta2:g}")


def _gamma(sigma_rel: float) -> float:
    """Return the power whose average has a relative breadth; the tool's own sum.

    The positive root of ``g³ + 7g² + (16 - s⁻²)g + 12 - s⁻²`` (arXiv 2312.02696, algorithm 2).
    """
    import numpy as np

    t = sigma_rel**-2
    roots = np.roots([1, 7, 16 - t, 12 - t])
    good = roots[np.isreal(roots) & (roots.real >= 0)].real
    if not len(good):
        raise AverageError(
            tr(
                "sigma_rel {sigma_rel:g} is too large; give at most {most_sigma}.",
                sigma_rel=sigma_rel,
                most_sigma=MOST_SIGMA,
            )
        )
    return float(good.max())


def trouble_with(chosen: Sequence[Checkpoint]) -> str:
    """Return why checkpoints cannot be averaged; empty: they can. Reads their headers.

    They must be of the same layers and ranks.
    """
    if len(chosen) < 2:
        return tr("Choose two checkpoints or more: an average of one is itself.")
    try:
        first, *rest = (_shape(each.path) for each in chosen)
    except WeightsError as error:
        return str(error)
    for checkpoint, shape in zip(chosen[1:], rest, strict=True):
        if shape != first:
            return tr(
                '"{name}" has other layers or another rank than "{other}"; choose '
                "checkpoints of one kind.",
                name=checkpoint.name,
                other=chosen[0].name,
            )
    return ""


def _shape(path: Path) -> dict[str, tuple[int, ...]]:
    return {name: tensor.shape for name, tensor in read_header(path).tensors.items()}


def average_name(run_name: str, chosen: Sequence[Checkpoint], averaging: Averaging) -> str:
    """Return a file's name for an average: ``name-average-e5-e9-b0.9.safetensors``."""
    first, last = _place(chosen[0]), _place(chosen[-1])
    return f"{run_name}-average-{first}-{last}-{len(chosen)}of-{averaging.words}{ENDING}"


def _place(each: Checkpoint) -> str:
    if each.epoch is not None and each.kind != "step":
        return f"e{each.epoch}"
    return f"s{each.step}" if each.step is not None else re.sub(r"\W", "_", Path(each.name).stem)


def average_command(
    python: Path, script: Path, chosen: Sequence[Checkpoint], output: Path, averaging: Averaging
) -> Command:
    """Return the command that makes an average; its step says nothing.

    Args:
        python: The trainer's own.
        script: `SCRIPT` in the trainer's folder.
        chosen: The oldest first: that order is kept.
        output: The file to be written.
        averaging: How.
    """
    files = [str(each.path) for each in chosen]
    argv = (str(python), str(script), *files, "--no_sort", *averaging.options)
    return Command("train", (*argv, "--output_file", str(output)), {}, str(script.parent))


def average(
    python: Path,
    script: Path,
    chosen: Sequence[Checkpoint],
    output: Path,
    averaging: Averaging,
    *,
    checkpoint: Step = ignore,
) -> Path:
    """Average checkpoints in the trainer's Python; return the file: it is whole, and alike.

    Raises:
        AverageError: They do not fit together, or the tool failed; the sentence has its words.
        CannotStart: The trainer's Python cannot be run.
        WriteError: The file cannot be written.
        Stopped: The checkpoint said so; the tool has ended then.
    """
    trouble = trouble_with(chosen)
    if trouble:
        raise AverageError(trouble)
    with store.replacing(output) as part:
        command = average_command(python, script, chosen, part, averaging)
        _run(command, len(chosen), checkpoint)
        _verify(part, chosen[0].path)
    return output


def _verify(made: Path, like: Path) -> None:
    """Raise `AverageError` unless a file has the tensors of another."""
    try:
        good = _shape(made) == _shape(like)
    except WeightsError as error:
        raise AverageError(
            tr(
                "The trainer's tool ended well but wrote no whole file; look whether the disk is "
                "full."
            ),
            detail=str(error),
        ) from error
    if not good:
        raise AverageError(
            tr("The average has other layers than its checkpoints; it was not kept.")
        )


def _run(command: Command, count: int, checkpoint: Step) -> None:
    program = Program(command.argv, folder=Path(command.folder), variables=environment(command.env))
    lines: queue.Queue[str | None] = queue.Queue()
    readers = [
        threading.Thread(target=_read, args=(pipe, lines), name="average")
        for pipe in (program.stdout, program.stderr)
    ]
    for reader in readers:
        reader.start()
    try:
        words = _follow(lines, len(readers), count, checkpoint)
        code = program.wait(_GRACE)
    finally:
        program.end()
        for reader in readers:
            reader.join()
        program.close()
    if code != 0:
        raise _failed(words)


def _follow(lines: queue.Queue[str | None], open_: int, count: int, checkpoint: Step) -> deque[str]:
    """Take lines until both pipes have ended; return the last of them."""
    words: deque[str] = deque(maxlen=_LINES)
    done = 0
    while open_:
        checkpoint(Progress(done, count + 1))
        try:
            line = lines.get(timeout=_LOOK_EVERY)
        except queue.Empty:
            continue
        if line is None:
            open_ -= 1
            continue
        done += line.startswith(_AT_WORK)
        words.append(line)
    return words


def _read(pipe: IO[bytes], lines: queue.Queue[str | None]) -> None:
    try:
        for line in pipe:
            text = line.decode("utf-8", "replace").strip()
            if text:
                lines.put(text)
    finally:
        lines.put(None)


def _failed(words: Sequence[str]) -> AverageError:
    # its two pipes are read side by side: what it says of its work may come after the error
    told = [line for line in words if not line.startswith(_AT_WORK)] or list(words)
    said = tr(
        "The trainer's tool {script} failed: {last}. See Trainer and models whether the trainer "
        "is well, or choose other checkpoints.",
        script=SCRIPT,
        last=told[-1] if told else tr("it said nothing"),
    )
    return AverageError(said, detail="\n".join(words))
