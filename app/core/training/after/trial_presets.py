"""Values to begin a test with: ``resources/presets/testing``, one TOML file each."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, replace

from app.core import paths
from app.core.language import tr
from app.core.training.after.trial import Solver, Trial


@dataclass(frozen=True, slots=True)
class TrialPreset:
    """A preset as its file says it.

    Attributes:
        name: Of its file, without the ending.
        title: For people, with ``purpose``.
        trial: Without checkpoints; without prompts where those of the project are to be used.
        sizes: That are offered: width and height, pixels.
    """

    name: str
    title: str
    purpose: str
    trial: Trial
    sizes: tuple[tuple[int, int], ...]
    order: int


def trial_presets() -> tuple[TrialPreset, ...]:
    """Return those that ship with the program, in the order to show them, in words of now."""
    return tuple(
        replace(each, title=tr(each.title), purpose=tr(each.purpose)) for each in _shipped()
    )


@functools.cache
def _shipped() -> tuple[TrialPreset, ...]:
    folder = paths.resources() / "presets" / "testing"
    found = [_read(path.stem, path.read_text(encoding="utf-8")) for path in folder.glob("*.toml")]
    return tuple(sorted(found, key=lambda each: (each.order, each.title)))


def _read(name: str, text: str) -> TrialPreset:
    value = tomllib.loads(text)
    solver: Solver = value["solver"]
    trial = Trial(
        strengths=tuple(map(float, value["strengths"])),
        prompts=tuple(value["prompts"]),
        seeds=tuple(value["seeds"]),
        negative=value["negative"],
        width=value["width"],
        height=value["height"],
        frames=value["frames"],
        steps=value["steps"],
        guidance=float(value["guidance"]),
        shift=value.get("shift"),
        solver=solver,
    )
    sizes = tuple((int(w), int(h)) for w, _, h in (each.partition("x") for each in value["sizes"]))
    return TrialPreset(name, value["title"], value["purpose"], trial, sizes, value["order"])
