"""What a change would make of captions, to be looked at before it is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.core.amounts import counted
from app.core.captions.rewording import Rewording
from app.ui import theme
from app.ui.captions.bulk_list import RewordingList
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.dialog import Dialog


class PreviewDialog(Dialog):
    """Accepted, `wanted` is what is to be done.

    Args:
        parent: Over it.
        title: What the change is.
        rewordings: What it would make of each caption; all are wanted at first.
        sentence: Says of those that are wanted how much it is.
    """

    def __init__(
        self,
        parent: QWidget,
        title: str,
        rewordings: Sequence[Rewording],
        sentence: Callable[[Sequence[Rewording]], str],
    ) -> None:
        super().__init__(parent, title)
        self._said_of = sentence
        self._number = len(rewordings)
        self.resize(theme.px(760), theme.px(640))
        self.fill()
        self.list = RewordingList(self.tr("Changes"))
        self.body.addWidget(self.list, 1)
        self.all = CheckBox("", True)
        self.all.setTristate(False)
        self.all.clicked.connect(self._on_all)
        self.add_left(self.all)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.apply = self.add_button("", "primary", result=QDialog.DialogCode.Accepted.value)
        self.list.rewordings.wanted_changed.connect(self._count)
        self.list.show_all(rewordings)
        self.list.setFocus()

    def wanted(self) -> list[Rewording]:
        """Return the changes whose boxes are ticked."""
        return self.list.rewordings.wanted()

    def _on_all(self) -> None:
        self.list.rewordings.want_all(len(self.wanted()) < self._number)

    def _count(self) -> None:
        wanted = self.wanted()
        self.set_sentence(self._said_of(wanted))
        show_all(self.all, len(wanted), self._number)
        self.apply.setText(self.tr("Change {}").format(counted(len(wanted), "caption")))
        self.apply.setEnabled(bool(wanted))


def show_all(box: CheckBox, wanted: int, number: int) -> None:
    """Let a box say whether all boxes of a list are ticked, some or none."""
    some = Qt.CheckState.PartiallyChecked if wanted else Qt.CheckState.Unchecked
    box.setCheckState(Qt.CheckState.Checked if wanted == number and number else some)
    box.setText(box.tr("{} of {}").format(f"{wanted:,}", f"{number:,}"))
    box.setAccessibleName(box.tr("All"))
    box.setEnabled(bool(number))
    box.updateGeometry()
