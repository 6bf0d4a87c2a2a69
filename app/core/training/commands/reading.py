"""A person's own command lines, read into a recipe: a .bat file, a shell script, a line copied.

The options are read as the trainer's argparse reads them. Whatever was not understood is listed
with the reason; nothing is guessed.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from app.core.language import noted, tr
from app.core.training.commands.shell_text import UNKNOWN, Statement, shell_of, statements
from app.core.training.commands.shells import Shell
from app.core.training.recipe.options import Option, Script, options
from app.core.training.recipe.training_recipe import TrainingRecipe
from app.core.training.recipe.values import trouble_of, typed_value

SCRIPTS: dict[str, Script] = {
    "wan_train_network": "train",
    "wan_cache_latents": "cache_latents",
    "wan_cache_text_encoder_outputs": "cache_text",
}
"""The trainer's scripts by file name, without its extension, as `Option.script` has them."""

_OTHER = re.compile(r"^\w*(?:train_network|cache_latents|cache_text_encoder_outputs|train)$")
_QUIET = re.compile(
    r"(?i)^@?(?:echo|rem|call|cd|chdir|pushd|popd|pause|exit|setlocal|endlocal|title|chcp|cls|set"
    r"|source|\.|set-location|write-host|conda|timeout|if|activate|.*[\\/]?activate(?:\.\w+)?)$"
)
_LAUNCH = re.compile(r"(?i)(?:^|[\\/])accelerate(?:\.exe|\.commands\.launch)?$")
_OF_LAUNCH = noted("It is for accelerate, which the program starts as it needs.")
_HERE = re.compile(rf"(?i)^{UNKNOWN}%~dp0")
_NUMBER = re.compile(r"^-\d+$|^-\d*\.\d+(?:[eE][+-]?\d+)?$|^-\d+[eE][+-]?\d+$")


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a text that goes into no recipe.

    Attributes:
        text: As it was written.
        why: A sentence.
        meant: It needs no place in a recipe; nothing is lost with it.
    """

    text: str
    why: str
    meant: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood of a text.

    Attributes:
        shell: What it was written for.
        scripts: Those that it starts, of `Option.script`.
        values: By option key, as `TrainingRecipe.values` has them.
        whole: A script was named, so that what it does not say is not to be.
        filled: What stood where the program fills in itself, by option key: paths and names.
        unread: What goes into no recipe.
        gpu: The first card it is started on; None where it does not say.
    """

    shell: Shell
    scripts: tuple[Script, ...]
    values: Mapping[str, Any]
    filled: Mapping[str, str]
    unread: tuple[Unread, ...]
    whole: bool = True
    gpu: int | None = None

    def onto(self, recipe: TrainingRecipe, *, keep: bool = False) -> TrainingRecipe:
        """Return a recipe with the options that were read.

        Args:
            recipe: It; what belongs to scripts that the text does not start stays.
            keep: So do other options of those it starts.
        """
        gone = () if keep else self.scripts
        left = {k: v for k, v in recipe.values.items() if k.split(".")[0] not in gone}
        return TrainingRecipe(recipe.preset, {**left, **self.values})


@dataclass
class _Found:
    """What was found so far."""

    scripts: list[Script] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    filled: dict[str, str] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    whole: bool = False
    gpu: int | None = None

    def leave(self, text: str, why: str, *, meant: bool = False) -> None:
        """Note what goes into no recipe."""
        self.unread.append(Unread(text.replace(UNKNOWN, ""), why, meant))


def read_commands(text: str, shell: Shell | None = None) -> Reading:
    """Read command lines.

    Args:
        text: Of cmd, PowerShell or bash, comments and other commands among it.
        shell: What it was written for; None finds out.
    """
    shell = shell or shell_of(text)
    found = _Found()
    for statement in statements(text, shell):
        _read_statement(statement, found)
    return Reading(
        shell,
        tuple(dict.fromkeys(found.scripts)),
        found.values,
        found.filled,
        tuple(dict.fromkeys(found.unread)),
        found.whole,
        found.gpu,
    )


def _read_statement(statement: Statement, found: _Found) -> None:
    words = list(statement.words)
    scripts = [(place, script) for place, word in enumerate(words) if (script := _script_of(word))]
    if scripts:
        place, script = scripts[0]
        found.whole = True
        _read_launch(words[:place], found)
        found.scripts.append(script)
        _read_cards(statement.variables, found)
        _read_options(words[place + 1 :], script, found)
    elif words[0].startswith("--"):
        found.scripts.append("train")
        _read_options(words, "train", found)
    elif any(_OTHER.match(_stem(word)) for word in words if word.endswith(".py")):
        found.leave(_shown(words), tr("This script is of another model: a recipe is of Wan."))
    elif not _QUIET.match(words[0]):
        found.leave(_shown(words), tr("It starts none of the trainer's three scripts."), meant=True)


