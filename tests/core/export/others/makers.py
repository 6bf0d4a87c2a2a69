"""Projects to export for other trainers."""

from __future__ import annotations

from pathlib import Path

from app.core.export.others.layout import Layout, folder_for, lay_out
from app.core.export.others.trainers import TRAINERS
from app.core.export.planned import ProjectPlan
from app.core.export.project_plan import ProjectPlanner
from app.core.library.model import Dataset
from app.core.library.project import Project
from tests.core.export.makers import small_project

# Clips of 32 and 27 frames at 16 a second, 192x112: one is too short for 29 frames, and the longer
# one's two windows of 29 begin at 0 and 3. 80x48 is smaller than they are, 256x144 larger.
WINDOWS = Dataset(
    position=0,
    name='가 #1 "wide"',
    kind="video",
    resolution=(80, 48),
    target_frames=(5, 29),
    frame_extraction="uniform",
    frame_sample=2,
    num_repeats=3,
)
FIRST = Dataset(
    position=1, name="first", kind="video", resolution=(80, 48), target_frames=(1, 21), batch_size=2
)
LARGE = Dataset(position=2, name="large's", kind="image", resolution=(256, 144), num_repeats=2)


def planned_project(folder: Path, *datasets: Dataset) -> Project:
    project = small_project(folder)
    project.add(list(datasets or (WINDOWS, FIRST, LARGE)))
    return project


def plan_of(project: Project) -> ProjectPlan:
    return ProjectPlanner().update(project)


def layout_of(project: Project, trainer: str = "diffusion-pipe", *, wsl: bool = False) -> Layout:
    root = folder_for(project.folder, trainer)
    return lay_out(plan_of(project), root, below=TRAINERS[trainer].below, wsl=wsl)
