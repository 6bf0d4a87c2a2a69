"""Prompts are written: the templates there are, their text, and how it is sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import cast, get_args

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.captions.machine.template_edits import TemplateDesk
from app.core.captions.machine.templates import Kind, Template, filled
from app.core.language import tr
from app.ui import dialogs, theme
from app.ui.loop import spawn
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit, PlainTextEdit
from app.ui.widgets.label import Label
from app.ui.widgets.segmented import Segment, Segmented

_WIDTH, _HEIGHT, _LIST = 900, 600, 270  # px at zoom 1


class TemplateDialog(Dialog):
    """What is typed is in `desk`, and `names`; whoever opened it keeps both, however it closed."""

    def __init__(
        self,
        parent: QWidget,
        templates: Sequence[Template],
        originals: Sequence[Template],
        *,
        trigger: str,
        names: Sequence[str],
    ) -> None:
        """Show templates.

        Args:
            parent: Over what it lies.
            templates: All there are.
            originals: Those that came with the program, as they came.
            trigger: Of the project.
            names: Of the project's characters.
        """
        super().__init__(
            parent,
            parent.tr("Prompts"),
            parent.tr(
                "{trigger} and {names} are filled in; a line with a word that there is none of is "
                "left out. Captions are kept without the trigger, whatever a model does."
            ),
        )
        self.desk = TemplateDesk(templates, originals)
        self._trigger = trigger
        self._shown: str | None = None
        self._named = tuple(names)
        self.list_ = QListWidget()
        self.list_.setAccessibleName(self.tr("Prompts"))
        self.list_.setProperty("popup", True)
        self.list_.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.title = LineEdit(name=self.tr("Title"))
        self.kind = ComboBox(name=self.tr("For"))
        for kind, words in (
            ("video", self.tr("clips")), ("image", self.tr("stills")),
            ("any", self.tr("clips and stills")), ("text", self.tr("words alone")),
        ):  # fmt: skip
            self.kind.addItem(words, kind)
        self.text = PlainTextEdit(name=self.tr("Text of the prompt"), lines=12, least=6)
        self._sent = PlainTextEdit(name=self.tr("As it is sent"), lines=12, least=6)
        self._sent.setReadOnly(True)
        self._pages = QStackedWidget()
        self._views = Segmented(
            [Segment("write", self.tr("Write")), Segment("sent", self.tr("As it is sent"))],
            name=self.tr("What is shown of the prompt"),
        )
        self.names = LineEdit(", ".join(names), name=self.tr("Names it may use"))
        self.names.setPlaceholderText(self.tr("of characters, with commas between"))
        self._origin = Label("", "dim", "small", wrap=True)
        self._lay_out()
        self._connect()
        self._list("")

    def _lay_out(self) -> None:
        self.resize(theme.px(_WIDTH), theme.px(_HEIGHT))
        self.list_.setFixedWidth(theme.px(_LIST))
        for page in (self.text, self._sent):
            self._pages.addWidget(page)
        head = QHBoxLayout()
        head.setSpacing(theme.px(12))
        head.addWidget(Field(self.tr("Title"), self.title), 1)
        head.addWidget(Field(self.tr("For"), self.kind))
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        right.addLayout(head)
        right.addWidget(self._views)
        right.addWidget(self._pages, 1)
        right.addWidget(self._origin)
        tip = self.tr(
            "Models guess names wrongly: these are the ones they may use. Of the project."
        )
        right.addWidget(Field(self.tr("Names it may use, in this project"), self.names, tip=tip))
        across = QHBoxLayout()
        across.setSpacing(theme.px(16))
        across.addWidget(self.list_)
        across.addLayout(right, 1)
        self.body.addLayout(across, 1)
        self.fill()
        self.new = Button(self.tr("New"))
        self.copy = Button(self.tr("Copy"))
        self.delete = Button(self.tr("Delete"), "danger")
        self.back = Button(self.tr("Back to the original"))
        for button in (self.back, self.delete, self.copy, self.new):
            self.add_left(button)
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)

    def _connect(self) -> None:
        self.list_.currentItemChanged.connect(self._on_current)
        self.title.textEdited.connect(self._on_typed)
        self.text.textChanged.connect(self._on_typed)
        self.kind.activated.connect(self._on_typed)
        self.names.textChanged.connect(self._on_names)
        self._views.chosen.connect(self._on_view)
        self.new.clicked.connect(self._on_new)
        self.copy.clicked.connect(self._on_copy)
        self.delete.clicked.connect(self._on_delete)
        self.back.clicked.connect(self._on_delete)

    # ------------------------------------------------------------------------------- showing

    def named(self) -> tuple[str, ...]:
        """Return the names that were typed, each once."""
        return self._named

    def _on_names(self) -> None:
        """Note the names: when the dialog is closed, its fields go."""
        every = (" ".join(name.split()) for name in self.names.text().split(","))
        self._named = tuple(dict.fromkeys(filter(None, every)))
        self._show_sent()

    def choose(self, name: str) -> None:
        """Show a template."""
        for place in range(self.list_.count()):
            item = self.list_.item(place)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.list_.setCurrentItem(item)

    def _list(self, chosen: str) -> None:
        self.list_.blockSignals(True)
        self.list_.clear()
        for each in self.desk.all:
            self.list_.addItem(self._line(each))
            self.list_.item(self.list_.count() - 1).setData(Qt.ItemDataRole.UserRole, each.name)
        self.list_.blockSignals(False)
        names = [each.name for each in self.desk.all]
        self.list_.setCurrentRow(names.index(chosen) if chosen in names else 0)
        self._on_current()

    def _line(self, each: Template) -> str:
        return f"{tr(each.title)} · {self.kind.itemText(self.kind.findData(each.kind))}"

    def _on_current(self, *_: object) -> None:
        self._shown = None  # what is put into the fields now was not typed
        if self.list_.currentRow() < 0:
            return
        shown = self.desk.named(self.list_.currentItem().data(Qt.ItemDataRole.UserRole))
        self.title.setText(tr(shown.title))
        self.text.setPlainText(shown.text)
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self._shown = shown.name
        self._show_sent()
        self._offer(shown)

    def _offer(self, shown: Template) -> None:
        shipped = self.desk.is_shipped(shown.name)
        self.back.setVisible(shipped)
        self.back.setEnabled(shown.own)
        self.delete.setVisible(not shipped)
        self.delete.setEnabled(len(self.desk.all) > 1)
        words = self.tr("Comes with the program.") if not shown.own else self.tr("Your own.")
        if shipped and shown.own:
            words = self.tr("Changed by you; the original comes back with the button below.")
        self._origin.setText(words)

    def _show_sent(self) -> None:
        if self._shown is not None:
            prompt = filled(self.desk.named(self._shown), self._trigger, self.named())
            self._sent.setPlainText(prompt)

    def _on_view(self, key: str) -> None:
        self._pages.setCurrentIndex(key == "sent")

    # -------------------------------------------------------------------------------- writing

    def _on_typed(self, *_: object) -> None:
        if self._shown is None:
            return
        before = self.desk.named(self._shown)
        kind, title = self.kind.currentData(), self.title.text().strip()
        changed = dataclasses.replace(
            before,
            title=title if title and title != tr(before.title) else before.title,
            text=self.text.toPlainText(),
            kind=cast("Kind", kind) if kind in get_args(Kind) else before.kind,
        )
        if changed != before:
            self.desk.change(changed)
            self.list_.currentItem().setText(self._line(changed))
            self._show_sent()
            self._offer(self.desk.named(self._shown))

    def _on_new(self) -> None:
        self._list(self.desk.add(self.tr("My prompt")).name)
        self.title.setFocus()
        self.title.selectAll()

    def _on_copy(self) -> None:
        if self._shown is not None:
            copied = self.desk.copy(self._shown, self.tr("{} (copy)"))
            self._list(copied.name)
            self.text.setFocus()

    def _on_delete(self) -> None:
        if self._shown is not None:
            spawn(self._remove(self.desk.named(self._shown)))

    async def _remove(self, shown: Template) -> None:
        """Remove what a person wrote, who is asked: it is not kept anywhere else."""
        back = self.desk.is_shipped(shown.name)
        words = self.tr("What you wrote as “{}” is gone then.").format(tr(shown.title))
        title = self.back.text() if back else self.tr("Delete the prompt")
        accept = self.back.text() if back else self.tr("Delete")
        if await dialogs.confirm(self, title, words, accept=accept, loses=True):
            self._shown = None
            self.desk.remove(shown.name)
            self._list(shown.name)
