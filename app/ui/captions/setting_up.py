"""The dialogs in which machine captions are set up: the captioner, the prompts."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.core.language import noted
from app.core.library.edits import changing
from app.ui import dialogs
from app.ui.captions.template_store import TemplateStore
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.captions.machine.templates import Template
    from app.core.library.project import Project
    from app.ui.captions.template_dialog import TemplateDialog


class SettingUp(QObject):
    """Opens them over the stage, one at a time, and keeps what was decided."""

    def __init__(self, parts: Parts, store: TemplateStore, over: QWidget) -> None:
        super().__init__(over)
        self._parts, self._store, self._over = parts, store, over
        self._open = False

    def captioner(self) -> None:
        """Let a person choose what writes captions."""
        from app.ui.captions.captioner_dialog import CaptionerDialog

        parts = self._parts
        dialog = CaptionerDialog(
            self._over, parts.preferences, parts.jobs, parts.captioning.secrets
        )
        spawn(dialogs.done(dialog))

    def templates(self) -> None:
        """Let a person write prompts."""
        if not self._open:
            self._open = True
            spawn(self._templates(self._parts.document.project))

    async def _templates(self, project: Project) -> None:
        from app.ui.captions.template_dialog import TemplateDialog

        document = self._parts.document
        try:
            every, shipped = await self._parts.jobs.beside(_read, brief=True)
            if not document.holds(project):
                return
            settings = document.rows.settings
            over = self._over.window().focusWidget()
            parent = over.window() if over is not None else self._over
            dialog = TemplateDialog(
                parent, every, shipped, trigger=settings.trigger, names=settings.names
            )
            await dialogs.done(dialog)
            if document.holds(project) and not document.read_only:
                self._keep_names(dialog)
            await self._store.change(dialog.desk.kept, dialog.desk.gone)
        finally:
            self._open = False

    def _keep_names(self, dialog: TemplateDialog) -> None:
        before = self._parts.document.rows.settings
        after = dataclasses.replace(before, names=dialog.named())
        edit = changing(before, after, label=noted("Names"))
        if edit:
            self._parts.document.apply(edit)


def _read() -> tuple[list[Template], list[Template]]:
    from app.core.captions.machine.templates import originals, templates

    return templates(), originals()
