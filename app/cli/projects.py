"""Commands on projects: demo, export, project export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import output
from app.cli.films import Detector, DetectorOption, ThresholdOption, check_threshold
from app.cli.machines import SchedulerOption, machines_for
from app.cli.output import JsonFlag
from app.cli.window import show_window
from app.core.cache import Cache

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from app.core.demo import Demo
    from app.core.export.others.report import OtherReport
    from app.core.export.report import ExportReport
    from app.core.library.project import Project

ProjectArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PROJECT", help="A project's folder, or its project.rushes.", readable=False
    ),
]


class OtherTrainer(StrEnum):
    """A trainer beside musubi-tuner."""

    diffusion_pipe = "diffusion-pipe"
    ai_toolkit = "ai-toolkit"
    simpletuner = "simpletuner"
    diffsynth = "diffsynth"
    finetrainers = "finetrainers"


project_app = typer.Typer(name="project", no_args_is_help=True, help="Work on a project's file.")


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command()(demo)
    app.command()(export)
    app.command()(find)
    app.add_typer(project_app)


def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="Where the project goes.", show_default=False, readable=False
        ),
    ] = None,
    window: Annotated[
        bool, typer.Option("--window", help="Show it all in the window instead.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Do the whole job on the film that comes along: shots, picks, captions, export, plan.

    A second run takes up the project it finds and writes only what changed.

    `rushes demo my-demo`
    """
    from app.core.demo import demo_folder, make_demo

    if window:
        show_window(demo=folder or demo_folder())
        return
    made = output.run("Demo", make_demo, folder or demo_folder(), cache=Cache())
    if as_json:
        output.print_json(made.to_json())
    else:
        show_demo(made)
    end_of(made.export)


def show_demo(made: Demo) -> None:
    """Print what the demo made, for people."""
    output.say(f"{made.shots} shots found in {made.film.name}; the best windows of the longest:")
    rows = ((clip.path.name, clip.frames, clip.row.caption) for clip in made.export.clips)
    output.table(("clip", ">frames", "caption…"), rows)
    output.say(f"{len(made.export.stills)} stills beside them, all in {made.export.folder}")
    output.say(f"\nWhat the trainer will make of {made.export.dataset_toml.name}:\n")
    output.say(made.words)


