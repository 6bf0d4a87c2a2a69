"""Which keys do which command: the program's own, and what a person changed of them.

A key is a text, the same for the same key. What a person gave to one command goes before what the
program gives to another, so that a newer version's keys never take a person's away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

Keys = tuple[str, ...]


@dataclass(frozen=True)
class Keymap:
    """The keys of all commands.

    Attributes:
        defaults: The program's own, by command.
        changed: Those of commands whose keys a person changed, all of each; () means none. Others
            than the commands of ``defaults`` are kept for a version that knows them.
    """

    defaults: Mapping[str, Keys]
    changed: Mapping[str, Keys] = field(default_factory=dict)

    @cached_property
    def _all(self) -> dict[str, Keys]:
        owners: dict[str, str] = {}
        for table in (self.changed, self.defaults):
            for command in self.defaults:
                if table is self.defaults and command in self.changed:
                    continue
                for key in table.get(command, ()):
                    owners.setdefault(key, command)
        return {
            command: tuple(
                key
                for key in dict.fromkeys(self.changed.get(command, self.defaults[command]))
                if owners[key] == command
            )
            for command in self.defaults
        }

    def keys(self, command: str) -> Keys:
        """Return the keys of a command; the first is the one that is shown."""
        return self._all[command]

    def owner(self, key: str) -> str | None:
        """Return the command that a key does; None where it does none."""
        return next((command for command, keys in self._all.items() if key in keys), None)

    def differs(self, command: str) -> bool:
        """Return whether a command's keys are not the program's own."""
        return self._all[command] != self.defaults[command]

    def given(self, command: str, key: str, *, instead_of: str = "") -> Keymap:
        """Return it with a key given to a command, and taken from the command that had it.

        Args:
            command: Gets it.
            key: The key.
            instead_of: The command's key whose place it takes; empty: it comes behind the others.
        """
        before = self.keys(command)
        if instead_of in before:
            now = tuple(key if each == instead_of else each for each in before)
        else:
            now = (*before, key)
        owner = self.owner(key)
        taken = self if owner in (None, command) else self._taken(str(owner), key)
        return taken._with(command, tuple(dict.fromkeys(now)))

    def without(self, command: str, key: str) -> Keymap:
        """Return it with a key of a command taken away."""
        return self._with(command, tuple(each for each in self.keys(command) if each != key))

    def reset(self, command: str) -> Keymap:
        """Return it with a command's own keys, which others give back."""
        back = self
        for key in self.defaults[command]:
            owner = back.owner(key)
            if owner not in (None, command):
                back = back._taken(str(owner), key)
        kept = {name: keys for name, keys in back.changed.items() if name != command}
        return replace(back, changed=kept)

    def reset_all(self) -> Keymap:
        """Return it with the program's own keys."""
        kept = {name: keys for name, keys in self.changed.items() if name not in self.defaults}
        return replace(self, changed=kept)

    def _taken(self, command: str, key: str) -> Keymap:
        """Return it with a key taken from a command by another one.

        The program's own keys of a command need no entry for that: it gets them back by itself.
        """
        if command not in self.changed:
            return self
        return self._with(command, tuple(each for each in self.keys(command) if each != key))

    def _with(self, command: str, keys: Keys) -> Keymap:
        changed = {name: each for name, each in self.changed.items() if name != command}
        if keys != self.defaults[command]:
            changed[command] = keys
        return replace(self, changed=changed)
