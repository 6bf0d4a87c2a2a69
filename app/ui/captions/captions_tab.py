"""The stage *Captions*: the list at the left, the clip over its words, what helps at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from app.core.library.captioned import key_of
from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Still
from app.ui import theme
from app.ui.actions import Actions
from app.ui.captions.caption_commands import connect_captions
from app.ui.captions.chosen import Chosen
from app.ui.captions.entries import Entries
from app.ui.captions.lint_chips import LintChips
from app.ui.captions.lint_curing import LintCuring
from app.ui.captions.lint_panel import LintPanel
from app.ui.captions.lists import Lists
from app.ui.captions.machine_captions import MachineCaptions
from app.ui.captions.prompts_page import PromptsPage
from app.ui.captions.replace_work import ReplaceWork
from app.ui.captions.side_panel import SidePanel
from app.ui.captions.small_loop import SmallLoop
from app.ui.captions.stage import CaptionStage
from app.ui.captions.stepped import Stepped
from app.ui.captions.writing_help import WritingHelp
from app.ui.clips.placing import panes_to_keep, restore_panes
from app.ui.parts import Parts
from app.ui.widgets.surface import Splitter


class CaptionsTab(QWidget):
    """Puts the parts of the stage side by side and connects them."""

    said = Signal(str, str)  # sentence, grade: a notice
    done = Signal(str)  # sentence to show for a while
    undoable = Signal(str)  # the same, of what can be taken back
    clip_asked = Signal(str, int)  # "clip" or "still", and its id: show it in *Clips*
    mode_changed = Signal()  # captions or sample prompts

    def __init__(self, parts: Parts, actions: Actions) -> None:
        super().__init__()
        self._parts, self._document = parts, parts.document
        self.chosen = Chosen(parts.document)
        self.entries = Entries(parts)
        self.lists = Lists(parts, self.chosen, self.entries, actions)
        self.stage = CaptionStage(
            parts.document, parts.films, parts.preferences, self.chosen, actions
        )
        self.side = SidePanel()
        self.curing = LintCuring(parts, self.chosen, self.entries, self)
        self.lints = LintPanel(self.entries, self.curing)
        self.machine = MachineCaptions(parts, self.chosen, self.stage.editor, actions, self)
        self.side.add(self.machine.review, "machine")
        self.side.add(self.machine.ask_panel, "ask")
        self._small = SmallLoop(self.stage)
        self.side.add(self._small, "clip")
        self.replace = ReplaceWork(parts, self.chosen, self)
        self.help = WritingHelp(parts, self.chosen, self)
        self._stepped = Stepped(self.chosen, self.lists.rows, self.entries)
        self.prompts = PromptsPage(
            parts.document, parts.jobs, parts.planning, parts.captioning, actions
        )
        self._lay_out()
        self._connect()
        self._add_lints(actions)
        connect_captions(self, actions)

    def _lay_out(self) -> None:
        self._across = Splitter(Qt.Orientation.Horizontal)
        for pane, stretch, least in (
            (self.lists.pane, 0, 204), (self.stage, 1, 346), (self.lists.table_pane, 1, 480),
            (self.side, 0, 226),
        ):  # fmt: skip  # at 150 % they have room side by side in 1280 px
            pane.setMinimumWidth(theme.px(least))
            self._across.addWidget(pane)
            self._across.setStretchFactor(self._across.count() - 1, stretch)
        self._across.setSizes([theme.px(n) for n in (400, 800, 800, 328)])
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._across)
        self._pages.addWidget(self.prompts)

    def _connect(self) -> None:
        self._connect_help()
        self.stage.said.connect(self.done)
        self.machine.done.connect(self.done)
        self.machine.edit_asked.connect(self.stage.write)
        self.machine.undoable.connect(self.undoable)
        self.prompts.done.connect(self.done)
        self.prompts.undoable.connect(self.undoable)
        self.prompts.left.connect(self._leave_prompts)
        self.prompts.refining.set_up_asked.connect(self.machine.setting_up.captioner)
        self._connect_lists()

    def _connect_help(self) -> None:
        self.side.add(self.replace.panel, "replace")
        self.replace.undoable.connect(self.undoable)
        self.replace.done.connect(self.done)
        self.replace.light_in(self.stage.editor.text)
        self.replace.left.connect(self.stage.write)
        self.help.attach_to_editor(self.stage.editor.text)
        self.help.attach(self.lists.table.editing.field, tab_takes=False)
        self.help.done.connect(self.done)

    def _connect_lists(self) -> None:
        lists, editor = self.lists, self.stage.editor
        lists.done.connect(self.done)
        lists.undoable.connect(self.undoable)
        lists.work.clip_asked.connect(self.clip_asked)
        lists.write_asked.connect(self.stage.write)
        lists.mode_changed.connect(self._show_mode)
        lists.head.prompts_asked.connect(self.toggle_prompts)
        editor.escaped.connect(lists.focus)
        lists.follow_typing(editor.keeping)

    def _add_lints(self, actions: Actions) -> None:
        self.side.add(self.lints, "lints")
        self.lints.trigger_asked.connect(actions["edit.trigger"].trigger)
        self.lints.filter_asked.connect(self.lists.head.filter.set_text)
        self.lists.rows.filtered.connect(self.lints.show_filter)
        self.curing.done.connect(self.done)
        self.curing.undoable.connect(self.undoable)
        editor = self.stage.editor
        editor.set_count(self.entries.count)
        self.entries.counter_changed.connect(editor.recount)
        chips = LintChips(self.chosen, self.entries, self.curing, editor)
        editor.add_below_text(chips)
        editor.counted.connect(chips.show_text)

    @property
    def shows_prompts(self) -> bool:
        """Whether the sample prompts are shown, and not the captions."""
        return self._pages.currentWidget() is self.prompts

    def toggle_prompts(self) -> None:
        """Show the sample prompts, or the captions again."""
        self._document.settle()
        self._pages.setCurrentWidget(self._across if self.shows_prompts else self.prompts)
        self.mode_changed.emit()
        before = cast("QWidget | None", self._across.focusWidget())
        if self.shows_prompts:
            self.prompts.enter()
        elif before is not None:
            before.setFocus()
        else:
            self.lists.focus()

    def _leave_prompts(self, mode: str) -> None:
        self.toggle_prompts()
        self.lists.head.mode.choose(mode)

    def begin(self, row: Clip | Still | Shot | None) -> None:
        """Show the caption of a row, where it has one; else where one was, or the first."""
        self.lists.begin(key_of(row) if isinstance(row, Clip | Still) else None)

    def go_to_stepped(self, edit: Edit) -> str:
        """Go to what a step back or on changed; return which captions, where none is listed."""
        if self.shows_prompts:
            self.prompts.go_to_stepped(edit)
        return self._stepped.go_to(edit, listed=not self.shows_prompts)

    def _show_mode(self, table: bool) -> None:
        """Show the table with the loop beside it, or list and editor."""
        self.lists.pane.setVisible(not table)
        self.stage.setVisible(not table)
        self.lists.table_pane.setVisible(table)
        self._small.take(table)

    def go_to_open(self) -> None:
        """Show the next caption that is not done, or say that all are."""
        if not self.chosen.next_open():
            self.done.emit(self.tr("All captions listed here are done."))

    # ------------------------------------------------------------------------------- the window

    def layout_to_keep(self) -> dict[str, str]:
        """Return where the panes are, by name."""
        return {**panes_to_keep(self._splitters()), **self.lists.layout_to_keep()}

    def restore(self, layout: Mapping[str, str]) -> None:
        """Put the panes where they were."""
        self.stage.by_hand = "caption" in layout
        restore_panes(self._splitters(), layout)
        self._show_mode(self.lists.in_table)  # what is hidden is kept with the panes
        self.lists.restore(layout)

    def _splitters(self) -> dict[str, Splitter]:
        own = {"caption": self.stage.splitter} if self.stage.by_hand else {}
        return {"captions": self._across, "prompts": self.prompts.splitter, **own}

    def shut(self) -> None:
        """Stop what plays: the window closes."""
        self.stage.loop.shut()
