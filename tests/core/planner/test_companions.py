"""Controls and further targets, named as the trainer wants them."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.planner.companions import companions
from app.core.planner.listing import Host
from app.core.planner.places import Places
from app.core.planner.schema import DatasetConfig, Kind


def missed(
    folder: Path, kind: Kind, names: list[str], controls: list[str], **keys: object
) -> list[str]:
    """Return what is missed of files ``names`` with these entries in the control folder."""
    place = folder / "control"
    place.mkdir()
    for control in controls:
        (place / control).mkdir() if control.endswith("/") else (place / control).touch()
    config = DatasetConfig(kind=kind, control_directory=str(place), **keys)  # type: ignore[arg-type]
    found = companions(config, names, names, Places(folder, folder), Host(folds_case=False))
    return [what for _, what in found]


@pytest.mark.parametrize("control", ["a.mp4", "a.mov", "a/"])
def test_that_a_clip_finds_its_control(tmp_path: Path, control: str) -> None:
    assert missed(tmp_path, "video", ["a.mp4"], [control]) == []


@pytest.mark.parametrize("control", ["b.mp4", "a.png", "a_1.mp4", "A.mp4"])
def test_that_a_clip_without_control_is_named(tmp_path: Path, control: str) -> None:
    (what,) = missed(tmp_path, "video", ["a.mp4"], [control])
    assert what.startswith("a.mp4: no control")


def test_that_longer_names_choose_their_controls_first(tmp_path: Path) -> None:
    names, controls = ["a.png", "a_1.png"], ["a_1.jpg", "a_1_0.jpg"]
    (what,) = missed(tmp_path, "image", names, controls)
    assert what.startswith("a.png: no control")


def test_that_several_controls_are_counted(tmp_path: Path) -> None:
    keys = {"fp_1f_clean_indices": (0, 1)}
    (what,) = missed(tmp_path, "image", ["a.png", "b.png"], ["a_0.png", "a_1.png", "b.png"], **keys)
    assert what.startswith("b.png: no control")


def test_that_a_control_without_a_number_is_refused(tmp_path: Path) -> None:
    (what,) = missed(tmp_path, "image", ["a.png"], ["a_depth.png"])
    assert "a_depth.png" in what and "no number" in what


@pytest.mark.parametrize(
    ("pictures", "refused"),
    [
        (["a.png", "a_0.png", "a_1.png", "b.png", "b_0.png", "b_1.png"], False),
        (["a.png", "a_0.png", "b.png", "b_0.png", "b_1.png"], True),
        (["a.png", "b.png", "c.png"], True),
        (["a.png", "b.png"], False),
    ],
)
def test_that_targets_are_equally_many(pictures: list[str], refused: bool) -> None:
    config = DatasetConfig(kind="image", multiple_target=True)
    places, host = Places(Path(), Path()), Host(folds_case=False)
    found = companions(config, ["a.png", "b.png"], pictures, places, host)
    assert bool(list(found)) is refused