def _script_of(word: str) -> Script | None:
    """Return the script that a word names, as a file or as a module; None where it is none."""
    return SCRIPTS.get(_stem(word))


def _stem(word: str) -> str:
    name = PurePosixPath(_HERE.sub("", word).replace("\\", "/")).name
    return name.removesuffix(".py") if name.endswith(".py") else name.rpartition(".")[2]


def _shown(words: Sequence[str]) -> str:
    line = " ".join(words)
    return line if len(line) <= 100 else f"{line[:99]}…"


def _read_launch(words: Sequence[str], found: _Found) -> None:
    """Read what accelerate is told in front of the script."""
    if not any(_LAUNCH.search(word) for word in words):
        return
    flags = [place for place, word in enumerate(words) if word.startswith("--")]
    told = words[flags[0] :] if flags else []
    cards = [place for place, word in enumerate(told) if word.partition("=")[0] == "--gpu_ids"]
    if cards:
        _read_gpu_ids(told[cards[0] : cards[0] + 2], found)
    found.scripts.append("launch")
    _read_options(told, "launch", found)


def _read_gpu_ids(words: Sequence[str], found: _Found) -> None:
    first = "=".join(words).removeprefix("--gpu_ids=").split(",")[0]
    if first.isdigit():
        found.gpu = int(first)


def _read_cards(variables: Mapping[str, str], found: _Found) -> None:
    first = variables.get("CUDA_VISIBLE_DEVICES", "").split(",")[0].strip()
    if first.isdigit():
        found.gpu = int(first)


# ------------------------------------------------------------------------------------ options


def _read_options(words: Sequence[str], script: Script, found: _Found) -> None:
    names = {each.name: key for key, each in options(script).items()}
    for flag, values in _groups(words):
        written = " ".join((flag, *values)).strip()
        name, why = _named(flag, names)
        if name is None:
            launch = script == "launch"
            found.leave(written, tr(_OF_LAUNCH) if launch else why, meant=launch)
            continue
        key = names[name]
        option = options(script)[key]
        if any(UNKNOWN in value for value in values):
            found.leave(written, tr("It names a variable that the text does not set."))
            continue
        try:
            value, rest = _value_of(option, values)
        except ValueError as error:
            found.leave(written, str(error))
            continue
        if rest:
            found.leave(" ".join(rest), tr("A word too much behind {flag}.", flag=option.flag))
        if option.ours:
            found.filled[key] = str(value)
            value = ""
        found.values[key] = value


def _groups(words: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each option with the words behind it; what stands before the first has no name."""
    name, values = "", list[str]()
    for word in words:
        if not word.startswith("-") or _NUMBER.match(word) or word == "-":
            values.append(word)
            continue
        if name or values:
            yield name, tuple(values)
        name, equals, value = word.partition("=")
        values = [value] if equals else []
    if name or values:
        yield name, tuple(values)


def _named(flag: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    """Return the option that is meant, or why there is none."""
    if not flag:
        return None, tr("It belongs to no option.")
    name = flag.removeprefix("--") if flag.startswith("--") else ""
    if name in names:
        return name, ""
    begun = [each for each in names if name and each.startswith(name)]
    if len(begun) == 1:
        return begun[0], ""
    if begun:
        meant = ", ".join(f"--{each}" for each in begun[:4])
        return None, tr("The trainer cannot tell which is meant: {meant}.", meant=meant)
    close = difflib.get_close_matches(flag.lstrip("-").replace("-", "_"), names, 1, 0.75)
    if close:
        return None, tr("The trainer has no such option. Is --{close} meant?", close=close[0])
    return None, tr("The trainer has no such option.")


def _value_of(option: Option, words: Sequence[str]) -> tuple[object, Sequence[str]]:
    """Return the value of an option, and the words that do not belong to it.

    Raises:
        ValueError: It can be none; the message is a sentence.
    """
    if option.kind == "flag":
        return True, words
    if option.kind == "value":
        if not words:
            raise ValueError(tr("The value of {flag} is missing.", flag=option.flag))
        return typed_value(option, words[0]), words[1:]
    value: object = tuple(typed_value(replace(option, kind="value"), word) for word in words)
    if trouble := trouble_of(option, value):
        raise ValueError(trouble)
    return value, ()
