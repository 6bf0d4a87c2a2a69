"""What is wrong with the caption that is shown, as chips; behind each stands its cure."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.captions.lint import lint_named, said_of
from app.core.captions.lint_cures import CURES
from app.core.captions.lint_medium import OF_IMAGE, OF_VIDEO, OVERLAY
from app.core.captions.lint_rules import UNCERTAIN
from app.core.language import enumerated, tr
from app.core.library.captioned import Key
from app.ui.actions import key_text
from app.ui.captions.chosen import Chosen
from app.ui.captions.entries import Entries
from app.ui.captions.lint_curing import LintCuring
from app.ui.captions.lint_row import TONES
from app.ui.widgets.chip import Chip
from app.ui.widgets.clearing import clear
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.layout_items import items_of

_COMMAND = "caption.cure"


class LintChips(QWidget):
    """Follows the caption that is shown; `show_text` tells of one that is being typed."""

    def __init__(
        self, chosen: Chosen, entries: Entries, curing: LintCuring, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._chosen, self._entries, self._curing = chosen, entries, curing
        self._shown: object = None
        self._flow = FlowLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._flow)
        self.setMinimumHeight(Chip().sizeHint().height())  # the text stays where it is
        chosen.current_changed.connect(self.refresh)
        entries.changed.connect(self._on_entries)
        self.refresh()

    def shown(self) -> list[Chip]:
        """Return the chips from left to right, cures among them."""
        widgets = (item.widget() for item in items_of(self._flow))
        return [chip for chip in widgets if isinstance(chip, Chip)]

    def refresh(self) -> None:
        """Show what is wrong with the caption as it is kept."""
        row = self._chosen.row_now
        self.show_text(None if row is None else row.caption)

    def show_text(self, text: str | None) -> None:
        """Show what is wrong with a text for the current caption; None for none."""
        key = self._chosen.current
        if text is None or key is None:
            self._show(())
            return
        lints = self._entries.judged(key, text)
        if "identical" in self._entries.entry(key).lints and self._is_kept(text):
            lints = tuple(self._entries.entry(key).lints)
        said = said_of(lints, text, self._entries.trigger)
        self._show(tuple((lint, text) for lint in said))

    def _is_kept(self, text: str) -> bool:
        row = self._chosen.row_now
        return row is not None and row.caption == text

    def _on_entries(self, keys: set[Key]) -> None:
        if self._chosen.current in keys or not keys:
            self.refresh()

    def _show(self, found: tuple[tuple[str, str], ...]) -> None:
        now = self._chosen.current, found
        if now == self._shown:
            return
        self._shown = now
        clear(self._flow)
        first = True
        for lint, text in found:
            if lint == "empty":  # the field says so itself
                continue
            self._flow.addWidget(self._chip(lint, text))
            if lint in CURES and self._curing.can_cure(lint, text):
                self._flow.addWidget(self._cure_chip(lint, usual=first))
                first = False
        if not found and self._chosen.row_now is not None:
            fine = Chip(self.tr("no lints"), "good", mark="check")
            fine.setToolTip(self.tr("Nothing is wrong with this caption, as far as is known."))
            self._flow.addWidget(fine)

    def _chip(self, name: str, text: str) -> Chip:
        lint = lint_named(name)
        chip = Chip(tr(lint.chip), TONES[lint.level])
        said = self._said(name, text)
        tip = f"{tr(lint.title)}{said}\n{tr(lint.help)}"
        chip.setToolTip(tip)
        chip.setAccessibleName(tr(lint.title))
        chip.setAccessibleDescription(tip)
        return chip

    def _said(self, name: str, text: str) -> str:
        """Return which words are meant, behind the title; empty where all are."""
        key = self._chosen.current
        if key is None:
            return ""
        if name == "identical":
            others = counted(len(self._entries.same_as(key)), "other")
            return self.tr(": {}").format(others)
        medium = OF_VIDEO if key[0] == "clip" else OF_IMAGE
        finder = {"uncertain": UNCERTAIN, "medium": medium, "overlay": OVERLAY}.get(name)
        found = () if finder is None else finder.found(text)
        return self.tr(": {}").format(enumerated(f"“{word}”" for word in found)) if found else ""

    def _cure_chip(self, lint: str, *, usual: bool) -> Chip:
        cure = CURES[lint]
        chip = Chip(tr(cure.words), "accent", clickable=True, dashed=True)
        key = key_text(_COMMAND) if usual else ""
        chip.setToolTip(f"{tr(cure.label)}  ({key})" if key else tr(cure.label))
        chip.setAccessibleName(tr(cure.label))
        chip.setProperty("lint", lint)
        chip.clicked.connect(self._on_cure)
        return chip

    def _on_cure(self) -> None:
        self._curing.cure(str(self.sender().property("lint")))
