"""Commands on a trainer's dataset file: plan, check, resolutions."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import output
from app.cli.checking import check_project
from app.cli.machines import SchedulerOption
from app.cli.output import JsonFlag
from app.cli.values import size_value
from app.core.cache import Cache
from app.core.errors import DatasetError
from app.core.language import tr
from app.core.paths import exists, is_project, project_folder

if TYPE_CHECKING:
    from app.core.planner.rules import Rules

CheckedArgument = Annotated[
    Path,
    typer.Argument(
        metavar="DATASET.toml|PROJECT",
        help="A dataset file of musubi-tuner, or a project whose clips are looked at.",
        readable=False,
    ),
]
DatasetArgument = Annotated[
    Path,
    typer.Argument(
        metavar="DATASET.toml|PROJECT",
        help="A dataset file of musubi-tuner, or a project that was exported.",
        readable=False,
    ),
]


class Architecture(StrEnum):
    """What is trained; it decides the rate and the names of the cache files."""

    wan = "wan"
    hunyuan = "hunyuan"
    framepack = "framepack"


ArchitectureOption = Annotated[Architecture, typer.Option(help="The model that is trained.")]
TrainerOption = Annotated[
    str | None,
    typer.Option(metavar="VERSION|FOLDER", help="Whose rules: 0.3.4, or musubi-tuner's folder."),
]

LogOption = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A log of the trainer, to compare its counts with the plan."),
]

SwapOption = Annotated[
    int, typer.Option(min=0, max=39, help="Estimate for so many blocks_to_swap.")
]


class Model(StrEnum):
    """The size of what is trained, which memory and time depend on."""

    large = "14B"
    small = "1.3B"


_MOST_SWAP = {Model.large: 39, Model.small: 29}  # blocks less one
ModelOption = Annotated[Model, typer.Option(help="Estimate for this size of Wan.")]


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(plan)
    app.command()(check)
    app.command()(resolutions)


def plan(
    file: DatasetArgument,
    architecture: ArchitectureOption = Architecture.wan,
    trainer: TrainerOption = None,
    swap: SwapOption = 10,
    model: ModelOption = Model.large,
    as_json: JsonFlag = False,
) -> None:
    """Say what the trainer will make of a dataset: windows, buckets, samples, steps, losses.

    Nothing is decoded that need not be, and the trainer is not run. Memory and seconds are
    estimates for an RTX 3090, rank 32 and fp8_scaled weights.

    `rushes plan dataset.toml`

    `rushes plan my-project`
    """
    from app.core.planner.costs.setups import Setup
    from app.core.planner.files import plan_file
    from app.core.planner.report import plan_json
    from app.core.planner.tables.plan_table import plan_table

    found = output.run(
        "Planning",
        plan_file,
        _exported_of(file) if is_project(file) else file,
        architecture=architecture.value,
        rules=rules_of(trainer),
        cache=Cache(),
    )
    if as_json:
        output.print_json(plan_json(found))
        return
    setup = Setup(model=model.value, swap=min(swap, _MOST_SWAP[model]))
    shown = plan_table(found, setup, width=output.console().width)
    output.say(shown.sum)
    if shown.rows:
        output.table(shown.heads, shown.rows)
    if shown.beside:
        output.say(shown.beside)


def _exported_of(project: Path) -> Path:
    """Return the dataset file that was exported last of a project, given its folder or file."""
    from app.core.export.project_export import DATASET_FILE, FOLDER

    folder = project_folder(project) / FOLDER
    if not exists(folder / DATASET_FILE):
        raise DatasetError(tr('Nothing is exported in "{where}": export it first.', where=folder))
    return folder / DATASET_FILE


def check(
    file: CheckedArgument,
    architecture: ArchitectureOption = Architecture.wan,
    trainer: TrainerOption = None,
    log: LogOption = None,
    shots: Annotated[
        bool, typer.Option("--shots", help="Of a project: its shots and stills, too.")
    ] = False,
    scheduler: SchedulerOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Say what the trainer would refuse, drop or surprise you with; exit 1 if it would stop.

    Every film is decoded once, as the trainer will; the verdict is kept. With a log, what the
    trainer counted is compared with the plan, and an error it ended with is explained; exit 1 if
    a number differs.

    `rushes check dataset.toml`

    `rushes check dataset.toml --log caching.log`

    Of a project, its picked clips are looked at for cuts inside, bars, blur and the like; with
    --scheduler by the machines of a Dask scheduler. Exit 1 if a clip cannot be read.

    `rushes check my-project --shots`
    """
    if is_project(file):
        check_project(file, shots=shots, scheduler=scheduler, as_json=as_json)
        return
    for given, option in ((shots, "--shots"), (scheduler, "--scheduler")):
        if given:
            raise typer.BadParameter("is of use with a project only", param_hint=option)
    from app.core.planner.caches.printed_compare import compare_file
    from app.core.planner.caches.printed_words import comparison_json, comparison_lines
    from app.core.planner.check import check_json, check_words
    from app.core.planner.files import check_file
    from app.core.training.progress.log_file import read_log_file

    found = output.run(
        "Checking",
        check_file,
        file,
        architecture=architecture.value,
        rules=rules_of(trainer),
        cache=Cache(),
    )
    compared = compare_file(found.plan, log) if log is not None else ()
    trouble = read_log_file(log).trouble if log is not None else None
    if as_json:
        said = trouble.sentence if trouble is not None else None
        counts = {"log": [comparison_json(each) for each in compared], "trouble": said}
        output.print_json({**check_json(found), **(counts if log else {})})
    else:
        lines = [check_words(found).rstrip("\n"), *comparison_lines(compared)]
        if trouble is not None:
            lines.append(f"log: {trouble.sentence}")
        output.say("\n".join(lines))
    if not found.ok or any(each.alarms for each in compared):
        raise typer.Exit(1)


