"""A filter over a view: its field, what is wrong with it, its help, filters with a name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from app.core.browsing.query import parse
from app.core.browsing.vocabulary import GRID, Language
from app.core.language import sentences, tr
from app.core.settings import FilterUse
from app.ui import theme
from app.ui.document import Document
from app.ui.preferences import PreferenceStore
from app.ui.saved_filters import SavedFilters
from app.ui.widgets.button import IconButton
from app.ui.widgets.filter_field import FilterField
from app.ui.widgets.label import Label
from app.ui.widgets.painting import box

_SETTLED_MS = 120  # after the last letter the tiles are filtered
_PATIENCE_MS = 600  # and what is wrong is said
_NOTE_WIDTH = 420  # px at zoom 1


class FilterBar(QWidget):
    """A filter as it is typed or chosen.

    Args:
        language: What the view is filtered with.
        use: Under which name its filters are remembered.
    """

    changed = Signal()  # the filter is another one, and stays so for a moment
    left = Signal()  # Enter or Escape: the keys are to go elsewhere

    def __init__(
        self,
        document: Document,
        preferences: PreferenceStore,
        language: Language = GRID,
        use: FilterUse = "grid",
    ) -> None:
        super().__init__()
        self._document, self._preferences = document, preferences
        self.language, self._use = language, use
        self.field = FilterField(tr(language.hint), self._names, language)
        self.field.setAccessibleName(self.tr("Filter"))
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.saved = SavedFilters(preferences, self, use)
        self._saved_button = IconButton("filter", self.tr("Saved filters"))
        self._help_button = IconButton("help", self.tr("How to filter"))
        self._note: _Note | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(2))
        row.addWidget(self.field, 1)
        row.addWidget(self._saved_button)
        row.addWidget(self._help_button)
        self._connect()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_text)
        self.field.left.connect(self.left)
        self.field.returnPressed.connect(self._on_return)
        self.field.used.connect(self._on_used)
        self.field.installEventFilter(self)
        self._settled.timeout.connect(self.changed)
        self._patience.timeout.connect(self._complain)
        self._saved_button.clicked.connect(self.offer_saved)
        self._help_button.clicked.connect(self.explain)
        self.saved.chosen.connect(self.set_text)
        self._preferences.changed.connect(self._follow)
        self._follow()

    @property
    def text(self) -> str:
        """The filter."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Filter by this, at once."""
        self.field.setText(text)
        self.settle()
        self._complain()

    def settle(self) -> None:
        """Filter by what is typed without waiting."""
        if self._settled.isActive():
            self._settled.stop()
            self.changed.emit()

    def save(self) -> None:
        """Keep the present filter under a name."""
        self.saved.save(" ".join(self.text.split()))

    def offer_saved(self) -> None:
        """Offer the filters that have a name."""
        menu = QMenu(self)
        menu.setAccessibleName(self.tr("Saved filters"))
        menu.aboutToHide.connect(menu.deleteLater)
        self.saved.fill(menu, " ".join(self.text.split()))
        menu.popup(self._saved_button.mapToGlobal(QPoint(0, self._saved_button.height())))

    def explain(self) -> None:
        """Show the language."""
        from app.ui.filter_help import FilterHelp

        FilterHelp(self.window(), self.language).show_under(self._help_button)

    def complaint(self) -> str:
        """Return the sentence that stands at the field; empty where nothing is wrong."""
        return "" if self._note is None or self._note.isHidden() else self._note.text

    # ------------------------------------------------------------------------------- following

    def _names(self) -> tuple[list[str], list[str]]:
        """Return the project's tags and the names of its films."""
        if not self._document.is_open:
            return [], []
        rows = self._document.rows
        return sorted(rows.tags), list(dict.fromkeys(film.stem for film in rows.sources))

    def _follow(self) -> None:
        self.field.set_past(self._preferences.value.past_filters_of(self._use))

    def _on_text(self, text: str) -> None:
        self._settled.start()
        if parse(text, self.language).complaints:
            self._patience.start()
        else:
            self._patience.stop()
            self._complain()

    def _on_return(self) -> None:
        self.settle()
        self._complain()
        self.left.emit()

    def _on_used(self, text: str) -> None:
        if not parse(text, self.language).complaints:
            self._preferences.put(self._preferences.value.filtered(text, self._use))

    # ------------------------------------------------------------------------------ complaining

    def _complain(self) -> None:
        """Say at the field what is wrong with the filter, or no longer."""
        self._patience.stop()
        complaints = parse(self.text, self.language).complaints
        sentence = sentences(each.sentence for each in complaints[:2])
        self.field.set_wrong(bool(sentence))
        self.field.setAccessibleDescription(sentence)
        if self._note is None and sentence:
            self._note = _Note(self.window())
        if self._note is not None:
            self._note.say(sentence)
            self._place_note()

    def _place_note(self) -> None:
        note = self._note
        if note is None or note.isHidden():
            return
        window = self.window()
        if note.parentWidget() is not window:
            note.setParent(window)
            note.show()
        note.setFixedWidth(min(theme.px(_NOTE_WIDTH), window.width() - theme.px(32)))
        note.adjustSize()
        corner = self.field.mapTo(window, QPoint(0, self.field.height() + theme.px(4)))
        left = min(corner.x(), window.width() - note.width() - theme.px(16))
        note.move(left, min(corner.y(), window.height() - note.height()))
        note.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self.field and kind in (QEvent.Type.Resize, QEvent.Type.Move):
            self._place_note()
        elif watched is self.field and kind == QEvent.Type.Hide and self._note is not None:
            self._note.say("")
        return super().eventFilter(watched, event)


class _Note(QWidget):
    """A sentence that lies over what is below the field."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._label = Label("", "bad", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.px(n) for n in (10, 7, 10, 7)))
        column.addWidget(self._label)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence."""
        return self._label.text()

    def say(self, sentence: str) -> None:
        """Show a sentence; hide for none."""
        self._label.setText(sentence)
        self.setVisible(bool(sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            edge = theme.color("bad_edge")
            box(painter, QRectF(self.rect()), fill=theme.color("surface"), edge=edge)
