"""The right side of *Clips*: facts, checks, rating, tags and caption of what is marked."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.library.edits import Edit
from app.core.library.model import Clip, Shot, Still
from app.core.marking import Mark
from app.ui import theme
from app.ui.actions import Actions
from app.ui.clips.caption_field import CaptionField
from app.ui.clips.check_chips import CheckChips
from app.ui.clips.crop_facts import CropFacts
from app.ui.clips.cropping import Cropping
from app.ui.clips.marking import Marking
from app.ui.clips.picking import Picking
from app.ui.clips.range_facts import RangeFacts
from app.ui.document import Document
from app.ui.films import Films
from app.ui.widgets.button import Button
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.label import SectionHead
from app.ui.widgets.rating import StarRating
from app.ui.widgets.surface import ScrollPane, Surface
from app.ui.widgets.tags import TagRow


class Inspector(Surface):
    """Follows the mark; its buttons are the window's commands."""

    def __init__(
        self,
        document: Document,
        films: Films,
        marking: Marking,
        picking: Picking,
        checks: CheckChips,
        cropping: Cropping,
        actions: Actions,
    ) -> None:
        super().__init__("surface")
        self._document, self._films = document, films
        self._marking, self._picking, self.checks = marking, picking, checks
        self.caption = CaptionField(document, marking)
        self.stars = StarRating()
        self.tags = TagRow()
        self.facts = RangeFacts(document, films, marking)
        self.crop = CropFacts(document, cropping, actions)
        self._cropping = cropping
        self.frame_asked = self.checks.frame_asked
        self._empty = EmptyState(
            "clips",
            self.tr("Nothing is marked"),
            self.tr("Choose a shot below: it plays here as it would be trained."),
        )
        self._body = self._make_body(actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
        column.addWidget(self._body)
        self.setMinimumWidth(theme.px(314))  # its three buttons
        self._connect()
        self.refresh()

    def _make_body(self, actions: Actions) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(*(theme.px(n) for n in (16, 14, 16, 8)))
        column.setSpacing(theme.px(9))
        self._head = SectionHead(self.tr("Shot"))
        column.addWidget(self._head)
        column.addWidget(self.facts)
        column.addWidget(self.checks)
        column.addWidget(self.crop)
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(ScrollPane(inner, yielding=True))
        # In sight, however low the window is. In two: Qt lets nothing yield that lies with a flow.
        whole.addLayout(self._rating_and_tags())
        whole.addLayout(self._captioning(), 1)
        whole.addLayout(self._buttons(actions))
        return body

    def _rating_and_tags(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(*(theme.px(n) for n in (16, 7, 16, 9)))
        column.setSpacing(theme.px(9))
        row = QHBoxLayout()
        row.addWidget(SectionHead(self.tr("Rating and tags")))
        row.addStretch()
        row.addWidget(self.stars)
        column.addLayout(row)
        column.addWidget(self.tags)
        return column

    def _captioning(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(*(theme.px(n) for n in (16, 0, 16, 0)))
        column.addWidget(self.caption)
        return column

    def _buttons(self, actions: Actions) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(*(theme.px(n) for n in (16, 8, 16, 14)))
        row.setSpacing(theme.px(8))
        self._pick = actions["pick.pick"]
        self.decisions = QWidget()
        two = QHBoxLayout(self.decisions)
        two.setContentsMargins(0, 0, 0, 0)
        two.setSpacing(theme.px(8))
        two.addWidget(Button.for_action(self._pick, "primary"))
        two.addWidget(Button.for_action(actions["pick.reject"]))
        row.addWidget(self.decisions)
        row.addWidget(Button.for_action(actions["pick.still"], "quiet"))
        row.addStretch()
        return row

    def _connect(self) -> None:
        self._marking.marked.connect(self._on_marked)
        self._cropping.changed.connect(self._on_cropping)
        self._document.changed.connect(self._on_changed)
        self._document.reloaded.connect(self.refresh)
        self._document.opened.connect(self.refresh)
        self._films.loaded.connect(self._on_loaded)
        self.stars.rated.connect(self._picking.rate)
        self.tags.added.connect(self._picking.tag)
        self.tags.removed.connect(self._picking.untag)

    # ------------------------------------------------------------------------------- showing

    def _on_marked(self, mark: Mark | None) -> None:
        self.checks.look_at(mark)
        self.refresh()

    def _on_changed(self, _edit: Edit) -> None:
        if not self._marking.holding:
            self.refresh()

    def _on_cropping(self) -> None:
        self.decisions.setEnabled(not self._cropping.active)  # their keys are the frame's then

    def _on_loaded(self, sources: set[int]) -> None:
        mark = self._marking.mark
        if mark is not None and mark.source in sources:
            self.refresh()

    def refresh(self, *_: object) -> None:
        """Show what is marked as it is now."""
        mark = self._marking.mark if self._document.is_open else None
        self._empty.setVisible(mark is None)
        self._body.setVisible(mark is not None)
        if mark is None:
            return
        row = self._marking.row
        self._head.setText(f"{self._head_words(mark, row)}{self._place_words()}")
        picked = isinstance(row, Clip | Still) and row.state == "picked"
        # what Enter does, in a language that has a shorter word for a button
        self._pick.setText(
            QCoreApplication.translate("PickButton", "Caption") if picked else self.tr("Pick")
        )
        self.facts.show_mark(mark)
        self.crop.refresh()
        self.checks.show_mark(mark)
        self.stars.set_rating(row.rating if row else 0)
        self.tags.set_tags(row.tags if row else ())
        self.tags.set_known(self._document.rows.tags)
        may = not self._document.read_only and row is not None
        self.stars.setEnabled(may)
        self.tags.setEnabled(may)

    def preview(self, start: int, end: int) -> None:
        """Show the facts of a range that is being dragged."""
        mark = self._marking.mark
        if mark is not None:
            self.facts.preview(mark.moved(start, end))

    def _place_words(self) -> str:
        """Return which clip of its shot is marked, where there are several."""
        place, number = self._marking.place()
        if number < 2 or not place:
            return ""
        return self.tr(" · {place} of {number}").format(place=place, number=number)

    def _head_words(self, mark: Mark, row: Shot | Clip | Still | None) -> str:
        if isinstance(row, Still):
            return self.tr("Rejected still") if row.state == "rejected" else self.tr("Still")
        if isinstance(row, Clip):
            words = {"picked": self.tr("Picked clip"), "rejected": self.tr("Rejected clip")}
            return words.get(row.state, self.tr("Clip, not exported"))
        rejected = isinstance(row, Shot) and row.state == "rejected"
        return self.tr("Rejected shot") if rejected else self.tr("Shot")
