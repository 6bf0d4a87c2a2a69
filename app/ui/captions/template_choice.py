"""Which prompt clips are asked with, and which stills: a list for each kind there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.language import tr
from app.core.library.captioned import Row, key_of
from app.ui import theme
from app.ui.actions import Actions
from app.ui.captions.template_store import TemplateStore
from app.ui.widgets.button import IconButton
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.label import Label


class TemplateChoice(QWidget):
    """What is chosen is kept for the next time, and for all that ask with the same store."""

    def __init__(self, store: TemplateStore, actions: Actions) -> None:
        super().__init__()
        self._store = store
        self.boxes = {
            "clip": ComboBox(name=self.tr("Prompt for clips")),
            "still": ComboBox(name=self.tr("Prompt for stills")),
        }
        self._edit = IconButton("edit", self.tr("Edit prompts…"))
        self._edit.clicked.connect(actions["caption.templates"].trigger)
        self._labels = {
            "clip": Label(self.tr("clips"), "muted", "small"),
            "still": Label(self.tr("stills"), "muted", "small"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        for place, (kind, box) in enumerate(self.boxes.items()):
            box.setToolTip(box.accessibleName())
            box.activated.connect(self._chooser(kind))
            grid.addWidget(self._labels[kind], place, 0)
            grid.addWidget(box, place, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addLayout(grid, 1)
        row.addWidget(self._edit)
        store.changed.connect(self.refresh)
        self.show_kinds(())
        self.refresh()

    def show_kinds(self, rows: Iterable[Row]) -> None:
        """Offer prompts for the kinds of these rows; for clips where there are none."""
        kinds = {key_of(row)[0] for row in rows} or {"clip"}
        for kind, box in self.boxes.items():
            box.setVisible(kind in kinds)
            self._labels[kind].setVisible(len(kinds) > 1)

    def refresh(self) -> None:
        """Offer the templates there are."""
        for kind, box in self.boxes.items():
            suiting, chosen = self._store.suiting(kind), self._store.chosen(kind)
            box.blockSignals(True)
            box.clear()
            for each in suiting:
                box.addItem(tr(each.title), each.name)
            if chosen is not None:
                box.setCurrentIndex(suiting.index(chosen))
            box.blockSignals(False)
            box.updateGeometry()
            box.update()

    def chosen(self) -> dict[str, str]:
        """Return the names of the chosen templates, by the kind of row."""
        return {kind: box.currentData() or "" for kind, box in self.boxes.items()}

    def _chooser(self, kind: str) -> Callable[[int], None]:
        def choose(_: int) -> None:
            self._store.choose(kind, self.boxes[kind].currentData())

        return choose