def resolutions(
    size: Annotated[str, typer.Argument(metavar="WxH", help="The films' size: 1920x1040.")],
    frames: Annotated[int, typer.Option(min=1, help="Frames of a sample.")] = 1,
    tokens: Annotated[int | None, typer.Option(min=1, help="The most a sample may cost.")] = None,
    tolerance: Annotated[
        float, typer.Option(min=0.0, max=50.0, help="The most the aspect may differ, percent.")
    ] = 3.0,
    as_json: JsonFlag = False,
) -> None:
    """List sizes to train at: divisible by 16, near an aspect, and the bucket that really results.

    `rushes resolutions 1920x1040 --frames 45 --tokens 4000`
    """
    from app.core.planner.resolutions import find_resolutions, resolutions_json

    width, height = size_value(size)
    found = find_resolutions(width, height, frames=frames, tokens=tokens, tolerance=tolerance)
    if as_json:
        output.print_json(resolutions_json(found))
        return
    rows = (
        (
            f"{one.width}x{one.height}",
            f"{100 * float(one.aspect_error):+.1f} %",
            f"{100 * one.crop:.1f} %",
            f"{one.tokens:,}",
            f"{one.bucket[0]}x{one.bucket[1]}",
            f"{100 * one.bucket_crop:.1f} %",
        )
        for one in found
    )
    output.table((">size", ">aspect", ">cut off", ">tokens", ">bucket", ">cut off there"), rows)
    output.say(f"{len(found)} sizes for {width}x{height}, {frames} frames.")


def rules_of(trainer: str | None) -> Rules:
    """Return the rules of a trainer given by its version or folder; None means the usual one."""
    from app.core.planner.rules import DEFAULT, rules_for, rules_of_checkout

    if trainer is None:
        return DEFAULT
    folder = Path(trainer)
    return rules_of_checkout(folder) if folder.is_dir() else rules_for(trainer)
