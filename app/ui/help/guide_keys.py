"""Keys in the guide: the list of all, and the person's own in place of the program's."""

from __future__ import annotations

from itertools import groupby

from app.core.language import tr
from app.ui.actions import COMMANDS, keys, native_text
from app.ui.command_help import help_of
from app.ui.widgets.button import key_text as cap

_HALVES = ("Ctrl", "Alt", "Shift")
"""What the guide names of keys without being one."""


_AS_IT_IS = "="
"""Before a key in the list: it is the person's own already."""


def own_keys() -> dict[str, str]:
    """Return what to say for each key that the guide names.

    A key of a command that has others now is said as the person has it; one that a command has no
    longer, as the program has it.
    """
    found = {key: cap(key) for key in _HALVES}
    keymap = keys().keymap
    for command in COMMANDS:
        now = keymap.keys(command.id)
        found |= {f"{_AS_IT_IS}{key}": cap(native_text(key)) for key in now}
        for place, key in enumerate(command.keys):
            shown = now[min(place, len(now) - 1)] if now else key
            found[key] = cap(native_text(shown))
    return found


def listed_keys() -> str:
    """Return all commands with their keys, by group, as the Markdown of tables."""
    lines: list[str] = []
    keymap = keys().keymap
    for group, commands in groupby(COMMANDS, lambda command: command.group):
        lines += [f"## {_escaped(tr(group))}", "", "| | | |", "|---|---|---|"]
        for command in commands:
            caps = {cap(native_text(key)): key for key in reversed(keymap.keys(command.id))}
            shown = " ".join(_code(f"{_AS_IT_IS}{key}") for key in reversed(caps.values()))
            words = _escaped(tr(command.text).rstrip("…"))
            lines.append(f"| {shown} | {words} | {_escaped(help_of(command.id))} |")
        lines.append("")
    return "\n".join(lines)


def _code(key: str) -> str:
    """Return a key in backticks, also one that is a backtick or a bar itself."""
    return (f"`` {key} ``" if "`" in key else f"`{key}`").replace("|", "\\|")


def _escaped(text: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\|*_`[]<>#" else letter for letter in text)
