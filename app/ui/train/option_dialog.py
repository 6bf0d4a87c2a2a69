"""All options of the trainer's scripts in one window: searched, folded, changed, explained."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.amounts import counted
from app.core.training.recipe.options import options
from app.ui import theme
from app.ui.train.option_delegate import OptionHeads
from app.ui.train.option_detail import OptionDetail
from app.ui.train.option_list import OptionList
from app.ui.train.recipe_choice import RecipeChoice
from app.ui.widgets.button import Button
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.fields import SearchField
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Hairline, ScrollPane

_SIZE = (1240, 800)  # px at zoom 1
_DETAIL = 320
_TO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OptionDialog(Dialog):
    """Changes go into the recipe at once, each a step to undo.

    Args:
        window: Whose dialog it is.
        choice: The recipe.
    """

    def __init__(self, window: QWidget, choice: RecipeChoice) -> None:
        super().__init__(window, window.tr("All options"))
        self._choice = choice
        self.search = SearchField(self.tr("Search: a name, --flag, or words of its help"))
        self.only_given = CheckBox(self.tr("Only what the recipe gives"))
        self.list, self.detail = OptionList(), OptionDetail()
        self._count = Label("", "dim", "small")
        self._empty = EmptyState(
            "search", self.tr("No option is called so"),
            self.tr("The trainer's options are searched by name, --flag and what they do."),
        )  # fmt: skip
        self.fold_button = Button(self.tr("Fold all"), "quiet")
        self._folded = False
        self.paste_button = Button(self.tr("Paste a command line…"), icon="copy")
        self._lay_out(window)
        self._connect()
        self._follow()
        self.list.choose_best()
        self.search.setFocus()

    def _lay_out(self, window: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(14))
        head.addWidget(self.search, 1)
        head.addWidget(self.only_given)
        head.addWidget(self.fold_button)
        head.addWidget(self._count)
        self.body.addLayout(head)
        pane = ScrollPane(self.detail)
        pane.setFixedWidth(theme.px(_DETAIL))
        middle = QHBoxLayout()
        middle.setSpacing(theme.px(16))
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(OptionHeads())
        lines.addWidget(self.list, 1)
        lines.addWidget(self._empty, 1)
        self._empty.hide()
        middle.addLayout(lines, 1)
        middle.addWidget(Hairline(Qt.Orientation.Vertical))
        middle.addWidget(pane)
        self.body.addLayout(middle, 1)
        self.add_left(self.paste_button)
        self.add_button(self.tr("Close"), result=0)
        self.fill()
        room = window.size() - QSize(theme.px(40), theme.px(60))
        self.resize(QSize(theme.px(_SIZE[0]), theme.px(_SIZE[1])).boundedTo(room))

    def _connect(self) -> None:
        self.search.textChanged.connect(self._on_search)
        self.search.installEventFilter(self)
        self.only_given.toggled.connect(self._on_only_given)
        self.fold_button.clicked.connect(self._on_fold_all)
        self.list.looked_at.connect(self._on_looked_at)
        self.list.edit_asked.connect(self.detail.enter)
        self.list.changed.connect(self._on_list_changed)
        self.detail.changed.connect(self._on_changed)
        self.detail.choose_asked.connect(self._choice.choose_file)
        self._choice.changed.connect(self._follow)
        for keys, act in (
            (QKeySequence.StandardKey.Undo, self._choice.undo),
            (QKeySequence.StandardKey.Redo, self._choice.redo),
            (QKeySequence.StandardKey.Find, self.search.setFocus),
        ):
            QShortcut(QKeySequence(keys), self, act)

    # ------------------------------------------------------------------------------- showing

    def search_for(self, text: str) -> None:
        """Search for something at once."""
        self.search.setText(text)

    def show_option(self, key: str) -> None:
        """Go to an option and its value."""
        self.search.clear()
        self.only_given.setChecked(False)
        self.list.lines.fold_all(False)
        self.list.choose(key)
        self.detail.enter()

    def _follow(self) -> None:
        self.list.lines.show_recipe(self._choice.recipe)
        self._show_detail()
        self._show_count()

    def _show_detail(self) -> None:
        read_only = self._choice.read_only
        self.detail.show_recipe(self._choice.recipe, self._choice.preset, read_only=read_only)

    def _show_count(self) -> None:
        shown, whole = self.list.lines.shown, len(options())
        given = len(self._choice.recipe.values)
        said = self.tr("{} of {}, {:,} given")
        self._count.setText(said.format(f"{shown:,}", counted(whole, "option"), given))
        self._count.setToolTip(
            self.tr(
                "Options of the three scripts and of accelerate's launch; given: on the command "
                "line of this recipe."
            )
        )
        nothing = self.list.lines.rowCount() == 0
        self._empty.setVisible(nothing)
        self.list.setVisible(not nothing)

    def _on_search(self, text: str) -> None:
        self.list.lines.search(text)
        self.list.choose_best()
        self._show_count()

    def _on_only_given(self, on: bool) -> None:
        self.list.lines.show_only_given(on)
        self._show_count()

    def _on_fold_all(self) -> None:
        self._folded = not self._folded
        self.list.lines.fold_all(self._folded)
        self.fold_button.setText(self.tr("Unfold all") if self._folded else self.tr("Fold all"))
        self._show_count()

    def _on_looked_at(self, option: object) -> None:
        self.detail.show_option(option)  # type: ignore[arg-type]  # an Option or None
        self._show_detail()

    # ------------------------------------------------------------------------------ changing

    def _on_list_changed(self, key: str, value: object) -> None:
        self._choice.change(key, value)

    def _on_changed(self, key: str, value: object, join: bool) -> None:
        self._choice.change(key, value, join=join)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let arrows in the search walk the list, and Enter go to the value."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent), "of that type"
            key = Qt.Key(event.key())
            if key in _TO_LIST:
                self.list.keyPressEvent(event)
                return True
            if key in _ENTER:
                self.detail.enter()
                return True
        return super().eventFilter(watched, event)
