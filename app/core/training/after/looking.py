"""The tests of a run, as they stand, and their films: checkpoint × strength by prompt × seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core import paths
from app.core.language import tr
from app.core.training.after.generating import cell_folder
from app.core.training.after.testing import TEST_FILE
from app.core.training.after.trial import Trial, read_trial
from app.core.training.folder import RUN_FILE, TESTS
from app.core.training.model import RunState
from app.core.training.recipe.values import value_text
from app.core.training.results.found import Checkpoint, Results, Sample, SamplePrompt
from app.core.training.results.sample_table import Column, SampleTable
from app.core.training.results.wholeness import sample_is_whole
from app.core.training.runs.life import state_of

_HUGE = 4 * 1024 * 1024  # bytes of a file that nobody wrote


@dataclass(frozen=True, slots=True)
class Tested:
    """A test.

    Attributes:
        state: With "dead" where its supervisor is gone.
        results: Its films as samples, its lines as prompts.
        table: The same: a row a line, a column a checkpoint at a strength.
    """

    folder: Path
    trial: Trial
    state: RunState
    results: Results
    table: SampleTable


def folders_of_tests(run_folder: Path) -> list[Path]:
    """Return the folders of a run's tests, the newest last."""
    try:
        found = list((run_folder / TESTS).iterdir())
    except OSError:
        return []
    return sorted(each for each in found if (each / RUN_FILE).is_file())


def look_at_test(folder: Path, known: tuple[Checkpoint, ...] = ()) -> Tested | None:
    """Return a test as it is now; None where the folder holds none.

    Args:
        folder: The test's.
        known: The checkpoints of its run, for their stars and notes.
    """
    try:
        if (folder / TEST_FILE).stat().st_size > _HUGE:
            return None
        trial = read_trial(paths.text_of(folder / TEST_FILE, "replace"))
    except OSError:
        return None
    if trial is None:
        return None
    prompts = tuple(_prompt(trial, *line) for line in trial.lines)
    cells = _cells(folder, trial)
    samples = tuple(cells[key] for key in sorted(cells, key=lambda cell: (cell[1], cell[0])))
    results = Results(checkpoints=known, samples=samples, prompts=prompts)
    rows = tuple(range(len(prompts)))
    columns = tuple(
        Column(
            f"{tried.label} · ×{value_text(strength)}",
            tried.epoch,
            tried.step,
            tried.attempt,
            of_epoch=tried.epoch is not None,
        )
        for tried, strength in trial.cells
    )
    return Tested(folder, trial, state_of(folder), results, SampleTable(rows, columns, cells))


def _prompt(trial: Trial, text: str, seed: int) -> SamplePrompt:
    said = text if len(trial.seeds) == 1 else tr("{text} · seed {seed}", text=text, seed=seed)
    line = f"{text} --w {trial.width} --h {trial.height} --f {trial.frames} --d {seed}"
    return SamplePrompt(line, said, {"d": str(seed), "n": trial.negative})


def _cells(folder: Path, trial: Trial) -> dict[tuple[int, int], Sample]:
    """Return the films that are whole, by line and cell.

    The script writes the films of a command in the order of its lines, named by the time.
    """
    found: dict[tuple[int, int], Sample] = {}
    for column, (tried, _) in enumerate(trial.cells):
        for row, path in enumerate(_films(cell_folder(folder, column))):
            if row >= len(trial.lines):
                break
            sample = _sample(path, row, trial.lines[row][1], tried.epoch, tried.step)
            if sample is not None:
                found[row, column] = sample
    return found


def _films(folder: Path) -> list[Path]:
    try:
        return sorted(each for each in folder.iterdir() if each.suffix == ".mp4")
    except OSError:
        return []


def _sample(path: Path, row: int, seed: int, epoch: int | None, step: int | None) -> Sample | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    if not sample_is_whole(path):
        return None  # it is being written
    return Sample(
        path=path,
        prompt=row,
        epoch=epoch,
        step=step,
        seed=seed,
        when=stat.st_mtime,
        size=stat.st_size,
        changed=stat.st_mtime_ns,
    )
