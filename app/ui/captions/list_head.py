"""What stands over the captions: editor or table, how many are done, the filter, the order."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.captions.filtering import CAPTIONS
from app.core.captions.listing import ORDERS
from app.ui import theme
from app.ui.actions import follow_key, keyed
from app.ui.captions.list_rows import ListRows
from app.ui.document import Document
from app.ui.filter_bar import FilterBar
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import IconButton
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segment, Segmented

_APART = 10  # px at zoom 1, between views and sums
translate = QCoreApplication.translate
EDITOR, TABLE, PROMPTS = "editor", "table", "prompts"


class ModeSwitch(Segmented):
    """Which view of the stage is shown: one caption large, all in a table, or sample prompts."""

    def __init__(self, shown: str = EDITOR) -> None:
        words = {
            EDITOR: translate("ModeSwitch", "Editor"),
            TABLE: translate("ModeSwitch", "Table"),
            PROMPTS: translate("ModeSwitch", "Prompts"),
        }
        super().__init__([Segment(mode, text) for mode, text in words.items()])
        self.setAccessibleName(self.tr("Editor, table or sample prompts"))
        self.show_chosen(shown)
        follow_key(self, "caption.mode", self._tell_keys)
        follow_key(self, "caption.prompts", self._tell_keys)

    def _tell_keys(self, _key: str) -> None:
        modes = keyed(self.tr("One caption large, or all in a table"), "caption.mode")
        prompts = self.tr("Prompts: what the trainer shows after each epoch")
        self.setToolTip(f"{modes}\n{keyed(prompts, 'caption.prompts')}")


class ListHead(QWidget):
    """Two lines of controls over list or table; it moves from one to the other."""

    mode_chosen = Signal(str)  # `EDITOR` or `TABLE`
    prompts_asked = Signal()  # the sample prompts are to be shown

    def __init__(self, document: Document, preferences: PreferenceStore, rows: ListRows) -> None:
        super().__init__()
        self._rows = rows
        self._shown = EDITOR
        self.mode = ModeSwitch()
        self.sums = Label("", "dim", "small")
        self.filter = FilterBar(document, preferences, CAPTIONS, "captions")
        self.order = IconButton("sort", self.tr("Order"))
        self.mode.chosen.connect(self._on_mode)
        self.filter.changed.connect(self._on_filter)
        self.order.clicked.connect(self.offer_orders)
        rows.ordered.connect(self._show_order)
        document.opened.connect(self._on_opened)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.mode)
        above.addStretch(1)
        above.addWidget(self.sums)
        below.setSpacing(theme.px(2))
        below.addWidget(self.filter, 1)
        below.addWidget(self.order)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (18, 10, 14, 8)))
        column.setSpacing(theme.px(6))
        column.addLayout(above)
        column.addLayout(below)
        self._show_order()

    def show_mode(self, mode: str) -> None:
        """Say that this is shown, without a word of it."""
        self._shown = mode
        self.mode.show_chosen(mode)

    def _on_mode(self, mode: str) -> None:
        if mode == PROMPTS:
            self.mode.show_chosen(self._shown)  # what is there again when one comes back
            self.prompts_asked.emit()
        elif mode != self._shown:
            self._shown = mode
            self.mode_chosen.emit(mode)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leave the sums away where they would be cut off."""
        edges = self._column.contentsMargins()
        room = self.width() - edges.left() - edges.right() - self.mode.sizeHint().width()
        self.sums.setVisible(room >= self.sums.sizeHint().width() + theme.px(_APART))

    def _on_opened(self) -> None:
        self.filter.set_text("")

    def _on_filter(self) -> None:
        self._rows.set_filter(self.filter.text)

    def show_sums(self, done: int, of: int, listed: int) -> None:
        """Say how many captions are done of how many, and how many a filter lets through."""
        words = self.tr("{} of {} done").format(f"{done:,}", f"{of:,}") if of else ""
        tip = self.tr("Captions of picked clips and stills that you said are done")
        if listed != of:
            tip = f"{words}\n{tip}"
            words = self.tr("{} of {} listed").format(f"{listed:,}", f"{of:,}")
        self.sums.setText(words)
        self._fit()
        self.sums.setToolTip(tip)
        self.sums.setAccessibleName(words)

    # ------------------------------------------------------------------------------- the order

    def _names(self) -> dict[str, str]:
        return {
            "order": self.tr("As in the films"),
            "state": self.tr("By state: what needs work first"),
            "length": self.tr("Longest clips first"),
            "newest": self.tr("Picked last first"),
            "caption": self.tr("By the alphabet"),
            "words": self.tr("Fewest words first"),
            "tokens": self.tr("Fewest tokens first"),
            "lints": self.tr("Worst problems first"),
        }

    def offer_orders(self) -> None:
        """Offer the orders, and to turn the one in force round."""
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Order"))
        menu.aboutToHide.connect(menu.deleteLater)
        group = QActionGroup(menu)
        for order in ORDERS:
            action = QAction(self._names()[order], menu)
            action.setCheckable(True)
            action.setChecked(order == self._rows.order)
            action.setData(order)
            group.addAction(action)
            menu.addAction(action)
        menu.addSeparator()
        turned = menu.addAction(self.tr("Turned round"))
        turned.setCheckable(True)
        turned.setChecked(self._rows.reverse)
        menu.triggered.connect(self._on_order)
        menu.popup(self.order.mapToGlobal(QPoint(0, self.order.height())))

    def _on_order(self, action: QAction) -> None:
        order = action.data()
        if order is None:
            self.turn_round()
        else:
            self._rows.set_order(order, reverse=self._rows.reverse)

    def turn_round(self) -> None:
        """Turn the order round."""
        self._rows.set_order(self._rows.order, reverse=not self._rows.reverse)

    def _show_order(self) -> None:
        words = self._names()[self._rows.order]
        if self._rows.reverse:
            words = self.tr("{}, turned round").format(words)
        self.order.set_name(self.tr("Order: {}").format(words))
