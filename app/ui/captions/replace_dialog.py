"""Every change that finding and replacing would make, to be looked at before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from app.core.amounts import counted
from app.core.captions.replacing import Search
from app.core.captions.rewording import Rewording, places_in
from app.ui import theme
from app.ui.captions.bulk_list import RewordingList
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.dialog import Dialog


class ReplaceDialog(Dialog):
    """Accepted, `wanted` is what is to be done."""

    def __init__(
        self, parent: QWidget, search: Search, rewordings: Sequence[Rewording], scope: str
    ) -> None:
        title = parent.tr("Take “{}” out").format(_short(search.text))
        if search.replacement:
            pair = _short(search.text), _short(search.replacement)
            title = parent.tr("Replace “{}” by “{}”").format(*pair)
        super().__init__(parent, title)
        self._search, self._scope = search, scope
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
        words = self.tr("{}, of {}").format(places_in(wanted), self._scope)
        self.set_sentence(words)
        show_all(self.all, len(wanted), self._number)
        self.apply.setText(self.tr("Change {}").format(counted(len(wanted), "caption")))
        self.apply.setEnabled(bool(wanted))


def show_all(box: CheckBox, wanted: int, number: int) -> None:
    """Let a box say whether all boxes of a list are ticked, some or none."""
    from PySide6.QtCore import Qt

    some = Qt.CheckState.PartiallyChecked if wanted else Qt.CheckState.Unchecked
    box.setCheckState(Qt.CheckState.Checked if wanted == number and number else some)
    box.setText(box.tr("{} of {}").format(f"{wanted:,}", f"{number:,}"))
    box.setAccessibleName(box.tr("All"))
    box.setEnabled(bool(number))
    box.updateGeometry()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
