"""The captions that were changed outside, each with its difference: what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QWidget

from app.core.amounts import counted
from app.core.captions.foreign import ENCODINGS
from app.core.captions.text import one_line
from app.core.language import enumerated, sentences, tr
from app.core.sidecars.deciding import Decision, possible, proposed
from app.core.sidecars.outside import Outside, said
from app.ui import theme
from app.ui.captions.change_lines import ChangeLines, Line
from app.ui.captions.change_pane import ChangePane
from app.ui.theme import Tone
from app.ui.widgets.button import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.label import Label

_SIZE = (880, 640)  # px at zoom 1


class OutsideDialog(Dialog):
    """Proposes to take in what was edited; nothing is changed before it is accepted."""

    def __init__(self, window: QWidget, items: Sequence[Outside]) -> None:
        super().__init__(window, window.tr("Captions changed outside"), said(items))
        self.items = list(items)
        self._words: dict[str, str] = {
            "take": self.tr("Take in"),
            "overwrite": self.tr("Write over"),
            "leave": self.tr("Leave"),
        }
        self.lines = ChangeLines(self._words, self)
        pane = ChangePane(self.lines, ticks=False, name=self.tr("Changed captions"))
        self.list = pane.list
        self._count = Label("", "muted", "small")
        self.body.addLayout(self._heads())
        self.body.addWidget(pane, 1)
        self.fill()
        self.add_left(self._count)
        self.add_button(self.tr("Cancel"), result=QDialog.DialogCode.Rejected.value)
        self.accept_button = self.add_button(
            self.tr("Apply"), "primary", result=QDialog.DialogCode.Accepted.value
        )
        self.list.decided.connect(self._tell)
        decisions = [proposed(item) if item.asks else "" for item in self.items]
        self.lines.show(
            [possible(item) for item in self.items],
            decisions,
            lambda row: self._line(self.items[row]),
        )
        self.list.setCurrentIndex(self.lines.index(0))
        self.list.setFocus()
        self._tell()
        room = window.size() - QSize(theme.px(48), theme.px(48))
        self.resize(QSize(*map(theme.px, _SIZE)).boundedTo(room))

    def _heads(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(Label(self.tr("All of them:"), "muted"))
        self.all_buttons: dict[str, Button] = {}
        for decision, tip in (
            ("take", self.tr("What the file says becomes the caption; one undo takes it back")),
            ("overwrite", self.tr("The next export writes what the project says")),
            ("leave", self.tr("Neither the caption nor the file changes, now or at the export")),
        ):
            button = Button(self._words[decision], "raised")
            button.setToolTip(tip)
            button.setAutoDefault(False)
            button.setProperty("decision", decision)
            button.clicked.connect(self._on_all)
            self.all_buttons[decision] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _line(self, item: Outside) -> Line:
        touched = item.touched
        about = self.tr("Clip") if touched.key[0] == "clip" else self.tr("Still")
        note, tone = self._note(item)
        old, new = one_line(item.ours), one_line(item.theirs)
        return Line(touched.path.name, about, old, new, note, tone)

    def _note(self, item: Outside) -> tuple[str, Tone]:
        touched = item.touched
        encoding = tr(ENCODINGS.get(touched.encoding, ""))
        if item.what == "gone":
            return self.tr("It was removed. The next export writes it again."), "info"
        if item.what == "unreadable":
            return touched.trouble, "bad"
        if item.what == "form":
            words = self.tr("The same words without the trigger.")
            if touched.trouble:
                words = self.tr("The same words as {}, which harms training.").format(encoding)
            return sentences((words, self.tr("The next export writes it anew."))), "info"
        if not item.theirs:
            return self.tr("The file holds no words."), "warn"
        if touched.trouble:
            words = self.tr(
                "Read as {}, which harms training: left as it is, the trainer cannot use it."
            )
            return words.format(encoding), "warn"
        return "", "warn"

    @property
    def decided(self) -> list[tuple[Outside, Decision]]:
        """What is to become of each that needs a decision."""
        found: list[tuple[Outside, Decision]] = []
        for item, decision in zip(self.items, self.lines.decisions, strict=True):
            known: Decision | None = next(
                (each for each in possible(item) if each == decision), None
            )
            if known is not None:
                found.append((item, known))
        return found

    def _on_all(self) -> None:
        button = self.sender()
        if button is not None:
            self.list.decide_all(str(button.property("decision")))

    def _tell(self) -> None:
        decisions = self.lines.decisions
        parts = [
            self.tr("{} taken in").format(counted(decisions.count("take"), "caption")),
            self.tr("{} written over").format(f"{decisions.count('overwrite'):,}"),
            self.tr("{} left").format(f"{decisions.count('leave'):,}"),
        ]
        numbers = [decisions.count(each) for each in ("take", "overwrite", "leave")]
        shown = [part for part, number in zip(parts, numbers, strict=True) if number]
        self._count.setText(enumerated(shown))
        for decision, button in self.all_buttons.items():
            button.setEnabled(any(decision in possible(item) for item in self.items))
