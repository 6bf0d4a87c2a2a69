"""What a training would run, before it is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.core.settings import Preferences
from app.core.training.commands.command_lines import commands, missing
from app.core.training.commands.dry_run import rig_of
from app.core.training.commands.places import places_of
from app.core.training.recipe.presets import read_preset
from app.core.training.runs import rigging
from app.core.training.trainer.looking import Looked

CHOSEN = Preferences(
    models={"t2v-14B": {"dit": "d14", "vae": "v", "t5": "t"}, "t2v-1.3B": {"dit": "d1"}}
)
SMALL = read_preset("wan21-1.3b").recipe


def test_that_a_task_is_shown_with_the_files_that_all_tasks_share(tmp_path: Path) -> None:
    rig = rig_of(CHOSEN, SMALL)
    assert rig.models == {"dit": "d1", "vae": "v", "t5": "t"}
    assert not [each for each in missing(SMALL, rig) if "file" in each]
    latents = commands(SMALL, rig, places_of(tmp_path, "001-a"))[0].argv
    assert latents[latents.index("--vae") + 1] == "v"


def test_that_what_is_shown_is_what_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rigging, "look", lambda *_: Looked())
    for name in ("wan21-24gb", "wan21-1.3b", "wan22-low"):
        recipe = read_preset(name).recipe
        assert rigging.chosen_rig(CHOSEN, recipe) == rig_of(CHOSEN, recipe)
