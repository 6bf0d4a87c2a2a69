"""What is shown when the program itself failed: a report to copy, and everything goes on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.ui import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import PlainTextEdit


class FaultDialog(Dialog):
    """The report of a fault."""

    def __init__(self, parent: QWidget, report: str, kept: Path | None) -> None:
        where = "" if kept is None else " " + parent.tr('It is kept in "{}".').format(kept)
        super().__init__(
            parent,
            parent.tr("Rushes itself failed"),
            parent.tr(
                "This is our fault, not yours. Nothing you did before is lost: every change was "
                "kept as you made it. Please send us this report."
            )
            + where,
        )
        self._report = report
        text = PlainTextEdit(report, name=self.tr("Report"), role="code", lines=14)
        text.setReadOnly(True)
        text.setMinimumWidth(theme.px(640))
        self.body.addWidget(text)
        copy = self.add_button(self.tr("Copy the report"))
        copy.clicked.connect(self._copy)
        self.add_button(self.tr("Go on"), "primary", result=QDialog.DialogCode.Accepted.value)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
