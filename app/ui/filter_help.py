"""The filter language in a few lines, beside the field."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.browsing.vocabulary import Language
from app.core.language import tr
from app.ui import theme
from app.ui.widgets.label import Label, SectionHead
from app.ui.widgets.popover import Popover


class FilterHelp(Popover):
    """What can be written, and what it asks for."""

    def __init__(self, parent: QWidget, language: Language) -> None:
        super().__init__(parent, parent.tr("How to filter"))
        self.body.addWidget(SectionHead(self.tr("How to filter")))
        self.body.addLayout(_lines(language.grammar))
        self.body.addWidget(SectionHead(self.tr("What to ask for")))
        every = language.keys
        half = (len(every) + 1) // 2
        columns = QGridLayout()
        columns.setHorizontalSpacing(theme.px(28))
        for place, keys in enumerate((every[:half], every[half:])):
            columns.addLayout(_lines([(key.example, key.note) for key in keys]), 0, place)
        self.body.addLayout(columns)


def _lines(lines: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> QGridLayout:
    made = QGridLayout()
    made.setHorizontalSpacing(theme.px(16))
    made.setVerticalSpacing(theme.px(4))
    made.setColumnStretch(1, 1)
    for row, (example, note) in enumerate(lines):
        made.addWidget(Label(example, "accent", "code"), row, 0)
        made.addWidget(Label(tr(note), "muted", "small"), row, 1)
    return made
