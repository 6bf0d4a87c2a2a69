"""The author's dataset as a source of *Plan*, planned anew at every change."""

from __future__ import annotations

from pathlib import Path

from app.core.export.plan_view import PlanView, file_view
from app.core.planner.costs.measured import load_runs
from app.core.planner.costs.setups import Setup
from app.core.planner.document import parse_document
from app.core.planner.plan import Planner
from app.core.planner.rules import ARCHITECTURES
from app.core.planner.schema import configure
from app.ui.jobs import Jobs
from app.ui.plan.source import PlanSource
from tests.core.planner.test_plan import author_plan

NAMES = ("Stills", "Clips · head", "Clips · uniform")
TEXT = """\
[general]
caption_extension = ".txt"
enable_bucket = true
bucket_no_upscale = true

[[datasets]]  # stills
image_directory = "i"
cache_directory = "ci"
resolution = [768, 768]

[[datasets]]
video_directory = "v"
cache_directory = "c1"
resolution = [768, 416]
frame_extraction = "head"
target_frames = [1, 21]  # mine

[[datasets]]
video_directory = "v"
cache_directory = "c2"
resolution = [384, 208]
frame_extraction = "uniform"
target_frames = [45]
frame_sample = 2
"""


class AuthorsSource(PlanSource):
    """120 stills and 240 clips; what is done is in ``labels``."""

    def __init__(self, *, architecture: str = "wan", read_only: bool = False) -> None:
        super().__init__(Jobs())
        self.labels: list[str] = []
        self.counted = 0
        self._architecture, self._read_only = architecture, read_only
        self._text, self._setup = TEXT, Setup()
        self._facts = [dataset.facts for dataset in author_plan().datasets]
        self._view = self._plan()

    def _plan(self) -> PlanView:
        document = parse_document(Path("dataset.toml"), self._text)
        config = configure(document)
        plan = Planner(ARCHITECTURES[self._architecture]).plan(config, self._facts)
        return file_view(plan, self._text, NAMES, self._setup, runs=load_runs())

    @property
    def view(self) -> PlanView:
        return self._view

    @property
    def text(self) -> str:
        return self._text

    @property
    def read_only(self) -> bool:
        return self._read_only

    @property
    def setup(self) -> Setup:
        return self._setup

    def change_text(self, text: str, label: str) -> None:
        self._text = text
        self._did(label)

    def change_setup(self, setup: Setup, label: str) -> None:
        self._setup = setup
        self._did(label)

    def count_again(self) -> None:
        self.counted += 1
        self._view = self._plan()
        self.shown.emit()

    def _did(self, label: str) -> None:
        self.labels.append(label)
        self.changed.emit()
        self._view = self._plan()
        self.shown.emit()
