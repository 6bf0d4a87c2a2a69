"""Cuts in *Clips*: moved, removed and put in by hand, and all of them at another threshold."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from app.core.errors import ProjectError
from app.core.library import cutting
from app.core.library.edits import Edit
from app.core.library.model import Cut, Shot, Source
from app.ui.clips.marking import Marking
from app.ui.document import Document
from app.ui.films import Films
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from app.core.library.detection import Foretold
    from app.core.library.project import Project
    from app.core.shots.signal import FrameSignal


class Cutting(QObject):
    """Makes edits of what the hand does to cuts; shows what a threshold would do to them."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(
        self, document: Document, films: Films, jobs: Jobs, marking: Marking, timeline: Timeline
    ) -> None:
        super().__init__(timeline)
        self._document, self._films, self._jobs = document, films, jobs
        self._marking, self._timeline = marking, timeline
        self._wanted: float | None = None  # the threshold whose cuts are to be foretold
        self._foretelling = False
        timeline.cut_moved.connect(self._on_moved)
        timeline.cut_asked.connect(self.cut_at)
        timeline.shots_menu_asked.connect(self._on_menu)
        timeline.threshold_changing.connect(self._on_threshold_changing)
        timeline.threshold_changed.connect(self._on_threshold_changed)
        document.opened.connect(self._on_opened)
        self._on_opened()

    def _on_opened(self) -> None:
        self._timeline.set_editable(self._document.is_open and not self._document.read_only)

    # ---------------------------------------------------------------------------------- by hand

    def cut_at(self, frame: int | None) -> None:
        """Let a shot begin at a frame of the marked film."""
        shots = self._shots
        if frame is None or not shots:
            return
        try:
            edit = cutting.cut_at(shots, frame)
        except ProjectError as error:
            self.done.emit(str(error))
            return
        self._apply(edit, self.tr("A shot begins at frame {} now.").format(f"{frame:,}"))

    def remove_before(self) -> None:
        """Remove the cut that the marked shot begins with."""
        shot = self._marked_shot
        before = cutting.neighbours(self._shots, shot)[0] if shot is not None else None
        if shot is not None and before is None:
            self.done.emit(self.tr("There is no shot before this one."))
        elif shot is not None and before is not None:
            self._remove(before, shot)

    def merge_next(self) -> None:
        """Remove the cut that the marked shot ends with."""
        shot = self._marked_shot
        after = cutting.neighbours(self._shots, shot)[1] if shot is not None else None
        if shot is not None and after is None:
            self.done.emit(self.tr("There is no shot after this one."))
        elif shot is not None and after is not None:
            self._remove(shot, after)

    def _on_moved(self, before_id: int, after_id: int, end: int, start: int) -> None:
        rows = self._document.rows
        before, after = rows.get(Shot, before_id), rows.get(Shot, after_id)
        if before is not None and after is not None:
            edit = cutting.move_cut(before, after, end, start, self._cuts(before))
            self._apply(edit, self.tr("The cut is at frame {} now.").format(f"{start:,}"))

    def _remove(self, before: Shot, after: Shot) -> None:
        edit = cutting.remove_cut(before, after, self._cuts(before))
        self._apply(edit, self.tr("Two shots are one now."))

    def _leave(self, shot: Shot) -> None:
        edit = cutting.leave_to_detection(shot, self._cuts(shot))
        self._apply(edit, self.tr("The next detection decides on this shot."))

    def _apply(self, edit: Edit, words: str) -> None:
        if edit:
            self._document.apply(edit)
            self.undoable.emit(words)

    @property
    def _shots(self) -> list[Shot]:
        mark = self._marking.mark
        return self._document.rows.of_source(Shot, mark.source) if mark is not None else []

    @property
    def _marked_shot(self) -> Shot | None:
        mark = self._marking.mark
        return self._document.rows.get(Shot, mark.shot) if mark is not None else None

    def _cuts(self, shot: Shot) -> list[Cut]:
        return self._document.rows.of_source(Cut, shot.source)

    # ------------------------------------------------------------------------------------- menu

    def _on_menu(self, place: QPoint, frame: int, behind: int) -> None:
        menu = self.menu(frame, behind)
        if menu is not None:
            menu.popup(place)

    def menu(self, frame: int, behind: int) -> QMenu | None:
        """Return what can be done with the cuts at a place; None where nothing can.

        Args:
            frame: Of the marked film.
            behind: Id of the shot behind the cut that was clicked; 0 = none was.
        """
        shots = self._shots
        after = self._document.rows.get(Shot, behind) if behind else None
        shot = after or cutting.shot_at(shots, frame)
        if shot is None or self._document.read_only:
            return None
        menu = QMenu(self._timeline)
        before, following = cutting.neighbours(shots, shot)
        if after is not None and before is not None:
            self._add(menu, self.tr("Remove this cut"), lambda: self._remove(before, after))
            return _that_goes(menu)
        if frame > shot.start:
            words = self.tr("Cut here, at frame {}").format(f"{frame:,}")
            self._add(menu, words, lambda: self.cut_at(frame))
        if before is not None:
            words = self.tr("Merge with the shot before")
            self._add(menu, words, lambda: self._remove(before, shot))
        if following is not None:
            words = self.tr("Merge with the next shot")
            self._add(menu, words, lambda: self._remove(shot, following))
        if shot.drawn:
            menu.addSeparator()
            words = self.tr("Leave this shot to the next detection")
            self._add(menu, words, lambda: self._leave(shot))
        return _that_goes(menu)

    def _add(self, menu: QMenu, words: str, do: Callable[[], None]) -> None:
        menu.addAction(words).triggered.connect(lambda _checked=False: do())

    # -------------------------------------------------------------------------------- threshold

    def _on_threshold_changing(self, threshold: float) -> None:
        """Show which cuts would come and go; of several thresholds the newest counts."""
        self._wanted = threshold
        if not self._foretelling:
            self._foretelling = True
            spawn(self._foretell())

    async def _foretell(self) -> None:
        try:
            while (threshold := self._wanted) is not None and self._document.is_open:
                self._wanted = None
                source, signal = self._measured
                if source is None or signal is None:
                    return
                rows = self._document.rows
                cuts, shots = rows.of_source(Cut, source.id), rows.of_source(Shot, source.id)
                told = await self._jobs.beside(_foretold, source, signal, threshold, cuts, shots)
                if self._timeline.scores.threshold == threshold != source.threshold:
                    self._timeline.set_foretold(told)
        finally:
            self._foretelling = False

    def _on_threshold_changed(self, threshold: float) -> None:
        source, signal = self._measured
        if source is not None and signal is not None:
            spawn(self._cut_again(self._document.project, source, signal, threshold))

    async def _cut_again(
        self, project: Project, source: Source, signal: FrameSignal, threshold: float
    ) -> None:
        """Cut a film anew, at once: its scores are at hand."""
        try:
            with self._document.reading(project):
                await self._jobs.beside(_cut_again, project, source, signal, threshold)
        finally:
            if self._document.holds(project):
                self._document.catch_up()
                self._wanted = None
                self._timeline.set_foretold(None)
                now = self._document.rows.get(Source, source.id)
                if now is not None and now.threshold != self._timeline.scores.threshold:
                    self._timeline.set_threshold(now.threshold)
        number = self._document.rows.number_of(Shot, source.id) if self._document.is_open else 0
        if number:
            words = self.tr("{} shots at threshold {}.").format(f"{number:,}", f"{threshold:.2f}")
            self.undoable.emit(words)

    @property
    def _measured(self) -> tuple[Source | None, FrameSignal | None]:
        """Return the marked film and its signal."""
        mark = self._marking.mark
        if mark is None or not self._document.is_open:
            return None, None
        film = self._films.film(mark.source)
        return self._document.rows.get(Source, mark.source), None if film is None else film.signal


def _that_goes(menu: QMenu) -> QMenu:
    """Return a menu that is no longer there once it has closed."""
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def _foretold(
    source: Source, signal: FrameSignal, threshold: float, cuts: list[Cut], shots: list[Shot]
) -> Foretold:
    from app.core.finding import foretell_threshold

    return foretell_threshold(source, signal, threshold, cuts, shots)


def _cut_again(project: Project, source: Source, signal: FrameSignal, threshold: float) -> Edit:
    from app.core.finding import cut_again

    return cut_again(project, source, signal, threshold)
