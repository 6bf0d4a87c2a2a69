"""Make the pictures of the user guide from the real window, and that of Train in the README.

    python -m tests.tour.guide_pictures OUT [--only NAME] [--home FOLDER]

writes OUT/guide-NAME.jpg, each below 150 kB, and OUT/train.jpg; those that shall be shown go to
resources/screenshots. The last one shows paths: ``--home`` is a folder to be made for the time of
it, in which all lies as it would with a person.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from tests.tour.__main__ import put_up_screen

if TYPE_CHECKING:
    from app.core.library.project import Project
    from tests.tour.material import Material
    from tests.tour.stage import Stage

LARGEST = 150_000  # bytes
_WIDEST = 1200  # px
_BEST, _LEAST, _STEP = 88, 50, 4  # quality of JPEG
_SIZE = 1440, 900
_LARGE = {"widest": 1400, "largest": 200_000}  # a whole window of the README
_SAID = (
    "Studio style, a large grey rabbit turns round in front of a tree, evening light, close-up",
    "Studio style, a large grey rabbit thinks in a forest clearing hung with vines, medium shot",
)
_SCRIPTS = {
    "train": "wan_train_network.py",
    "cache_latents": "wan_cache_latents.py",
    "cache_text": "wan_cache_text_encoder_outputs.py",
}
_PLACES = range(790, 965, 7), range(1_060, 1_185, 5)  # frames of the film, one for each epoch


def saved(image: QImage, path: Path, *, widest: int = _WIDEST, largest: int = LARGEST) -> None:
    """Write a picture as large and as good as the limits allow."""
    if image.width() > widest:
        image = image.scaledToWidth(widest, Qt.TransformationMode.SmoothTransformation)
    for quality in range(_BEST, _LEAST, -_STEP):
        if not image.save(str(path), "JPG", quality):
            raise OSError(f"{path} cannot be written")
        if path.stat().st_size <= largest:
            return
    raise ValueError(f"{path} is too large")


def cut_out(window: QWidget, *parts: QWidget, edge: int = 0) -> QImage:
    """Return what the window shows where some of its parts are."""
    from tests.tour.stage import grabbed

    image = grabbed(window)
    if not parts:
        return image
    whole = QRect()
    for part in parts:
        corner = part.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0))
        whole = whole.united(QRect(corner, part.size()))
    whole = whole.adjusted(-edge, -edge, edge, edge)
    dots = image.devicePixelRatio()
    inside = QRect(whole.topLeft() * dots, whole.size() * dots)
    return image.copy(inside.intersected(image.rect()))


async def make(out: Path, wanted: list[str] | None, home: Path) -> None:
    """Open windows and take the pictures; all that is made for them is in a folder."""
    from PySide6.QtWidgets import QApplication

    from tests.tour.material import ENGLISH, Material
    from tests.tour.stage import Theatre

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    os.environ["RUSHES_CACHE"] = str(home / ".cache/rushes")
    os.environ["RUSHES_SETTINGS"] = str(home / ".config/rushes")
    words = dataclasses.replace(ENGLISH, folder="Documents/Rushes")
    theatre, material = Theatre(app, out, _SIZE), Material(home, words)
    await theatre.begin()
    try:
        for name, tell in {**_PICTURES, "train": _train}.items():
            if not wanted or name in wanted:
                async with theatre.window() as stage:
                    image = await tell(stage, material)
                if name in _PICTURES:
                    saved(image, out / f"guide-{name}.jpg")
                else:
                    saved(image, out / f"{name}.jpg", **_LARGE)
    finally:
        theatre.end()


# ------------------------------------------------------------------------------- the pictures


async def _xray(stage: Stage, material: Material) -> QImage:
    from tests.tour.chapters import click_tile

    await stage.open(material.picked("X-ray"))
    click_tile(stage, 0)
    await stage.rest()
    viewing = stage.window.clips.viewing
    return cut_out(stage.window, viewing.transport, viewing.timeline)


async def _crop(stage: Stage, material: Material) -> QImage:
    from tests.tour.chapters import click_tile

    await stage.open(material.picked("Crop"))
    click_tile(stage, 0)
    stage.hand.key("C")
    await stage.rest()
    stage.hand.key(Qt.Key.Key_Minus)
    stage.hand.key(Qt.Key.Key_Minus)
    await stage.rest()
    clips = stage.window.clips
    return cut_out(stage.window, clips.viewing, clips.inspector)


async def _checks(stage: Stage, material: Material) -> QImage:
    from tests.tour.chapters import click_segment

    await stage.open(material.wrong())
    click_segment(stage, "clip")
    stage.hand.key(Qt.Key.Key_Down)
    await stage.rest()
    return cut_out(stage.window, stage.window.clips.inspector)


async def _sheet(stage: Stage, material: Material) -> QImage:
    from app.ui.help.stage_sheet import StageSheet
    from tests.tour.chapters import click_tile

    await stage.open(material.picked("Sheet"))
    click_tile(stage, 0)
    stage.hand.type("?")
    await stage.rest()
    sheet = stage.window.findChildren(StageSheet)[-1]
    return cut_out(stage.window, sheet.card, edge=40)


async def _advice(stage: Stage, material: Material) -> QImage:
    await stage.open(material.picked("Advice"))
    stage.hand.ctrl("3")
    await stage.rest()
    stage.window.actions_["plan.advice"].trigger()
    page = stage.window.stages.plan.advice
    await stage.until(lambda: page.advice() is not None, "the estimate")
    page.folds["setup"].head.click()
    page.ask_for("ladder")
    await stage.rest()
    return cut_out(stage.window, page)


async def _lost(stage: Stage, material: Material) -> QImage:
    await stage.open(material.picked("Lost"))
    stage.hand.ctrl("3")
    await stage.rest()
    stage.window.resize(1440, 1300)  # all that is lost in sight
    await stage.rest()
    plan = stage.window.stages.plan
    return cut_out(stage.window, plan.pictures, plan.losses)


async def _train(stage: Stage, material: Material) -> QImage:
    """A training of the project that is open, half through, by the numbers of its plan."""
    from app.core.library.project import Project
    from app.ui.train.run_telling import RUNS_ON
    from tests.tour.chapters_train_run import film_samples
    from tests.tour.chapters_train_trainer import only_in

    folder = material.picked(material.words.project)
    with Project.open(folder) as project:
        film_samples(material, _half_a_run(project, material), _PLACES)
    home = material.folder.parents[1]
    stage.window.resize(1600, 1000)
    with only_in(home):
        _set_up(stage, home)
        stage.window.preferences.change(told=(RUNS_ON,))
        await stage.open(folder)
        stage.hand.ctrl("4")
        train, runs = stage.window.train, stage.window.parts.runs
        await stage.until(lambda: runs.view is not None, "the run")
        setup = train.session.setup
        await stage.until(lambda: setup.models_standing.grade == "good", "the models")
        await stage.until(lambda: setup.info is not None, "the trainer")
        await stage.rest()
        return cut_out(stage.window)


def _half_a_run(project: Project, material: Material) -> Path:
    """Write a run of a project as its plan counts it, and the prompts that it samples."""
    from app.core.export.project_plan import ProjectPlanner
    from app.core.library.edits import adding
    from app.core.library.model import Prompt
    from tests.run_folders import Recipe, write_run

    prompts = [
        Prompt(position=n, text=text, width=576, height=320, frames=33, seed=7, flow_shift=3.0)
        for n, text in enumerate(_SAID)
    ]
    project.apply(adding(*prompts, label="Prompts"))
    plan = ProjectPlanner(cache=material.cache).update(project)
    steps, samples = plan.plan.steps_per_epoch, plan.plan.samples
    assert steps is not None
    assert samples is not None
    counts = {"steps_per_epoch": steps, "batches": samples, "sources": len(plan.pieces)}
    told = Recipe(
        name=project.settings.name, said=_SAID, every=1, events=True, samples=True, whole=True,
        preset="wan21-24gb", **counts,
    )  # fmt: skip
    return write_run(project.folder, "half", told)


def _set_up(stage: Stage, home: Path) -> None:
    """Choose a trainer and models that lie where people have them."""
    from app.core.training.recipe.options import every_option
    from tests.core.training.trainer.checkouts import T5, write_weights
    from tests.tour.chapters_train_trainer import rig_up

    folder, models = rig_up(home), home / "ComfyUI/models"
    for script, file in _SCRIPTS.items():  # a trainer that knows all it is told
        flags = [option.flag for option in every_option().values() if option.script == script]
        with (folder / "src/musubi_tuner" / file).open("a", encoding="utf-8") as source:
            source.writelines(f'parser.add_argument("{flag}")\n' for flag in flags)
    t5 = write_weights(folder / "models/models_t5_umt5-xxl-enc-bf16.safetensors", T5)
    setup = stage.window.first_run.setup
    setup.choose_trainer(str(folder))
    dit, vae = (str(next((models / kind).iterdir())) for kind in ("diffusion_models", "vae"))
    setup.choose_models({"dit": dit, "vae": vae, "t5": str(t5)})


@contextlib.contextmanager
def _made(home: Path | None) -> Iterator[Path]:
    """Make a folder for the time of it, any or one that is not there yet."""
    if home is None:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            yield Path(folder)
        return
    home.mkdir(parents=True)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


_PICTURES: dict[str, Callable[..., Awaitable[QImage]]] = {
    "xray": _xray,
    "crop": _crop,
    "checks": _checks,
    "sheet": _sheet,
    "lost": _lost,
    "advice": _advice,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tour.guide_pictures")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", metavar="NAME", action="append", choices=[*_PICTURES, "train"])
    parser.add_argument("--home", type=Path, metavar="FOLDER")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with tempfile.TemporaryDirectory() as folder:
        put_up_screen(Path(folder, "screen.json"), 1.0)
        import qasync

        from app.ui.start import make_app

        app = make_app()
        loop = qasync.QEventLoop(app)
        asyncio.set_event_loop(loop)
        with loop, _made(options.home) as home:
            loop.run_until_complete(make(options.out, options.only, home))
    return 0


if __name__ == "__main__":
    sys.exit(main())
