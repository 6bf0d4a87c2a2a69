"""The trainers beside musubi that can be exported for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.export.others import (
    ai_toolkit,
    diffsynth,
    diffusion_pipe,
    finetrainers,
    simpletuner,
)
from app.core.export.others.differing import not_exported
from app.core.export.others.layout import Layout


@dataclass(frozen=True, slots=True)
class Trainer:
    """What is written for a trainer, and what is said of it.

    Attributes:
        key: On the command line and in the folder's name.
        title: For people.
        config: The first file of its own to look at.
        files: Text of its own files by name below the folder.
        start: Lines on what to set and to run.
        differs: What it does otherwise than musubi.
        below: The folder of the files inside that of their set; empty: that itself.
        linux: It runs on Linux alone, so on Windows in WSL.
    """

    key: str
    title: str
    config: str
    files: Callable[[Layout], dict[str, str]]
    start: Callable[[Layout], list[str]]
    differs: Callable[[Layout], list[str]]
    below: str = ""
    linux: bool = False

    def differences(self, layout: Layout) -> list[str]:
        """Return what it will do otherwise than musubi, one sentence each; only what applies."""
        return [*self.differs(layout), *not_exported(layout)]


TRAINERS = {
    trainer.key: trainer
    for trainer in (
        Trainer(
            "diffusion-pipe",
            diffusion_pipe.TITLE,
            diffusion_pipe.DATASET_FILE,
            diffusion_pipe.files,
            diffusion_pipe.start,
            diffusion_pipe.differences,
            linux=True,
        ),
        Trainer(
            "ai-toolkit",
            ai_toolkit.TITLE,
            ai_toolkit.CONFIG_FILE,
            ai_toolkit.files,
            ai_toolkit.start,
            ai_toolkit.differences,
        ),
        Trainer(
            "simpletuner",
            simpletuner.TITLE,
            simpletuner.BACKENDS_FILE,
            simpletuner.files,
            simpletuner.start,
            simpletuner.differences,
            linux=True,
        ),
        Trainer(
            "diffsynth",
            diffsynth.TITLE,
            diffsynth.COMMANDS_FILE,
            diffsynth.files,
            diffsynth.start,
            diffsynth.differences,
        ),
        Trainer(
            "finetrainers",
            finetrainers.TITLE,
            finetrainers.TRAINING_FILE,
            finetrainers.files,
            finetrainers.start,
            finetrainers.differences,
            below=finetrainers.MEDIA,
            linux=True,
        ),
    )
}