def export(
    project: ProjectArgument,
    trainer: Annotated[
        OtherTrainer | None,
        typer.Option(
            "--for",
            help="Write the frames musubi would train as files for another trainer instead.",
        ),
    ] = None,
    wsl: Annotated[
        bool,
        typer.Option("--wsl", help="With --for: write H:/x as WSL sees it, /mnt/h/x."),
    ] = False,
    scheduler: SchedulerOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a project's clips, stills, captions, dataset.toml and sample prompts.

    Only what changed is written; every clip is read back and counted. A caption that is being typed
    in the window is exported once its field was left.

    `rushes export my-project`

    With --for, each window of the plan becomes a clip of its own, and the other trainer's files are
    written beside, with a README.txt on what it will do differently.

    `rushes export my-project --for diffusion-pipe`

    With --scheduler, the machines of a Dask scheduler write clips and stills; films and project lie
    on storage that all of them share.

    `rushes export my-project --scheduler tcp://192.168.1.10:8786`
    """
    from app.core.amounts import counted
    from app.core.export.project_export import export_project
    from app.core.library.project import Project

    if wsl and trainer is None:
        raise typer.BadParameter("is of use with --for only", param_hint="--wsl")
    with Project.open(project) as opened:
        if typed := len(opened.drafts()):
            output.warn(
                f"{counted(typed, 'text')} being typed in the window, or cut off by a crash: not "
                "exported. Leave the field, or open the project in the window, and export again."
            )
        picked = {clip.source for clip in opened.clips(state="picked")}
        picked |= {still.source for still in opened.stills(state="picked")}
        films = [source for source in opened.sources() if source.id in picked]
        with machines_for(scheduler, opened, films, writes=True) as pool:
            if trainer is not None:
                export_for_other(opened, trainer, wsl=wsl, pool=pool, as_json=as_json)
                return
            report = output.run("Exporting", export_project, opened, cache=Cache(), pool=pool)
    if as_json:
        output.print_json(report.to_json())
    else:
        output.say(
            f"{len(report.clips)} clips and {len(report.stills)} stills in {report.folder}, "
            f"{report.written} written now."
        )
    end_of(report)


def export_for_other(
    project: Project, trainer: OtherTrainer, *, wsl: bool, pool: Executor | None, as_json: bool
) -> None:
    """Export an open project for a trainer beside musubi, and say what was done."""
    from app.core.export.others.trainers import TRAINERS
    from app.core.export.others.writing import export_for

    report = output.run(
        "Exporting",
        export_for,
        project,
        TRAINERS[trainer.value],
        wsl=wsl,
        cache=Cache(),
        pool=pool,
    )
    if as_json:
        output.print_json(report.to_json())
    else:
        show_other(report)
    end_of(report)


def find(
    project: ProjectArgument,
    detector: DetectorOption = Detector.exact,
    threshold: ThresholdOption = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also in films whose shots were found before.")
    ] = False,
    scheduler: SchedulerOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Find the shots of a project's films, of those that have none yet.

    Each film is an edit that the window can take back. With --scheduler, the machines of a Dask
    scheduler decode the films, which lie on storage that all of them share. Exit 1 where a film
    failed.

    `rushes find my-project --scheduler tcp://192.168.1.10:8786`
    """
    from app.core.finding import By, FilmFound, find_in_films
    from app.core.library.project import Project

    check_threshold(detector, threshold)
    with Project.open(project) as opened:
        films = [source for source in opened.sources() if again or not source.detector]
        with machines_for(scheduler, opened, films) as pool:
            found: list[FilmFound] = output.run(
                "Finding shots",
                find_in_films,
                opened,
                films,
                By(detector.value, threshold),
                cache=Cache(),
                pool=pool,
            )
        rows = [
            (each.source.stem, len(opened.cuts(each.source)), len(opened.shots(each.source)))
            for each in found
            if not each.trouble
        ]
    failed = [each for each in found if each.trouble]
    if as_json:
        output.print_json(
            {
                "films": [{"film": film, "cuts": cuts, "shots": n} for film, cuts, n in rows],
                "failures": [{"film": e.source.stem, "message": e.trouble} for e in failed],
            }
        )
    elif rows:
        output.table(("film", ">cuts", ">shots"), [(a, f"{b:,}", f"{c:,}") for a, b, c in rows])
    elif not failed:
        output.say("Every film has its shots: --again finds them anew.")
    for film in failed:
        output.warn(film.trouble)
    if failed:
        raise typer.Exit(1)


def show_other(report: OtherReport) -> None:
    """Print what was exported for another trainer, for people."""
    rows = (
        (each.folder, f"{len(each.placed):,}", f"{each.of.repeats:,}", f"{each.of.samples:,}")
        for each in report.layout.sets
    )
    output.table(("set…", ">files", ">repeats", ">samples/epoch"), rows)
    output.say(report.headline)
    output.say(f"{report.trainer.title} reads {report.config}")
    if report.differences:
        output.say(f"\nWhat {report.trainer.title} does differently from musubi-tuner:")
    for sentence in report.differences:
        output.say(f"- {sentence}")


def end_of(report: ExportReport | OtherReport) -> None:
    """Say on stderr what a person should know of an export; exit 1 where something is missing."""
    for sentence in report.sentences():
        output.warn(sentence)
    if not report.ok:
        raise typer.Exit(1)


@project_app.callback()
def project_root() -> None:
    """Work on a project's file."""


@project_app.command("export")
def export_readable(
    project: ProjectArgument,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.json", help="The file to write.", readable=False)
    ],
    as_json: JsonFlag = False,
) -> None:
    """Write the whole project as readable JSON, for reading, comparing and keeping.

    `rushes project export my-project my-project.json`
    """
    from app.core.library.project import Project
    from app.core.library.readable import export_readable as write_readable

    with Project.open(project) as opened:
        write_readable(opened, file)
    if as_json:
        output.print_json({"file": str(file)})
    else:
        output.say(f"{file} holds the whole project.")
