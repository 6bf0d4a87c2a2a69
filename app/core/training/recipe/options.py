"""Every option of the trainer's Wan scripts, as data: ``resources/trainer/options.json``.

Beside them stand options of ours: what Rushes does around the trainer.

Names, types, defaults and choices are those of the trainer; groups, help and what is recommended
are ours. A key names script and option: ``train.network_dim``.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from app.core import paths
from app.core.language import tr

Script = Literal["train", "cache_latents", "cache_text", "launch", "rushes", "generate"]
"""``launch`` is accelerate, which starts ``train``; ``generate`` makes films of a LoRA.

``rushes`` is none: those are options of ours, and stand on no command line.
"""

Kind = Literal["flag", "value", "list"]
Type = Literal["flag", "int", "float", "amount", "str", "path", "choice"]
"""``amount`` is a number of steps, or a share of them: 100, 0.05 or "10%"."""

SCRIPTS: tuple[Script, ...] = get_args(Script)
OF_A_TRAINING: tuple[Script, ...] = ("train", "cache_latents", "cache_text", "launch", "rushes")


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a script.

    Attributes:
        name: Without dashes: ``network_dim``.
        count: How many values a list has; None: any number.
        default: The trainer's own; None: none.
        choices: All values it takes; empty: any of its type.
        suggested: Well-known values, where there are others too.
        group: A name of `groups`.
        short: What it does, one sentence, in English; for people there is `does`.
        why: What speaks for which value; may be empty. For people there is `reason`.
        recommended: Our recommendation where it is of use; None: none.
        least: Least value that makes sense, with ``most``; None: any.
        expert: Few need it.
        ours: A path or name that the program fills in where the recipe has an empty text.
        secret: Not to be written down.
        required: The script does not start without it.
    """

    name: str
    script: Script
    kind: Kind
    type: Type
    group: str
    short: str
    why: str = ""
    default: Any = None
    choices: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    recommended: Any = None
    least: float | None = None
    most: float | None = None
    count: int | None = None
    expert: bool = False
    ours: bool = False
    secret: bool = False
    required: bool = False

    @property
    def does(self) -> str:
        """What it does, in the language of now."""
        return tr(self.short)

    @property
    def reason(self) -> str:
        """What speaks for which value, in the language of now; may be empty."""
        return tr(self.why)

    @property
    def key(self) -> str:
        """Names it among all: ``train.network_dim``."""
        return f"{self.script}.{self.name}"

    @property
    def flag(self) -> str:
        """It, as the command line has it: ``--network_dim``; one of ours without dashes."""
        return self.name if self.script == "rushes" else f"--{self.name}"


@functools.cache
def options(*scripts: Script) -> Mapping[str, Option]:
    """Return options by key, in the order of their groups.

    Args:
        scripts: Whose; none: those of a training.
    """
    wanted = scripts or OF_A_TRAINING
    found = [each for each in _all() if each.script in wanted]
    order = {each["name"]: place for place, each in enumerate(_data()["groups"])}
    found.sort(key=lambda each: (order[each.group], wanted.index(each.script)))
    return {each.key: each for each in found}


@functools.cache
def every_option() -> Mapping[str, Option]:
    """Return the options of all scripts by key."""
    return {each.key: each for each in _all()}


def groups() -> Mapping[str, str]:
    """Return the groups of options in their order: name and title, in the language of now."""
    return {each["name"]: tr(each["title"]) for each in _data()["groups"]}


@functools.cache
def _data() -> dict[str, Any]:
    file = paths.resources() / "trainer" / "options.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@functools.cache
def _all() -> tuple[Option, ...]:
    return tuple(
        _option(script, name, value)
        for script in SCRIPTS
        for name, value in _data()["options"][script].items()
    )


def _option(script: Script, name: str, value: Mapping[str, Any]) -> Option:
    fields: dict[str, Any] = {"name": name, "script": script, "type": "flag"}
    fields |= {key: tuple(v) if isinstance(v, list) else v for key, v in value.items()}
    return Option(**fields)
