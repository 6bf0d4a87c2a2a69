"""What a command prints: JSON for scripts, tables and bars for people."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Literal, TypeVar

import rich.box
import rich.progress
import typer
from rich.cells import cell_len, set_cell_size
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from app.cli.streams import unprinted
from app.core.amounts import duration
from app.core.jobs import JobContext, Pace, Progress

T = TypeVar("T")

_NO_TERMINAL = 200  # characters of a table in a pipe or file
JsonFlag = Annotated[
    bool, typer.Option("--json", help="Print JSON for scripts on stdout; messages go to stderr.")
]


def print_json(value: object) -> None:
    """Print ``value`` as one JSON document on stdout."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    try:
        text.encode()
    except UnicodeEncodeError:  # a file name that is no Unicode text: keep it readable by parsers
        text = json.dumps(value, indent=1)
    try:
        sys.stdout.write(text + "\n")
    except OSError as error:
        raise unprinted(error) from error


def console() -> Console:
    """Return the console of stdout; it wraps to the terminal's width, and nowhere in a pipe."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, soft_wrap=True, width=_NO_TERMINAL)


def _print(drawn: RenderableType) -> None:
    try:
        console().print(drawn)
    except OSError as error:
        raise unprinted(error) from error


def say(text: str) -> None:
    """Print a line for people on stdout; no markup is read in it."""
    _print(Text(text))


def say_exactly(text: str) -> None:
    """Print a text on stdout that no terminal's width changes, so that it can be pasted."""
    try:
        sys.stdout.write(text + "\n")
    except OSError as error:
        raise unprinted(error) from error


def warn(text: str) -> None:
    """Print a line for people on stderr: what they should know beside the result."""
    sys.stderr.write(text + "\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print a table.

    A column whose name begins with ``>`` is right-aligned; where the last one's name ends with
    ``…``, its texts are cut to the terminal's width.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if columns[-1].endswith("…"):
        _cut_last(columns, cells, console().width)
    drawn = Table(title=title or None, title_justify="left", box=rich.box.SIMPLE_HEAD)
    for column in columns:
        side: Literal["left", "right"] = "right" if column.startswith(">") else "left"
        drawn.add_column(Text(column.strip(">…")), justify=side, overflow="fold")
    for row in cells:
        drawn.add_row(*map(Text, row))
    _print(drawn)


def _cut_last(columns: Sequence[str], cells: list[list[str]], width: int) -> None:
    """Shorten the last column of a table to what ``width`` leaves for it, but not below 20."""
    used = 0
    for number, column in enumerate(columns[:-1]):
        used += 3 + max(cell_len(text) for text in (column, *(row[number] for row in cells)))
    left = max(20, width - used - 4)
    for row in cells:
        if cell_len(row[-1]) > left:
            row[-1] = set_cell_size(row[-1], left - 1).rstrip() + "…"


def facts(rows: Iterable[tuple[str, object]]) -> None:
    """Print names and values in two columns."""
    drawn = Table.grid(padding=(0, 2))
    drawn.add_column(style="dim")
    drawn.add_column(overflow="fold")
    for name, value in rows:
        drawn.add_row(Text(name), Text(str(value)))
    _print(drawn)


def run(title: str, work: Callable[..., T], *args: object, **kwargs: object) -> T:
    """Run blocking ``work`` as a job, with a progress bar on stderr where a person looks.

    ``work`` gets the further arguments and a ``checkpoint``. Ctrl+C stops it cleanly and raises
    KeyboardInterrupt here.
    """
    with _bar() as bar, ThreadPoolExecutor(1) as pool:
        task = bar.add_task(title, total=None, left="")
        pace = Pace()

        def report(progress: Progress) -> None:
            left = pace.seconds_left(progress)
            bar.update(
                task,
                description=f"{title} {progress.what}".rstrip(),
                completed=progress.done,
                total=progress.total or None,
                left="" if left is None else f"{duration(left)} left",
            )

        async def job() -> T:
            context = JobContext(report, pool=pool, per_second=10)
            return await context.in_thread(work, *args, checkpoint=context.checkpoint, **kwargs)

        return asyncio.run(job())


def _bar() -> rich.progress.Progress:
    console = Console(stderr=True)
    return rich.progress.Progress(
        rich.progress.TextColumn("{task.description}", markup=False),
        rich.progress.BarColumn(bar_width=30),
        rich.progress.TaskProgressColumn(),
        rich.progress.TextColumn("{task.fields[left]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
