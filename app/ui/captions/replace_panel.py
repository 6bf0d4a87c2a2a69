"""The panel *Find and replace*: two fields, a count while one types, a look before it is done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.captions.replacing import Search, phrase_of
from app.ui import theme
from app.ui.actions import follow_key
from app.ui.captions.bulk_scope import ScopeChip
from app.ui.captions.replace_field import FindField, PastField
from app.ui.captions.replacing import Replacing
from app.ui.document import Document
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.fields import set_wrong
from app.ui.widgets.label import Label, SectionHead


class ReplacePanel(QWidget):
    """Says in how many captions a search is found, and offers to look at what would become."""

    preview_asked = Signal()
    hit_asked = Signal(bool)  # the next one; False: the one before
    left = Signal()  # the keys may go back to the editor

    def __init__(
        self, document: Document, preferences: PreferenceStore, replacing: Replacing
    ) -> None:
        super().__init__()
        self._document, self._preferences, self._replacing = document, preferences, replacing
        self.phrase = FindField()
        self.new = PastField(self.tr("Replace by"), self.tr("Replace by"))
        self.new.setToolTip(self.tr("Nothing: it is taken out, and no double space is left"))
        self.scope = ScopeChip(replacing.scope)
        self.count = Label("", "muted", "small", wrap=True)
        self.preview = Button(self.tr("Preview"))
        self.preview.setToolTip(self.tr("Look at every change before it is made"))
        self.back = IconButton("chevron-up", self.tr("Previous hit"), size=26)
        self.on = IconButton("chevron-down", self.tr("Next hit"), size=26)
        follow_key(self, "caption.previous_hit", self.back.set_key)
        follow_key(self, "caption.next_hit", self.on.set_key)
        self._lay_out()
        self._connect()
        self._set_past()
        self.refresh()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(SectionHead(self.tr("Find and replace")))
        head.addStretch(1)
        head.addWidget(self.scope)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.px(2))
        foot.addWidget(self.count, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.on)
        foot.addSpacing(theme.px(6))
        foot.addWidget(self.preview)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self.phrase)
        column.addWidget(self.new)
        column.addLayout(foot)
        for before, after in (
            (self.phrase, self.new), (self.new, self.phrase.case),
            (self.phrase.case, self.phrase.whole), (self.phrase.whole, self.phrase.expression),
            (self.phrase.expression, self.back), (self.back, self.on), (self.on, self.preview),
            (self.preview, self.scope),
        ):  # fmt: skip
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        for field in (self.phrase, self.new):
            field.textChanged.connect(self._on_typed)
            field.escaped.connect(self.left)
        self.phrase.options_changed.connect(self._on_typed)
        self.phrase.entered.connect(self._next)
        self.new.entered.connect(self._ask_preview)
        self.preview.clicked.connect(self._ask_preview)
        self.back.clicked.connect(self._previous)
        self.on.clicked.connect(self._next)
        self._replacing.changed.connect(self.refresh)
        self._preferences.changed.connect(self._set_past)
        self._document.opened.connect(self.scope.refresh)

    # ---------------------------------------------------------------------------------- typing

    def search(self) -> Search:
        """Return what the fields say."""
        return Search(
            text=self.phrase.text(),
            replacement=self.new.text(),
            match_case=self.phrase.case.isChecked(),
            whole_word=self.phrase.whole.isChecked(),
            expression=self.phrase.expression.isChecked(),
        )

    def begin(self, selected: str = "") -> None:
        """Let what is typed be looked for; words that are selected in the editor, at once."""
        phrase = phrase_of(selected)
        if phrase and "\n" not in selected and not self.phrase.expression.isChecked():
            self.phrase.setText(phrase)
        self.phrase.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.phrase.selectAll()

    def used(self) -> None:
        """Remember what the fields say."""
        search = self.search()
        self._preferences.put(self._preferences.value.searched(search.text, search.replacement))

    def _on_typed(self) -> None:
        self._replacing.search_for(self.search())
        self.refresh()

    def _set_past(self) -> None:
        self.phrase.set_past(self._preferences.value.past_searches)
        self.new.set_past(self._preferences.value.past_replacements)

    def _ask_preview(self) -> None:
        if self.preview.isEnabled():
            self.used()
            self.preview_asked.emit()

    def _next(self) -> None:
        self.used()
        self.hit_asked.emit(True)

    def _previous(self) -> None:
        self.used()
        self.hit_asked.emit(False)

    # --------------------------------------------------------------------------------- showing

    def refresh(self) -> None:
        """Show what was found."""
        replacing = self._replacing
        set_wrong(self.phrase, bool(replacing.trouble))
        self.count.set_tone("bad" if replacing.trouble else "muted")
        self.count.setText(self._said())
        found = bool(replacing.hits)
        for button in (self.back, self.on):
            button.setEnabled(found)
        may = found and not self._document.read_only
        self.preview.setEnabled(may or (replacing.counting and bool(replacing.search)))
        self.scope.refresh()

    def _said(self) -> str:
        replacing = self._replacing
        if replacing.trouble:
            return replacing.trouble
        if not replacing.search:
            return ""
        if replacing.hits:
            captions = counted(len(replacing.hits), "caption")
            return self.tr("{} in {}").format(f"{replacing.places:,}", captions)
        return "…" if replacing.counting else self.tr("Not found")
