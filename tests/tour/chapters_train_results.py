"""What a training has made, in the tour: samples by prompt and epoch, checkpoints, compared."""

from __future__ import annotations

import asyncio
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
from PySide6.QtCore import QPoint, Qt

from app.core.library.project import Project
from app.core.training.model import Run
from app.core.training.results.attempts import known_run
from app.core.training.results.looking import look
from app.core.training.results.notes import Note, note_down
from app.ui.train.checkpoints_cards import ResultCards
from tests.core.training.results.makers import write_checkpoint, write_prompts, write_run
from tests.tour.chapters import chapter
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre

Key = Qt.Key
_EPOCHS, _STEPS, _FRAMES = 6, 1078, 33
_SIZE = (416, 240)
PLACES = (  # frames of the film at which the samples of each prompt begin
    (40, 190, 320, 450, 610, 760),
    (900, 1010, 1120, 1240, 1380, 1520),
)
_PROMPTS = (
    "Studio style. A large grey rabbit steps out of its burrow under an old tree, yawns and "
    "stretches in the morning sun; slow push-in, medium shot. --w 416 --h 240 --f 33 --d 42 --s 20",
    "Studio style. A squirrel throws an acorn over a meadow full of pink flowers. --f 33 --d 42",
)


def cut(film: Path, start: int, target: Path) -> None:
    """Write frames of a film as the trainer writes a sample: 24 a second, whatever they are."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(film)) as source, av.open(str(target), "w") as out:
        read = source.streams.video[0]
        stream = out.add_stream("libx264", rate=24, options={"crf": "20", "preset": "veryfast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = _SIZE
        stream.pix_fmt = "yuv420p"
        source.seek(int(Fraction(start, 24) / read.time_base), stream=read)
        begin, written = Fraction(start, 24), 0
        for frame in source.decode(read):
            if frame.pts is None or frame.pts * read.time_base < begin:
                continue
            small = frame.reformat(*_SIZE, format="yuv420p")
            small.pts, small.time_base = written, Fraction(1, 24)
            out.mux(stream.encode(small))
            written += 1
            if written == _FRAMES:
                break
        out.mux(stream.encode(None))


def _run(material: Material, project: Path) -> Path:
    """Return the folder of a run of six epochs whose samples are pieces of the demo's film."""
    values = {
        "train.save_every_n_epochs": 1, "train.save_last_n_epochs": 8,
        "train.sample_prompts": "p", "train.sample_every_n_epochs": 1,
    }  # fmt: skip
    folder = write_run(
        project, "001-meadow", name="meadow", steps_per_epoch=_STEPS, epochs=50, values=values,
        total_steps=50 * _STEPS,
    )  # fmt: skip
    write_prompts(folder, *_PROMPTS)
    for epoch in range(1, _EPOCHS + 1):
        name = f"meadow-{epoch:06d}.safetensors"
        grown = 0.4 * epoch**0.6 + (1.4 if epoch == 6 else 0)
        write_checkpoint(
            folder, name, step=epoch * _STEPS, epoch=epoch, strength=grown, state=True, rank=32,
            blocks=40, when=1_795_000_000.0 + 12_000 * epoch,
        )  # fmt: skip
        for prompt, places in enumerate(PLACES):
            made = f"meadow_e{epoch:06d}_{prompt:02d}_202611221{epoch:d}0048_42.mp4"
            target = folder / "output" / "sample" / made
            cut(material.film, places[epoch - 1], target)
    return folder


def _view(folder: Path) -> Any:  # noqa: ANN401 -- what `watching` will give
    drawn = np.random.default_rng(3)
    steps = np.arange(1, _EPOCHS * _STEPS + 1)
    loss = 0.13 - 0.005 * steps / _STEPS + drawn.normal(0, 0.05, len(steps))
    curves = SimpleNamespace(steps=steps, loss=np.abs(loss))
    return SimpleNamespace(run=known_run(folder), results=look(folder), curves=curves)


def _cards(stage: Stage) -> ResultCards:
    return stage.window.stages.train.results


async def _rested(stage: Stage) -> None:
    """Wait until the samples in sight are there, at their first frame."""
    reel = _cards(stage).samples.grid.reel
    await stage.until(lambda: not reel.busy, "the samples")
    await asyncio.sleep(0.1)


async def _begun(stage: Stage, material: Material, name: str) -> Path:
    project = _project(material, name)
    await stage.open(project)
    stage.hand.ctrl("4")
    await stage.rest()
    return project


def _project(material: Material, name: str) -> Path:
    folder = material.folder / name
    if not folder.exists():
        with Project.create(folder, material.words.project):
            pass
    return folder


@chapter
async def train_results(theatre: Theatre, material: Material) -> None:
    """Two prompts and six epochs; a star, a note, a norm; large, side by side; an average."""
    async with theatre.window() as stage:
        project = await _begun(stage, material, "results")
        cards, hand = _cards(stage), stage.hand
        cards.show_view(SimpleNamespace(run=Run(id="x"), results=look(project), curves=None))
        await stage.picture("results-no-prompts")
        folder = _run(material, project)
        note_down(
            folder, "meadow-000004.safetensors", Note(star=True, text="best fur, calm camera")
        )
        stage.window.stages.train.session.show_run(folder)
        cards.show_view(_view(folder))
        await _rested(stage)
        await stage.picture("results")
        grid, table = cards.samples.grid, cards.checkpoints.table
        grid.setFocus(Qt.FocusReason.TabFocusReason)
        hand.key(Key.Key_Left)
        grid.clock.seek(12)
        await stage.picture("results-grid-by-keys")
        cards.samples.size_slider.setValue(320)
        await _rested(stage)
        await stage.picture("results-larger")
        cards.samples.size_slider.setValue(88)
        await _rested(stage)
        await stage.picture("results-smaller")
        cards.samples.size_slider.setValue(132)
        table.choose("meadow-000005.safetensors")
        cards.checkpoints.measure()
        await stage.until(lambda: len(cards.board.strengths) == _EPOCHS, "the norms")
        await stage.picture("results-norms")
        await _large(stage)
        await _dialogs(stage)


async def _large(stage: Stage) -> None:
    cards, hand = _cards(stage), stage.hand
    cards.samples.open(0, 4)
    await stage.sheet()
    await asyncio.sleep(0.8)
    await stage.picture("results-large")
    hand.key("C")
    await asyncio.sleep(0.8)
    await stage.picture("results-two")
    await stage.leave_dialog()
    known = cards.board.results.checkpoints
    cards.samples.compare([known[1], known[5]])
    await stage.sheet()
    await asyncio.sleep(0.8)
    hand.key(Key.Key_Down)
    await asyncio.sleep(0.8)
    await stage.picture("results-compared")
    await stage.leave_dialog()


async def _dialogs(stage: Stage) -> None:
    cards = _cards(stage)
    card = cards.checkpoints
    card.table.choose("meadow-000004.safetensors")
    card.show_details()
    await stage.sheet()
    await asyncio.sleep(0.3)
    await stage.picture("results-details")
    await stage.leave_dialog()
    card.average()
    await stage.sheet()
    await stage.picture("results-average")
    await stage.leave_dialog()
    menu = card.menu()
    menu.popup(card.table.mapToGlobal(QPoint(20, 120)))
    await stage.picture("results-menu")
    stage.hand.key(Key.Key_Escape)
    card.delete()
    await asyncio.sleep(0.3)
    await stage.picture("results-bin")
    await stage.leave_dialog()
