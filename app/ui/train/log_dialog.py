"""The whole log of a run in a window of its own: by step, searched, warnings and errors alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget
from shiboken6 import isValid

from app.core.amounts import counted
from app.ui import theme
from app.ui.jobs import Jobs
from app.ui.keys import ENTER
from app.ui.loop import spawn
from app.ui.train.log_pages import LogPages
from app.ui.train.log_view import LogView
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.choices import CheckBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import SearchField
from app.ui.widgets.label import ElidedLabel, Label
from app.ui.widgets.segmented import Segment, Segmented

if TYPE_CHECKING:
    from app.core.training.watching.view import RunView

_WIDTH, _HEIGHT = 1120, 720
_LOOK_MS, _TYPED_MS = 1_000, 200
_GRADES = {"all": 0, "warnings": 1, "errors": 2}


class LogDialog(Dialog):
    """Stays open beside the window and keeps up with the log.

    Signals:
        said: What was copied, a sentence.
    """

    said = Signal(str)

    def __init__(self, parent: QWidget, jobs: Jobs) -> None:
        super().__init__(parent, parent.tr("Log"))
        self.setModal(False)
        self._folder: Path | None = None
        self.steps: Segmented | None = None
        self._step = ""
        self.pages = LogPages(jobs, self)
        self.view = LogView(self.pages)
        self.grades = Segmented(
            [
                Segment("all", self.tr("All lines")),
                Segment("warnings", self.tr("Warnings"), 0),
                Segment("errors", self.tr("Errors"), 0),
            ],
            name=self.tr("Which lines"),
        )
        self.search = SearchField(self.tr("Search the log"))
        self.hits = Label("", "muted", "small")
        self.up = IconButton("chevron-up", self.tr("Hit before (Shift+F3)"))
        self.down = IconButton("chevron-down", self.tr("Next hit (F3)"))
        self.follow = CheckBox(self.tr("Follow the end"))
        self.path = ElidedLabel("", "dim", "small")
        self._typed = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._head = QHBoxLayout()
        self._lay_out()
        self._connect()
        room = parent.window().size()
        wide = min(theme.px(_WIDTH), room.width() - theme.px(40))
        self.resize(wide, min(theme.px(_HEIGHT), room.height() - theme.px(40)))
        self._looks.start()

    def _lay_out(self) -> None:
        self._head.setSpacing(theme.px(20))
        self._head.addStretch(1)
        self._head.addWidget(self.follow)
        find = QHBoxLayout()
        find.setSpacing(theme.px(8))
        find.addWidget(self.grades)
        find.addSpacing(theme.px(16))
        find.addWidget(self.search, 1)
        find.addWidget(self.hits)
        find.addWidget(self.up)
        find.addWidget(self.down)
        self.body.addLayout(self._head)
        self.body.addLayout(find)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.path)
        self.fill()
        self.copy = Button(self.tr("Copy"), "quiet", icon="copy")
        self.copy.setToolTip(self.tr("Copies the selected lines, or all of those in the list"))
        self.open_button = Button(self.tr("Open in an editor"), "quiet", icon="external-link")
        self.show_folder = Button(self.tr("Show folder"), "quiet", icon="folder")
        for button in (self.show_folder, self.open_button, self.copy):
            self.add_left(button)
        self.add_button(self.tr("Close"), result=QDialog.DialogCode.Accepted.value)

    def _connect(self) -> None:
        self.grades.chosen.connect(self._on_grade)
        self.search.textChanged.connect(self._typed.start)
        self.search.left.connect(self.reject)
        self.search.returnPressed.connect(lambda: self.step(1))
        self._typed.timeout.connect(lambda: self.pages.find(self.search.text()))
        self.up.clicked.connect(lambda: self.step(-1))
        self.down.clicked.connect(lambda: self.step(1))
        self.follow.setChecked(True)
        self.follow.clicked.connect(self._on_follow)
        self.view.follow_changed.connect(self.follow.setChecked)
        self.view.copy_asked.connect(self._on_copy)
        self.copy.clicked.connect(self._copy_chosen)
        self.open_button.clicked.connect(lambda: self._open(self.pages.path))
        self.show_folder.clicked.connect(
            lambda: self._open(self.pages.path.parent if self.pages.path else None)
        )
        self.pages.grown.connect(self._show_counts)
        self.pages.searched.connect(self._on_searched)
        self._looks.timeout.connect(self.pages.look)

    # -------------------------------------------------------------------------------- showing

    def show_run(self, view: RunView, step: str = "") -> None:
        """Show the log of a step of a run; by default of the one that is of interest now."""
        self._folder = view.folder
        self.setWindowTitle(self.tr("Log of {}").format(view.head.title))
        begun = [each for each in view.steps if each.mark not in ("waiting", "skipped")]
        segments = [Segment(each.name, each.title) for each in begun]
        if not segments:
            self.pages.begin(None)
            return
        if self.steps is not None:
            self._head.removeWidget(self.steps)
            self.steps.hide()
            self.steps.deleteLater()
        self.steps = Segmented(segments, name=self.tr("Which step"))
        self.steps.chosen.connect(self._on_step)
        self._head.insertWidget(0, self.steps)
        shown = view.tail.path.stem if view.tail.path is not None else ""
        names = [each.key for each in segments]
        wanted = next((each for each in (step, shown) if each in names), names[-1])
        self.steps.show_chosen(wanted)
        self._on_step(wanted)
        self.search.setFocus()

    def _on_step(self, step: str) -> None:
        if self._folder is not None:
            path = self._folder / "log" / f"{step}.log"
            self._step = step
            self.pages.begin(path)
            self.path.setText(str(path))
            self.view.go_to_end()

    def _on_grade(self, grade: str) -> None:
        self.pages.show_grade(_GRADES[grade])
        self.view.go_to_end()

    def _on_follow(self, on: bool) -> None:
        if on:
            self.view.go_to_end()
        else:
            self.view.follow = False

    def _show_counts(self) -> None:
        warnings, errors = self.pages.grades()
        self.grades.set_count("warnings", warnings + errors)
        self.grades.set_count("errors", errors)
        self.setAccessibleDescription(counted(self.pages.count, "line"))

    # ------------------------------------------------------------------------------ searching

    def _on_searched(self) -> None:
        found = self.pages.found
        if found is not None and len(found) and self.view.current not in found:
            at = int(found.searchsorted(self.view.first()))
            self.view.show_row(int(found[min(at, len(found) - 1)]))
        self._show_hits()

    def _show_hits(self) -> None:
        found = self.pages.found
        some = found is not None and len(found) > 0
        self.up.setEnabled(some)
        self.down.setEnabled(some)
        self.search.set_wrong(found is not None and not some)
        if found is None:
            self.hits.setText("")
        elif not some:
            self.hits.setText(self.tr("nothing"))
        else:
            place = int(found.searchsorted(self.view.current, "right"))
            self.hits.setText(
                self.tr("{} of {}").format(f"{max(1, place):,}", counted(len(found), "line"))
            )

    def step(self, by: int) -> None:
        """Go to the next hit, or with -1 to the one before; round at the ends."""
        found = self.pages.found
        if found is None or not len(found):
            return
        current = self.view.current
        if by > 0:
            place = int(found.searchsorted(current, "right"))
        else:
            place = int(found.searchsorted(current)) - 1
        self.view.show_row(int(found[place % len(found)]))
        self._show_hits()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.search.setFocus()
            self.search.selectAll()
        elif event.matches(QKeySequence.StandardKey.FindNext):
            self.step(1)
        elif event.matches(QKeySequence.StandardKey.FindPrevious):
            self.step(-1)
        elif event.key() in ENTER:
            event.accept()  # it goes to the next hit, and closes nothing
        else:
            super().keyPressEvent(event)

    # -------------------------------------------------------------------------------- copying

    def _copy_chosen(self) -> None:
        first, last = self.view.selected()
        if first < 0:
            first, last = 0, self.pages.count - 1
        self._on_copy(first, last)

    def _on_copy(self, first: int, last: int) -> None:
        spawn(self._copy(first, last))

    async def _copy(self, first: int, last: int) -> None:
        text = await self.pages.copy(first, last)
        if text and isValid(self):
            QGuiApplication.clipboard().setText(text)
            lines = counted(text.count("\n") + 1, "line")
            self.said.emit(self.tr("{} of the log are in the clipboard").format(lines))

    def _open(self, path: Path | None) -> None:
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
