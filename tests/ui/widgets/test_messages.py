from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.facts import FactRow
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import ElidedLabel, Figure
from app.ui.widgets.notice import Notice
from app.ui.widgets.progress import Progress
from app.ui.widgets.surface import Card
from app.ui.widgets.table import Role, Table
from app.ui.widgets.toast import Toast

LEFT = Qt.MouseButton.LeftButton
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class Sums(QAbstractTableModel):
    """Three rows, the last a sum."""

    def rowCount(self, _parent: Index = ROOT) -> int:
        return 3

    def columnCount(self, _parent: Index = ROOT) -> int:
        return 2

    def data(self, index: Index, role: int = 0) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return 1078 if index.column() else "Clips · uniform"
        return index.row() == 2 if role == Role.TOTAL else None


def table(qtbot: QtBot, width: int) -> Table:
    made = Table(numeric=frozenset({1}))
    qtbot.addWidget(made)
    made.setModel(Sums(made))
    made.fit_columns()
    made.resize(width, 200)
    made.show()
    return made


def test_that_a_table_fills_its_width_and_cuts_nothing_where_it_is_narrow(qtbot: QtBot) -> None:
    wide = table(qtbot, 600)
    assert wide.horizontalHeader().length() == wide.viewport().width()
    narrow = table(qtbot, 90)
    assert narrow.horizontalHeader().length() > narrow.viewport().width()
    assert narrow.columnWidth(0) >= narrow.sizeHintForColumn(0)


def test_that_numbers_stand_at_the_right(qtbot: QtBot) -> None:
    made = table(qtbot, 600)
    image = made.grab().toImage()
    y = made.horizontalHeader().height() + made.row_height() // 2
    row = [
        x
        for x in range(image.width())
        for dy in range(-6, 6)
        if image.pixelColor(x, y + dy).lightness() > 150
    ]
    assert min(row) < 20
    assert max(row) > image.width() - 20


def test_that_the_row_under_the_mouse_is_known(qtbot: QtBot) -> None:
    made = table(qtbot, 600)
    qtbot.mouseMove(made.viewport(), QPoint(50, made.row_height() + 5))
    qtbot.waitUntil(lambda: made.hovered_row() == 1)


def test_that_a_notice_says_acts_and_goes(qtbot: QtBot) -> None:
    notice = Notice("Film 2 stops after frame 9.", "bad", detail="errno 5", action="Show")
    qtbot.addWidget(notice)
    notice.show()
    assert (notice.accessibleName(), notice.toolTip()) == ("Film 2 stops after frame 9.", "errno 5")
    show, close = notice.findChild(Button), notice.findChild(IconButton)
    with qtbot.waitSignal(notice.acted):
        qtbot.mouseClick(show, LEFT)
    with qtbot.waitSignal(notice.closed):
        qtbot.mouseClick(close, LEFT)
    assert not notice.isVisible()


def test_that_a_toast_vanishes_by_itself(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 400)
    over.show()
    toast = Toast(over)
    toast.say("Rejected 3 shots", stays_ms=30)
    assert toast.isVisible()
    assert over.rect().contains(toast.geometry())
    qtbot.waitUntil(lambda: not toast.isVisible())


def test_that_undo_on_a_toast_tells_and_that_it_stays_in_the_middle(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(600, 400)
    over.show()
    toast = Toast(over)
    toast.say("Rejected 3 shots", action="Undo", key="Ctrl+Z")
    over.resize(900, 500)
    qtbot.waitUntil(lambda: abs(toast.geometry().center().x() - 450) <= 1)
    with qtbot.waitSignal(toast.acted):
        qtbot.mouseClick(toast.findChild(Button), LEFT)
    assert not toast.isVisible()


def test_that_a_dialog_ends_with_the_result_of_its_button(qtbot: QtBot) -> None:
    dialog = Dialog(None, "Delete 12 clips?", "Ctrl+Z brings them back.")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.add_button("Cancel", "quiet", result=QDialog.DialogCode.Rejected.value)
    dialog.add_button("Delete", "primary", result=7)
    dialog.open()
    with qtbot.waitSignal(dialog.finished) as ended:
        qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert ended.args == [7]


def test_that_progress_is_kept_in_range_and_wanders_only_while_seen(qtbot: QtBot) -> None:
    bar = Progress(1.7)
    qtbot.addWidget(bar)
    assert bar.fraction() == 1.0
    assert bar.accessibleDescription() == "100%"
    bar.set_fraction(None)
    assert not bar._timer.isActive()
    bar.show()
    assert bar._timer.isActive()
    bar.set_value(0.5)
    assert not bar._timer.isActive()
    bar.set_value(0.5, running=True)
    assert bar._timer.isActive()
    bar.hide()
    assert not bar._timer.isActive()


def test_that_chips_wrap_and_their_holder_grows(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    for n in range(6):
        flow.addWidget(Chip(f"close-up {n}"))
    assert flow.heightForWidth(1000) == theme.px(22)
    assert flow.heightForWidth(100) == 6 * theme.px(22) + 5 * theme.px(6)


def test_that_facts_and_figures_are_read_out_whole(qtbot: QtBot) -> None:
    fact, figure = FactRow("Snaps to 4n+1", "53", suffix="exact"), Figure("Memory", "19.3 ± 1 GiB")
    qtbot.addWidget(fact)
    qtbot.addWidget(figure)
    assert fact.accessibleName() == "Snaps to 4n+1: 53 exact"
    figure.set_value("20.1 GiB", "fits 24", tip="measured")
    assert figure.accessibleName() == "Memory: 20.1 GiB fits 24"
    assert figure.toolTip() == "measured"


def test_that_a_cut_label_shows_all_of_it_as_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("/films/a very long folder/Film 1.mkv")
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    label.grab()
    assert label.toolTip() == ""


def test_that_an_empty_screen_offers_its_buttons(qtbot: QtBot) -> None:
    add = Button("Add films", "primary")
    empty = EmptyState("film", "No films yet", "Add films.", primary=add)
    qtbot.addWidget(empty)
    empty.resize(600, 400)
    empty.show()
    assert add.isVisible()
    assert empty.accessibleName() == "No films yet. Add films."


def test_that_a_card_shows_its_tone_at_the_left_and_asks_for_its_menu(qtbot: QtBot) -> None:
    card = Card("Stills", tone="good", menu=True)
    qtbot.addWidget(card)
    card.resize(200, 100)
    card.show()
    assert card.grab().toImage().pixelColor(1, 50).name() == theme.DARK.good
    with qtbot.waitSignal(card.menu_requested):
        qtbot.mouseClick(card.findChild(IconButton), LEFT)


def test_that_a_dialog_that_grew_still_lies_over_its_window(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(0, 0, 800, 600)
    window.show()
    dialog = Dialog(window, "Bring in")
    dialog.open()
    dialog.setGeometry(200, 250, 400, 100)
    dialog.resize(400, 500)
    dialog.stay_over()
    assert dialog.y() + dialog.height() <= window.geometry().bottom() + 1
    dialog.reject()
