"""What can be done about a run that failed, as buttons: by what its trouble is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.core.language import enumerated, tr
from app.core.training.model import RunState
from app.core.training.recipe.options import options
from app.core.training.recipe.showing import shown_text
from app.core.training.trainer.fitting import ROLES
from app.core.training.watching.view import Cure


def cures_of(state: RunState) -> tuple[Cure, ...]:
    """Return what can be done about a failure, best first; to run it again is always among it."""
    file: list[Cure] = []
    if state.trouble_path and Path(state.trouble_path).is_absolute():
        file.append(Cure("file", tr("Show its folder"), state.trouble_path))
    found = [*_by_kind(state), *file]
    if all(each.kind != "again" for each in found):
        found.append(Cure("again", tr("Run it again")))
    return (*found, Cure("log", tr("Show the log")))


def _by_kind(state: RunState) -> Iterator[Cure]:
    kind, key = state.trouble_kind, state.cure_key
    option = options().get(key)
    if state.cure:
        yield Cure("set", _words(state.cure), values=state.cure)
    if kind == "memory":
        yield Cure("ladder", tr("What to do when memory runs out"))
    elif kind == "trainer":
        yield Cure("setup", tr("Look at the trainer"))
    elif kind == "model" and (option is None or option.name in ROLES):
        yield Cure("models", tr("Choose the models"))
    elif kind == "dataset":
        failed_check = any(each.name == "check" and each.state == "failed" for each in state.steps)
        yield Cure("check", tr("Show it in Plan") if failed_check else tr("Show the dataset file"))
    elif kind == "stopped":
        yield Cure("again", tr("Run it again"))
    if option is not None and option.name not in ROLES:
        yield Cure("recipe", tr("Change {name}", name=option.name), key)


def _words(values: Mapping[str, Any]) -> str:
    """Return what is set, in words: ``Set network_dim to 16, network_alpha to 16``."""
    said = (
        tr("{name} to {value}", name=key.rpartition(".")[2], value=shown_text(value))
        for key, value in values.items()
    )
    return tr("Set {values}", values=enumerated(said))
