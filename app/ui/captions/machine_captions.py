"""Machine captions in the stage: asked for, looked at, taken or turned down; and the history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.core.captions import writing
from app.core.captions.reviewing import Pair, Whom
from app.core.language import tr
from app.core.library.captioned import Key, Row, key_of
from app.ui import dialogs
from app.ui.actions import Actions
from app.ui.captions.ask_panel import AskPanel
from app.ui.captions.chosen import Chosen
from app.ui.captions.editor import Editor
from app.ui.captions.foot_buttons import FootButtons
from app.ui.captions.looking_back import LookingBack
from app.ui.captions.reaching import Reaching
from app.ui.captions.review_panel import ReviewPanel
from app.ui.captions.setting_up import SettingUp
from app.ui.captions.taking_unseen import TakingUnseen
from app.ui.captions.template_store import TemplateStore
from app.ui.job import Report
from app.ui.loop import spawn
from app.ui.parts import Parts

if TYPE_CHECKING:
    from app.core.library.edits import Edit
    from app.core.library.project import Project

_SOON_MS = 30  # once for all that changes meanwhile


class MachineCaptions(QObject):
    """Follows what is shown and what waits; makes the two panels at the right, and two buttons."""

    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    edit_asked = Signal()  # the words of what is shown are to be typed at

    def __init__(
        self, parts: Parts, chosen: Chosen, editor: Editor, actions: Actions, over: QWidget
    ) -> None:
        super().__init__(over)
        self._parts, self._document, self._chosen = parts, parts.document, chosen
        self._actions, self._over = actions, over
        self.captioning, self.proposals = parts.captioning, parts.proposals
        self.templates = TemplateStore(parts.jobs, parts.preferences)
        self.reaching = Reaching(parts.preferences, parts.jobs, parts.captioning.secrets)
        self.setting_up = SettingUp(parts, self.templates, over)
        self.review = ReviewPanel(actions)
        self.ask_panel = AskPanel(actions, self.templates, self.reaching)
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(self._show_asking)
        self.unseen = TakingUnseen(parts, self)
        self.past = LookingBack(parts, chosen, over)
        self.foot = FootButtons(editor, actions)
        self._connect()
        self.templates.read()
        self._refresh()

    def _connect(self) -> None:
        document, chosen = self._document, self._chosen
        for signal in (
            document.opened, document.changed, document.reloaded, chosen.current_changed,
            self.proposals.changed,
        ):  # fmt: skip
            signal.connect(self._show_waiting)
        for signal in (
            document.opened, document.changed, document.reloaded, chosen.selected_changed,
            chosen.listed_changed, self.proposals.changed, self.captioning.changed,
            self._parts.preferences.changed,
        ):  # fmt: skip
            signal.connect(self._look_soon)
        self.captioning.changed.connect(self._show_work)
        self._parts.jobs.progressed.connect(self._on_progressed)
        self.captioning.set_up_asked.connect(self.setting_up.captioner)
        self.ask_panel.asked.connect(self._ask_empty)
        self.ask_panel.failed_asked_again.connect(self.captioning.ask_failed_again)
        self.ask_panel.end_dismissed.connect(self.captioning.dismiss)
        self.review.again_asked.connect(self.ask_here)
        self.review.details_asked.connect(self._show_details)
        self.unseen.counted.connect(self.review.show_counts)
        for signal in (self.unseen.done, self.past.done):
            signal.connect(self.done)
        for signal in (self.unseen.undoable, self.past.undoable):
            signal.connect(self.undoable)

    # ------------------------------------------------------------------------------- showing

    def _refresh(self) -> None:
        self._show_waiting()
        self._show_asking()

    def _look_soon(self, *_: object) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_waiting(self, *_: object) -> None:
        """Show what waits at the row that is shown."""
        row = self._chosen.row_now
        if row is None:
            self.review.show_waiting(None, "", "", asked=False)
        else:
            key = key_of(row)
            self.review.show_waiting(
                self.proposals.waiting(key), row.caption, self.proposals.trouble(key),
                asked=key in self.captioning.asked,
            )  # fmt: skip

    def _show_asking(self, *_: object) -> None:
        captioner, reading = self.captioning.captioner, self._document.read_only
        self.ask_panel.show_captioner(captioner, reading=reading)
        self._show_work()
        self.ask_panel.show_rows(self._empty(), self._chosen.scope_words())
        self._show_waiting()

    def _show_work(self) -> None:
        self.ask_panel.show_job(self.captioning.job, paused=self._parts.jobs.paused)
        self.ask_panel.show_end(self.captioning.last)

    def _on_progressed(self, report: Report) -> None:
        job = self.captioning.job
        if job is not None and job.id == report.job:
            self.ask_panel.show_report(report)

    def says(self, sentence: str) -> bool:
        """Return whether a panel says a sentence."""
        return not self.ask_panel.end.isHidden() and self.ask_panel.end.sentence() == sentence

    def _empty(self) -> list[Row]:
        return Whom().of(self._chosen.scope(), self._taken)

    @property
    def _taken(self) -> set[Key]:
        """The rows of which something waits, or that are being asked for."""
        return cast("set[Key]", self.proposals.keys) | self.captioning.asked

    # --------------------------------------------------------------------------------- asking

    def ask_here(self) -> None:
        """Ask for a caption of what is shown."""
        row = self._chosen.row_now
        if row is not None:
            self.captioning.ask([row])

    def ask_many(self) -> None:
        """Let a person choose whom to ask for, and with which prompt."""
        self._document.settle()
        spawn(self._ask_many(self._document.project))

    async def _ask_many(self, project: Project) -> None:
        from app.ui.captions.ask_dialog import AskDialog

        if not self._document.holds(project):
            return
        chosen = self._chosen
        rows = self._document.rows
        both: list[Row] = [*rows.clips, *rows.stills]
        every = [row for row in both if row.state == "picked"]
        here = chosen.row_now
        places = [(chosen.scope_words(), chosen.scope())]
        if here is not None:
            places.append((self.tr("this one"), [here]))
        if len(every) > len(places[0][1]):
            places.append((self.tr("all {} of the project").format(f"{len(every):,}"), every))
        dialog = AskDialog(self._over, places, self._taken, self.templates, self._actions)
        if await dialogs.done(dialog) and self._document.holds(project):
            self.captioning.ask(dialog.rows(), dialog.templates())

    def _ask_empty(self) -> None:
        self.captioning.ask(self._empty())

    def redo(self) -> None:
        """Offer the prompts to ask with once more."""
        row = self._chosen.row_now
        if row is None:
            return
        kind = key_of(row)[0]
        waiting = self.proposals.waiting(key_of(row))
        menu = QMenu(self._over)
        for each in self.templates.suiting(kind):
            action = menu.addAction(tr(each.title), self._asker(row, kind, each.name))
            action.setCheckable(True)
            action.setChecked(waiting is not None and waiting.prompt == each.name)
        menu.addSeparator()
        menu.addAction(self._actions["caption.templates"])
        menu.aboutToHide.connect(menu.deleteLater)
        under = self.review.redo if self.review.redo.isVisible() else self.review
        menu.popup(under.mapToGlobal(under.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _asker(self, row: Row, kind: str, name: str) -> Callable[[], None]:
        return lambda: self.captioning.ask([row], {kind: name})

    # ------------------------------------------------------------------------------- judging

    def take(self) -> None:
        """Make the machine caption that waits here the caption, and go on to the next."""
        if self._decide(writing.take):
            self.next_waiting(quietly=True)

    def take_and_edit(self) -> None:
        """Take it and type at it; a step back brings the words that were there."""
        if self._decide(writing.take):
            self.edit_asked.emit()

    def turn_down(self) -> None:
        """Leave the words as they are, and go on to the next."""
        if self._decide(writing.turn_down):
            self.next_waiting(quietly=True)

    def _decide(self, edit: Callable[[Iterable[Pair]], Edit]) -> bool:
        self._document.settle()
        row = self._chosen.row_now
        waiting = None if row is None else self.proposals.waiting(key_of(row))
        if row is None or waiting is None:
            self.done.emit(self.tr("No machine caption waits here."))
            return False
        self._document.apply(edit([(row, waiting)]))
        return True

    def next_waiting(self, *, quietly: bool = False) -> None:
        """Show the next row, of those listed, of which a machine caption waits."""
        listed, place = self._chosen.listed, self._chosen.place()
        first = 0 if place is None else place + 1
        waiting = self.proposals.keys
        for key in (*listed[first:], *listed[:first]):
            if key in waiting and key != self._chosen.current:
                self._chosen.choose(key)
                return
        if not quietly:
            self.done.emit(self.tr("No other machine caption waits among those listed."))

    # ------------------------------------------------------------------------------ looking back

    def _show_details(self) -> None:
        shown = self.review.shown()
        if shown is not None:
            title = self.templates.title_of(shown.prompt)
            self.past.show_details(shown, title, self.review.source)

    def show_history(self) -> None:
        """Show every wording of what is shown."""
        history = self.foot.history
        self.past.show_history(history if history.isVisible() else self.review)
