"""The check before a run: would the trainer run to its end with what is there now?

It runs in a process of its own, as it reads films; the supervisor stays light. What it finds goes
into the step's log, in sentences that `reading` knows again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from app.core import paths
from app.core.amounts import counted, disk_size
from app.core.errors import AppError
from app.core.language import tr
from app.core.training.folder import CACHING_FILE, EVENTS, OUTPUT, log_file, read_run
from app.core.training.model import Command, Run
from app.core.training.runs import own_words
from app.core.training.runs.room import needed_bytes

if TYPE_CHECKING:
    from app.core.jobs import Progress
    from app.core.planner.check import CheckReport
    from app.core.planner.plan import Plan
    from app.core.planner.rules import Rules

_TELL_EVERY = 0.5  # seconds
_FILES = (  # options of the trainer that name a file or folder it reads
    *("--vae", "--t5", "--clip", "--dit", "--dit_high_noise", "--network_weights"),
    *("--base_weights", "--resume", "--sample_prompts", "--dataset_config"),
)
_SHARE = 0.5  # an estimate that is off by more than this is none


def main(words: Sequence[str]) -> int:
    """Check the run in a folder; return 0 where it would run, 1 where not, 2 for wrong words.

    Args:
        words: The folder.
    """
    if len(words) != 1:
        return 2
    own_words.speak()
    folder = Path(words[0]).absolute()
    run = read_run(folder)
    if run is None:
        return 1
    with log_file(folder, "check").open("a", encoding="utf-8", errors="replace") as log:
        try:
            return 0 if _Check(folder, run, log).passes() else 1
        except AppError as error:
            log.write(f"error: {error}\n")
            return 1


class _Check:
    """One check."""

    def __init__(self, folder: Path, run: Run, log: IO[str]) -> None:
        self._folder, self._run, self._log = folder, run, log
        self._told = 0.0

    def passes(self) -> bool:
        """Return whether the run would reach its end."""
        from app.core.planner.check import check_lines, verdict_of
        from app.core.planner.names import names_of

        unwritable = [("machine", sentence) for sentence in self._unwritable()]
        changed = [("dataset", sentence) for sentence in self._changed()]
        quick = [*self._missing(), *unwritable, *changed]
        for about, sentence in quick:
            self._say(f"error ({about}): {sentence}")
        report = self._dataset()
        plan, ok = report.plan, report.ok
        wrong = [*self._other_count(plan), *self._little_room(plan)] if ok else []
        good = ok and not quick and all(grade.startswith("warning") for grade, _ in wrong)
        if good or not ok:
            self._say(verdict_of(report))
        for line in check_lines(report, names_of(plan.config)):
            self._say(line)
        for grade, sentence in wrong:
            self._say(f"{grade}: {sentence}")
        self._say("The run can begin." if good else "The run cannot begin.")
        return good

    def _say(self, line: str) -> None:
        self._log.write(line + "\n")
        self._log.flush()

    # ------------------------------------------------------------------------ what is not there

    def _missing(self) -> tuple[tuple[str, str], ...]:
        """Return what a command wants and is not there, each once."""
        every = [each for command in self._run.commands for each in _missing_of(command)]
        return tuple(dict.fromkeys(every))

    def _unwritable(self) -> Iterator[str]:
        """Yield folders that cannot be written."""
        for folder in (self._folder / OUTPUT, self._folder / EVENTS, *self._cache_folders()):
            trial = folder / ".rushes-trial"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                trial.write_bytes(b"")
                trial.unlink()
            except OSError as error:
                yield tr(
                    '"{folder}" cannot be written ({why}): check its permissions.',
                    folder=folder,
                    why=error.strerror,
                )

    def _cache_folders(self) -> list[Path]:
        from app.core.planner.text.entry_text import entries_of, read

        try:
            caching = self._folder / CACHING_FILE  # where something is held out
            file = caching if caching.exists() else self._folder / "dataset.toml"
            text = paths.text_of(file)
            named = [each.get("cache_directory") for each in entries_of(read(text))]
        except (OSError, UnicodeDecodeError, AppError):
            return []  # the plan says what is wrong with it
        return [Path(each) for each in named if isinstance(each, str) and each]

    def _changed(self) -> Iterator[str]:
        """Yield whether exported files are others than when the run was made."""
        dataset = self._folder.parents[1] / "dataset"
        changed = [each.name for each in self._run.files if _size(dataset / each.name) != each.size]
        if changed:
            yield tr(
                "{files} of the export changed since the run was made, the first is "
                "{first}: start a new run.",
                files=counted(len(changed), "file"),
                first=changed[0],
            )

    # ------------------------------------------------------------------------------ the dataset

    def _dataset(self) -> CheckReport:
        """Check the dataset file."""
        from app.core.cache import Cache
        from app.core.planner.files import check_file

        return check_file(
            self._folder / "dataset.toml",
            rules=self._rules(),
            cache=Cache(),
            working=self._working(),
            checkpoint=self._progress,
        )

    def _working(self) -> Path | None:
        folder = next((each.folder for each in self._run.commands if each.folder), "")
        return Path(folder) if folder else None

    def _rules(self) -> Rules:
        from app.core.errors import DatasetError
        from app.core.planner.rules import DEFAULT, rules_of_checkout

        try:
            folder = self._working()
            return rules_of_checkout(folder) if folder else DEFAULT
        except DatasetError:
            return DEFAULT

    def _progress(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told > _TELL_EVERY:
            self._told = now
            self._say(f"checked {100 * progress.fraction:.0f} % {progress.what}".rstrip())

    def _other_count(self, plan: Plan) -> Iterator[tuple[str, str]]:
        said, now = self._run.samples, plan.samples
        if said and now is not None and said != now:
            yield (
                "error",
                tr(
                    "The dataset gives {samples} now, {said:,} when the run was made: "
                    "files were changed since; start a new run.",
                    samples=counted(now, "sample"),
                    said=said,
                ),
            )

    def _little_room(self, plan: Plan) -> Iterator[tuple[str, str]]:
        """Yield disks that have less room than caches and checkpoints are likely to need."""
        for place, needed in needed_bytes(self._folder, self._run, plan):
            free = shutil.disk_usage(place).free
            if free < needed:
                grade = "error (room)" if free < needed * _SHARE else "warning (room)"
                yield (
                    grade,
                    tr(
                        "Caches and checkpoints need about {size}, and {free} are free "
                        'where "{place}" lies: free some space, or keep fewer checkpoints.',
                        size=disk_size(needed),
                        free=disk_size(free),
                        place=place,
                    ),
                )


def _missing_of(command: Command) -> Iterator[tuple[str, str]]:
    """Yield what it is about, see `reading.CHECKED`, and a sentence."""
    program = Path(command.argv[0]) if command.argv else Path()
    if command.argv and not program.is_file():
        yield (
            "trainer",
            tr('The trainer\'s Python is not at "{program}": choose it anew.', program=program),
        )
    if command.folder and not Path(command.folder).is_dir():
        yield (
            "trainer",
            tr('The trainer is not in "{folder}": choose its folder anew.', folder=command.folder),
        )
    for option, value in zip(command.argv, command.argv[1:], strict=False):
        made_later = command.step == "smoke" and option == "--dataset_config"  # of what is cached
        if option in _FILES and not made_later and not (Path(command.folder) / value).exists():
            about = "dataset" if option == "--dataset_config" else "model"
            yield (
                about,
                tr(
                    '"{value}", which {option} names, is not there: choose it anew.',
                    value=value,
                    option=option,
                ),
            )
    script = next((each for each in command.argv if each.endswith(".py")), "")
    if script and not (Path(command.folder) / script).is_file():
        yield (
            "trainer",
            tr(
                'The trainer\'s script "{script}" is not there: choose its folder anew.',
                script=script,
            ),
        )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
