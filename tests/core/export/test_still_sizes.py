"""What a still becomes, as the window says it before an export."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from app.core.export.project_export import export_project
from app.core.export.still_sizes import PRESETS, StillLook, shown_part, still_look
from app.core.library.model import Still
from app.core.media.geometry import Crop, Size, plan_still, within
from app.core.media.index import index_file
from tests.core.export.makers import small_project


def test_that_a_still_is_shown_with_the_window_and_size_of_its_file(tmp_path: Path) -> None:
    wanted = (64, 48)
    with small_project(tmp_path) as project:
        project.change(project.settings, dataclasses.replace(project.settings, still_size=wanted))
        project.add([Still(source=1, frame=9, crop=Crop(40, 100, 4, 2), caption="a bow")])
        index = index_file(tmp_path / "film.mp4")
        whole, cropped = (still_look(index, still, wanted) for still in project.stills())
        assert whole == StillLook(Crop(149, 112, 21, 0), (64, 48), False)
        assert cropped == StillLook(Crop(40, 30, 4, 37), (40, 30), True)
        assert [each.size for each in export_project(project).stills] == [whole.size, cropped.size]
        as_it_is = still_look(index, project.stills()[0], None)
        assert as_it_is == StillLook(Crop(192, 112, 0, 0), (192, 112), False)


def test_that_what_is_shown_of_a_still_is_what_its_file_keeps(tmp_path: Path) -> None:
    with small_project(tmp_path) as project:
        still = project.stills()[0]
        index = index_file(tmp_path / "film.mp4")
        cropped = dataclasses.replace(still, crop=Crop(100, 80, 2, 0))
        assert shown_part(index, still, (64, 64)) == (None, (64, 64))
        assert shown_part(index, cropped, (96, 96)) == (Crop(80, 80, 12, 0), None)
        beyond = dataclasses.replace(still, crop=Crop(999, 80, 0, 0))
        assert shown_part(index, beyond, (64, 64)) == (beyond.crop, None)
        for shape in ((64, 48), (31, 17), (7, 90)):
            window, size = shown_part(index, cropped, shape)
            shown = within(index, Size(*shape), window, size, even=False)
            assert shown == plan_still(index, cropped.crop, Size(*shape))


def test_that_sizes_to_choose_are_whole_steps_of_the_trainer() -> None:
    assert all(side % 16 == 0 for size in PRESETS for side in size)
