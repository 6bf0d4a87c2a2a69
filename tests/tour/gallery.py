"""Pictures of all widgets in all states, to be looked at.

    python -m tests.tour.gallery OUT

writes OUT/{dark,light}.png and, from a child process at a scale of 150 %, OUT/{dark,light}-150.png.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.ui import icons, theme
from app.ui.widgets.button import Button, IconButton, KeyCap
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import CheckBox, ComboBox, SpinBox, Switch
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.facts import FactRow
from app.ui.widgets.fields import Field, LineEdit, PlainTextEdit, SearchField
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import ElidedLabel, Figure, Label, SectionHead
from app.ui.widgets.notice import Notice
from app.ui.widgets.progress import Progress
from app.ui.widgets.rating import StarRating
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.surface import Card, Hairline, ScrollPane, Splitter, Surface
from app.ui.widgets.table import Role, Table
from app.ui.widgets.tags import TagRow
from app.ui.widgets.toast import Toast

HEADS = ["Dataset", "size", "frames", "windows", "collide", "samples", "share", "tokens", "GiB"]
ROWS = [
    ("Stills", "768×768", 1, 120, "—", 120, "11 %", 2304, "15.0"),
    ("Clips · head", "768×416", 1, 240, "—", 240, "22 %", 1248, "14.1"),
    ("", "768×416", 21, 240, "—", 240, "22 %", 7488, "20.7"),
    ("클립 · uniform", "384×208", 45, 480, 2, 478, "44 %", 3744, "16.2"),
    ("All", "", "", 1080, 2, 1078, "", "", "20.7 ± 1"),
]
SWATCHES = ["good", "info", "info", "violet", None]


class Ledger(QAbstractTableModel):
    """The table of the picture."""

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(ROWS)

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return HEADS[section]
        return None

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return ROWS[row][column]
        if role == Role.SWATCH and column == 0:
            return SWATCHES[row]
        if role == Role.TOTAL:
            return row == len(ROWS) - 1
        if (row, column) == (2, 8) and role in (Role.TONE, Role.STRONG):
            return "warn" if role == Role.TONE else True
        return None


def column(*parts: QWidget | QHBoxLayout, gap: int = 8, stretch: bool = True) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(theme.px(gap))
    for part in parts:
        if isinstance(part, QWidget):
            made.addWidget(part)
        else:
            made.addLayout(part)
    if stretch:
        made.addStretch(1)
    return made


def row(*parts: QWidget, stretch: bool = True) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(theme.px(8))
    for part in parts:
        made.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
    if stretch:
        made.addStretch(1)
    return made


def flow(*parts: QWidget) -> QWidget:
    holder = QWidget()
    made = FlowLayout(holder)
    for part in parts:
        made.addWidget(part)
    return holder


def disabled(widget: QWidget) -> QWidget:
    widget.setEnabled(False)
    return widget


def under_mouse(widget: QWidget) -> QWidget:
    widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    return widget


def scrolled() -> QWidget:
    pane = ScrollPane(panel_of([FactRow(f"Fact {n}", f"{n:,}") for n in range(995, 1010)]))
    pane.setFixedHeight(theme.px(90))
    split = Splitter()
    split.addWidget(pane)
    split.addWidget(Label("beside", "dim"))
    split.setSizes([300, 100])
    return split


def panel_of(parts: list[QWidget]) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(*parts, gap=4))
    return holder


def with_menu(button: Button) -> Button:
    button.setMenu(QMenu(button))
    return button


def panel(surface: Surface, inner: QVBoxLayout, width: int) -> Surface:
    inner.setContentsMargins(*(theme.px(16),) * 4)
    surface.setLayout(inner)
    surface.setFixedWidth(theme.px(width))
    return surface


def inspector() -> Surface:
    caption = PlainTextEdit(
        "Studio Ghibli style. A large white rabbit stretches in front of its burrow, "
        "blinking at the morning light; slow push-in, medium shot.",
        name="Caption",
    )
    inner = column(
        SectionHead("Clip"),
        FactRow("Range", "00:03:53:00 – 00:03:56:07", role="mono"),
        FactRow("At 16 fps", "53", suffix="frames", role="figure"),
        FactRow("Snaps to 4n+1", "53", suffix="exact", suffix_tone="good"),
        FactRow("Wasted tail", "0 frames"),
        FactRow("원본", "24 fps · 79 프레임"),
        SectionHead("Checks"),
        flow(
            Chip("no cut inside", "good"),
            Chip("motion 0.41", "good"),
            Chip("sharp", "good"),
            Chip("letterbox 20 px · crop", "warn", clickable=True),
        ),
        SectionHead("Rating and tags"),
        StarRating(4),
        TagRow(["forest", "close-up", "숲속 토끼"]),
        SectionHead("Caption"),
        caption,
        row(
            Button("Pick", "primary", key="Enter"),
            Button("Reject", key="R"),
            Button("Still", "quiet", key="S"),
        ),
        gap=12,
    )
    return panel(Surface("surface"), inner, 300)


def chips_and_buttons() -> Surface:
    rating = StarRating(2)
    wide = Button("고르기", "primary", key="Enter", icon="check")
    checked = IconButton("loop", "Loop")
    checked.setCheckable(True)
    checked.setChecked(True)
    focused = Button("Focused")
    focused.ring = True
    focused_primary = Button("Train", "primary", icon="arrow-right")
    focused_primary.ring = True
    inner = column(
        SectionHead("Chips"),
        flow(*(Chip(tone, tone) for tone in theme.TONES)),
        flow(
            Chip("working", "info", mark="dot"),
            Chip("pick", "good", mark="check"),
            Chip("three-part mix", mark="menu", clickable=True),
            Chip("forest", removable=True),
            Chip("+ tag", dashed=True, clickable=True),
            Chip("7", "warn"),
            Chip("0", "good"),
            Chip("짧음", "warn"),
            disabled(Chip("disabled")),
        ),
        SectionHead("Buttons"),
        row(
            Button("Primary", "primary"),
            Button("Raised"),
            Button("Quiet", "quiet"),
            Button("Stop now", "danger"),
        ),
        row(wide, Button("Reject", key="R"), Button("Split", "quiet", key="B")),
        row(*(disabled(Button(k, k, key="K")) for k in ("primary", "raised", "quiet", "danger"))),
        row(
            under_mouse(Button("Primary", "primary", key="K")),
            under_mouse(Button("Raised")),
            under_mouse(Button("Quiet", "quiet")),
            under_mouse(Button("Stop now", "danger")),
            under_mouse(Chip("hover", clickable=True)),
        ),
        row(focused, focused_primary, with_menu(Button("order", "quiet"))),
        row(Button("Add films", icon="plus"), Button("Done, next", "primary", key="Ctrl+Return")),
        row(
            IconButton("jump-start", "First"),
            IconButton("step-back", "Back"),
            IconButton("play", "Play", round=True, size=34),
            IconButton("step-forward", "On"),
            IconButton("jump-end", "Last"),
            checked,
            disabled(IconButton("trash", "Delete")),
            KeyCap("I"),
            KeyCap("Ctrl+Return"),
            KeyCap("Alt+Left"),
        ),
        SectionHead("Choices"),
        Segmented(
            [Segment("s", "Shots", 1204), Segment("p", "Picks", 62), Segment("t", "Stills", 20)]
        ),
        row(
            CheckBox("On", True),
            CheckBox("Off"),
            disabled(CheckBox("Disabled", True)),
            Switch("Snap", True),
            Switch("끔"),
            disabled(Switch("Disabled")),
        ),
        row(rating, disabled(StarRating(3))),
        SectionHead("Progress"),
        Progress(0.43),
        Progress(1.0, "good"),
        Progress(0.2, "bad"),
        SectionHead("Icons"),
        flow(*(IconButton(name, name, size=28) for name in icons.names())),
        gap=10,
    )
    return panel(Surface("background"), inner, 480)


def fields() -> Surface:
    wrong = Field("Frames", LineEdit("46"), hint="45")
    wrong.set_error("46 is not 4n+1: the trainer would cut it to 45. 프레임 수를 줄이세요.")
    combo = ComboBox(["Style on 24 GB (takenoko-3090)", "스타일"], name="Preset")
    filled = SearchField("Filter")
    filled.setText("len>=45 rating>=3 -check:cut")
    rank = Field("Rank", SpinBox(1, 128, 32), hint="4")
    rate = Field("Learning rate", LineEdit("5e-5"), hint="2e-6")
    pair = QHBoxLayout()
    pair.setSpacing(theme.px(8))
    pair.addWidget(rank)
    pair.addWidget(rate)
    inner = column(
        SectionHead("Recipe"),
        Field("Preset", combo),
        Field("Task", LineEdit("t2v-14B")),
        pair,
        wrong,
        Field("Folder", LineEdit(placeholder="H:/영화", icon="folder", clearable=True)),
        disabled(Field("Disabled", LineEdit("adamw8bit"))),
        filled,
        SearchField("Filter: len>=45 tag:숲"),
        PlainTextEdit(
            "A large white rabbit stretches.\n이른 아침 숲, 토끼가 나뭇가지를 당긴다.",
            name="Caption",
            role="editor",
            lines=3,
        ),
        PlainTextEdit("accelerate launch --num_cpu_threads_per_process 1", role="code", lines=2),
        ElidedLabel(
            "/home/person/films/어떤 아주 긴 폴더 이름/Film 1 (director's cut) #2.mkv", "muted"
        ),
        gap=10,
    )
    return panel(Surface("surface"), inner, 280)


def plan() -> Surface:
    head = QHBoxLayout()
    head.setSpacing(theme.px(24))
    for figure in (
        Figure("Samples", "1,078", "2 fewer than 1,080"),
        Figure("Heaviest bucket", "768×416×21", "7,488 tokens"),
        Figure("Memory", "20.7 ± 1 GiB", "fits 24 · swap 10", "good"),
    ):
        head.addWidget(figure)
    head.addStretch(1)
    head.addWidget(Button("Pin"), 0, Qt.AlignmentFlag.AlignTop)
    head.addWidget(Button("Train", "primary"), 0, Qt.AlignmentFlag.AlignTop)
    table = Table(numeric=frozenset(range(1, 9)), name="Ledger")
    table.setModel(Ledger(table))
    table.fit_columns()
    table.fit_height()
    table.selectRow(1)
    ledger = Card()
    ledger.body.addWidget(table)
    cards = QHBoxLayout()
    cards.setSpacing(theme.px(12))
    for title, tone, chip in (
        ("Stills", "good", Chip("120 samples", "good")),
        ("Clips · uniform", "violet", Chip("478 samples, 2 lost", "warn")),
    ):
        card = Card(title, tone=tone, menu=True)  # type: ignore[arg-type]
        for fact in (FactRow("Source", "240 clips"), FactRow("Resolution", "384 × 208")):
            card.body.addWidget(fact)
        card.body.addWidget(flow(chip))
        cards.addWidget(card)
    empty = EmptyState(
        "film",
        "No films yet",
        "Add films or a folder of clips. They stay where they are; "
        "Rushes only reads them. 영화를 여기로 끌어다 놓으세요.",
        primary=Button("Add films", "primary", key="Ctrl+I"),
        secondary=Button("Open the demo"),
    )
    return panel(
        Surface("background"),
        column(
            head,
            ledger,
            cards,
            Notice(
                "Film 2.mkv stops decoding after frame 1,204; what is before stays usable.",
                "bad",
                action="Show",
            ),
            Notice("The trainer's cache is 10 clips behind.", "warn", action="Refresh"),
            Notice("자막 파일이 밖에서 바뀌었습니다.", "info"),
            empty,
            gap=12,
            stretch=False,
        ),
        760,
    )


def popups() -> Surface:
    menu = QMenu()
    menu.addAction(icons.icon("plus"), "Add films…").setShortcut(QKeySequence("Ctrl+I"))
    ticked = QAction("Follow the system", menu)
    ticked.setCheckable(True)
    ticked.setChecked(True)
    menu.addAction(ticked)
    menu.addSeparator()
    menu.addAction("Disabled").setEnabled(False)
    menu.addMenu("최근 프로젝트")
    menu.setActiveAction(ticked)
    dialog = Dialog(
        None, "Delete 12 clips?", "Their captions go with them. Ctrl+Z brings them back."
    )
    dialog.body.addWidget(Field("Type the name", LineEdit("Film 1")))
    dialog.add_button("Cancel", "quiet")
    dialog.add_button("Keep")
    dialog.add_button("Delete", "primary")
    dialog.add_left(CheckBox("Never ask"))
    shots: list[QWidget] = []
    for widget, size in ((menu, None), (dialog, (460, 230))):
        if size is not None:
            widget.resize(theme.px(size[0]), theme.px(size[1]))
        else:
            widget.adjustSize()
        holder = Label()
        holder.setPixmap(widget.grab())
        shots.append(holder)
    host = QWidget()
    host.setFixedSize(theme.px(420), theme.px(90))
    toast = Toast(host, above_bottom=12)
    toast.say("Rejected 3 shots", action="Undo", key="Ctrl+Z")
    listed = ComboBox(["head", "uniform", "chunk", "슬라이드"])
    listed.showPopup()
    QApplication.processEvents()
    opened = Label()
    opened.setPixmap(listed.view().window().grab())
    listed.hidePopup()
    field = TagRow([], known=["forest", "forest path", "숲"])
    field.open_field()
    inner = column(*shots, host, opened, field, Hairline(), scrolled(), gap=16)
    return panel(Surface("background"), inner, 500)


def gallery() -> QWidget:
    whole = QWidget()
    line = QHBoxLayout(whole)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(1)
    for part in (inspector(), chips_and_buttons(), fields(), plan(), popups()):
        line.addWidget(part)
    whole.setAutoFillBackground(True)
    return whole


def save(app: QApplication, out: Path, suffix: str) -> None:
    for mode in ("dark", "light"):
        theme.apply(app, mode)
        whole = gallery()
        whole.resize(whole.sizeHint().expandedTo(whole.minimumSizeHint()))
        whole.show()
        whole.activateWindow()
        whole.findChildren(LineEdit)[0].setFocus()
        for _ in range(5):
            app.processEvents()
            time.sleep(0.01)
        whole.grab().save(str(out / f"{mode}{suffix}.png"))
        whole.close()
        whole.deleteLater()


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    suffix = sys.argv[2] if len(sys.argv) > 2 else ""
    save(QApplication([]), out, suffix)
    if suffix:
        return 0
    command = [sys.executable, "-m", "tests.tour.gallery", str(out), "-150"]
    return subprocess.call(command, env={**os.environ, "QT_SCALE_FACTOR": "1.5"})


if __name__ == "__main__":
    sys.exit(main())
