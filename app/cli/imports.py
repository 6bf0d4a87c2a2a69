"""The command that brings existing material into a project."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import output
from app.cli.output import JsonFlag
from app.core.cache import Cache
from app.core.errors import AppError
from app.core.paths import PROJECT_FILE, project_folder

if TYPE_CHECKING:
    from app.core.importing.bringing import Brought
    from app.core.importing.found import Choices, Found
    from app.core.library.project import Project


class Labels(StrEnum):
    """What becomes of the names of segments."""

    caption = "caption"
    tag = "tag"
    none = "none"


class DatasetsTo(StrEnum):
    """What becomes of a dataset file's entries."""

    add = "add"
    instead = "replace"
    leave = "leave"


def add_commands(app: typer.Typer) -> None:
    """Add this module's commands to the program."""
    app.command("import")(bring)


def bring(
    project: Annotated[
        Path,
        typer.Argument(
            metavar="PROJECT",
            help="A project's folder, or its project.rushes; made where it is not there.",
            readable=False,
        ),
    ],
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="What to import.", readable=False)
    ],
    trigger: Annotated[
        str,
        typer.Option(
            metavar="WORDS",
            help="Becomes the project's trigger and is taken off the captions; where all captions "
            "begin with the same words, they are named.",
        ),
    ] = "",
    labels: Annotated[
        Labels, typer.Option(help="What the names of LosslessCut's segments become.")
    ] = Labels.caption,
    datasets: Annotated[
        DatasetsTo,
        typer.Option(help="Whether a dataset file's entries come beside those of the project."),
    ] = DatasetsTo.add,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be made; change nothing.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Bring clips, pictures, captions, lists and dataset files into a project.

    A folder of finished clips or pictures with captions beside them (.txt, .caption); a list of
    scenes by PySceneDetect (CSV); a project or list of LosslessCut (.llc, CSV), whose segments
    become clips of the film of that name; a dataset file of musubi-tuner, with its folders,
    captions and settings. Files stay where they are; one undo takes all of it back.

    `rushes import my-project clips/ "Film 1-proj.llc"`
    """
    from app.core.importing.found import Choices

    choices = Choices(trigger=trigger.strip(), labels=labels.value, datasets=datasets.value)
    file = project_folder(project) / PROJECT_FILE
    if file.exists():
        from app.core.library.project import Project

        with Project.open(project) as opened:
            _import(opened, project, paths, choices, dry_run=dry_run, as_json=as_json)
    else:
        _import(None, project, paths, choices, dry_run=dry_run, as_json=as_json)


def _import(
    opened: Project | None,
    folder: Path,
    paths: list[Path],
    choices: Choices,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from app.core.importing.bringing import bring_in
    from app.core.importing.looking import look

    found = output.run("Looking", look, paths, opened)
    if not found:
        raise AppError(" ".join(found.troubles) or "There is nothing to import.")
    if dry_run:
        _say_found(found, as_json=as_json)
        _end(found, None, choices)
        return
    if opened is not None:
        brought = output.run("Importing", bring_in, opened, found, choices, cache=Cache())
    else:
        with _made(folder) as project:
            brought = output.run("Importing", bring_in, project, found, choices, cache=Cache())
    if as_json:
        output.print_json({"project": str(folder), **_json(found, brought)})
    else:
        output.say(f"{folder}: {brought.words}.")
        if brought.known:
            output.say(f"{brought.known} were there already and stay as they are.")
    _end(found, brought, choices)


def _made(project: Path) -> Project:
    from app.core.library.project import Project

    folder = project_folder(project)
    return Project.create(folder, folder.absolute().name)


def _say_found(found: Found, *, as_json: bool) -> None:
    from app.core.importing.words import lines

    if as_json:
        output.print_json(_json(found, None))
    else:
        output.facts((line.made, line.of) for line in lines(found))


def _json(found: Found, brought: Brought | None) -> dict[str, object]:
    from app.core.importing.words import lines

    value: dict[str, object] = {
        "found": [{"kind": line.kind, "made": line.made, "of": line.of} for line in lines(found)],
        "trigger": found.trigger,
        "notes": [*found.notes, *(brought.notes if brought else ())],
        "failures": [*found.troubles, *(brought.failures if brought else ())],
    }
    if brought is not None:
        names = ("films", "clips", "stills", "shots", "datasets", "known")
        value |= {name: getattr(brought, name) for name in names}
    return value


def _end(found: Found, brought: Brought | None, choices: Choices) -> None:
    """Say what a person should know; exit 1 where something could not be used."""
    notes, failures = list(found.notes), list(found.troubles)
    if brought is not None:
        notes += brought.notes
        failures += brought.failures
    if found.trigger and not choices.trigger:
        notes.append(
            f'All captions begin with "{found.trigger}": with --trigger "{found.trigger}" it '
            "becomes the project's trigger."
        )
    for sentence in (*notes, *failures):
        output.warn(sentence)
    if failures:
        raise typer.Exit(1)
