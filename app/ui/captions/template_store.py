"""Prompt templates in memory, and which of them is chosen; read and written beside all else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.core.language import tr
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.preferences import PreferenceStore

if TYPE_CHECKING:
    from app.core.captions.machine.templates import Template

KINDS = {"clip": "video", "still": "image"}
"""What templates ask about, by the kind of row."""


class TemplateStore(QObject):
    """The templates that ship and the person's own.

    Attributes:
        all: The recommended ones first; none before they are read.
    """

    changed = Signal()  # others are there, or another one is chosen

    def __init__(self, jobs: Jobs, preferences: PreferenceStore) -> None:
        super().__init__(jobs)
        self._jobs, self._preferences = jobs, preferences
        self._chosen = preferences.value.templates
        self.all: tuple[Template, ...] = ()
        preferences.changed.connect(self._on_preferences)

    def read(self) -> None:
        """Read them again."""
        spawn(self._read())

    def suiting(self, kind: str) -> list[Template]:
        """Return the templates for a "clip" or "still"."""
        return [each for each in self.all if each.suits(KINDS[kind])]

    def chosen(self, kind: str) -> Template | None:
        """Return the template that a "clip" or "still" is asked with; None before they are read."""
        suiting = self.suiting(kind)
        wanted = self._preferences.value.templates.get(kind)
        named = (each for each in suiting if each.name == wanted)
        return next(named, next(iter(suiting), None))

    def choose(self, kind: str, name: str) -> None:
        """Let a kind of row be asked with another template."""
        value = self._preferences.value.templates
        self._preferences.change(templates={**value, kind: name})

    def title_of(self, name: str) -> str:
        """Return a template's title; its name where it is gone."""
        return next((tr(each.title) for each in self.all if each.name == name), name)

    async def change(self, kept: Iterable[Template], gone: Iterable[str] = ()) -> None:
        """Write templates, remove the person's own of some names, and read all again.

        Raises `WriteError`.
        """
        try:
            await self._jobs.beside(_write, tuple(kept), tuple(gone), brief=True)
        finally:
            await self._read()

    async def _read(self) -> None:
        self.all = await self._jobs.beside(_read, brief=True)
        self.changed.emit()

    def _on_preferences(self) -> None:
        if self._preferences.value.templates != self._chosen:
            self._chosen = self._preferences.value.templates
            self.changed.emit()


def _read() -> tuple[Template, ...]:
    from app.core.captions.machine.templates import templates

    return tuple(templates())


def _write(kept: tuple[Template, ...], gone: tuple[str, ...]) -> None:
    from app.core.captions.machine import templates

    for name in gone:
        templates.forget(name)
    for each in kept:
        templates.keep(each)
