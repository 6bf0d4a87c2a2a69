"""Cures of what the checks say: of what is marked, or of all that is selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.core import marking
from app.core.browsing import Tile
from app.core.checks.findings import CheckKind, Finding
from app.core.checks.lengths import lengths_of
from app.core.curing import Around, Cure, cure_all, cures_of, cures_of_still
from app.core.language import sentences, tr
from app.core.library.model import Clip, Shot, Still
from app.ui import dialogs
from app.ui.clips.marking import KINDS, Marking
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.project import Project


class Curing(QObject):
    """Makes edits of cures."""

    done = Signal(str)  # a sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back

    def __init__(self, parts: Parts, marking: Marking, window: QWidget) -> None:
        super().__init__(window)
        self._document, self._films, self._jobs = parts.document, parts.films, parts.jobs
        self._checking, self._preferences = parts.checking, parts.preferences
        self._marking, self._window = marking, window
        self._chosen: list[Tile] = []
        parts.document.opened.connect(self._chosen.clear)

    def select(self, tiles: Sequence[Tile]) -> None:
        """Take what is selected."""
        self._chosen = list(tiles)

    def cures(self, finding: Finding) -> tuple[Cure, ...]:
        """Return the cures of a finding of what is marked, the usual one first."""
        clip, row = self._marked(), self._marking.row
        if self._document.read_only:
            return ()
        if isinstance(row, Still):
            return cures_of_still(finding, row)
        return () if clip is None else cures_of(finding, clip, self._around(clip, finding))

    def cure(self, cure: Cure) -> None:
        """Carry out a cure of what is marked."""
        if not self._marking.clip and cure.span is not None:
            self._marking.set_range(*cure.span, label=cure.edit.label)
            self.done.emit(tr("{sentence}.", sentence=cure.words))
        else:
            self._document.apply(cure.edit)
            self.undoable.emit(tr("{sentence}.", sentence=cure.words))

    def cure_worst(self) -> None:
        """Cure the worst problem of what is marked."""
        if self._marking.mark is None:
            return
        findings = self._found()
        cures = [self.cures(finding) for finding in findings if finding.is_problem]
        usual = next((found[0] for found in cures if found), None)
        if usual is not None:
            self.cure(usual)
        elif any(finding.is_problem for finding in findings):
            self.done.emit(self.tr("Nothing but another choice cures this."))
        else:
            self.done.emit(self.tr("Nothing is wrong here, as far as is known."))

    def cure_all(self) -> None:
        """Cure all selected clips of the kind of problem that is the worst of what is marked."""
        kind, clips = self._kind(), self._selected()
        if kind is None or not clips:
            self.done.emit(self.tr("Select clips, and mark one whose problem can be cured."))
            return
        findings = {clip.id: self._checking.of_clip(clip.id) for clip in clips}
        course = cure_all(kind, clips, findings, self._around)
        if course.edit:
            self._document.apply(course.edit)
            self.undoable.emit(course.sentence(kind))
        else:
            self.done.emit(course.sentence(kind))

    def check_shots(self) -> None:
        """Look at all shots that were not looked at yet, also where that was stopped."""
        self._checking.shots.check_all()
        self.done.emit(self.tr("Shots that were not looked at yet are being checked."))

    # ------------------------------------------------------------------------- side by side

    def compare(self, clip: int = 0) -> None:
        """Show the clips that show the same side by side; those of a clip first, by its id."""
        if self._document.is_open:
            spawn(self._compare(self._document.project, clip))

    async def _compare(self, project: Project, clip: int) -> None:
        from app.core.checks.side_by_side import compare
        from app.ui.clips.twins_dialog import TwinsDialog, unknown_words

        clips = list(self._document.rows.clips)
        with self._document.reading(project):
            found = await self._jobs.beside(compare, project, clips, cache=self._films.cache)
            if not self._document.holds(project):
                return
            if not found.pairs:
                unknown = unknown_words(self, found.unknown)
                self.done.emit(sentences((self.tr("No two clips show the same."), unknown)))
                return
            dialog = TwinsDialog(self._window.window(), self._document, self._films, found)
            dialog.show_pair_of(clip)
            await dialogs.done(dialog)

    # ------------------------------------------------------------------------- what is meant

    def _kind(self) -> CheckKind | None:
        """Return the worst kind of problem of what is marked that has a cure."""
        for finding in self._found():
            if finding.is_problem and self.cures(finding):
                return finding.kind
        return None

    def _found(self) -> tuple[Finding, ...]:
        mark = self._marking.mark
        return () if mark is None else self._checking.of_mark(mark) or ()

    def _marked(self) -> Clip | None:
        """Return the marked clip; one that is in no project for a range that is only marked."""
        mark = self._marking.mark
        if mark is None or mark.still:
            return None
        return self._marking.clip or Clip(source=mark.source, start=mark.start, end=mark.end)

    def _selected(self) -> list[Clip]:
        """Return the picked clips that are selected; of shots, those picked of them."""
        rows = [self._document.rows.get(KINDS[tile.kind], tile.id) for tile in self._chosen]
        clips = [row for row in rows if isinstance(row, Clip) and row.state == "picked"]
        clips += self._marking.picked_of([row for row in rows if isinstance(row, Shot)])
        if not clips and self._marking.clip is not None:
            clips = [self._marking.clip]
        return list({clip.id: clip for clip in clips}.values())

    def _around(self, clip: Clip, finding: Finding) -> Around:
        rows = self._document.rows
        shots = rows.of_source(Shot, clip.source)
        low, high, _ = marking.around(shots, clip.start, clip.end)
        return Around(
            index=self._films.indexes.get(clip.source),
            rate=rows.settings.rate,
            lengths=lengths_of(rows.datasets),
            limits=(low, high),
            snap=self._preferences.value.snap,
            other=None if finding.other is None else rows.get(Clip, finding.other),
        )
