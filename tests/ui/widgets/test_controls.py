from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.button import Button, IconButton, key_text
from app.ui.widgets.chip import Chip
from app.ui.widgets.choices import CheckBox, ComboBox, SpinBox, Switch
from app.ui.widgets.fields import Field, LineEdit, PlainTextEdit, SearchField
from app.ui.widgets.rating import StarRating
from app.ui.widgets.segmented import Segment, Segmented
from app.ui.widgets.tags import TagRow

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.show()
    return widget


def focus(widget: QWidget, reason: Qt.FocusReason, kind: QEvent.Type = QEvent.Type.FocusIn) -> None:
    """Tell the widget so; real focus would need an active window."""
    QApplication.sendEvent(widget, QFocusEvent(kind, reason))


# ---------------------------------------------------------------------------------------- buttons


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("Enter", "Enter"),
        ("Ctrl+Return", "Ctrl Enter"),
        ("Alt+Left", "Alt ←"),
        ("Ctrl++", "Ctrl +"),
        ("+", "+"),
        ("", ""),
    ],
)
def test_that_a_key_cap_says_the_key_as_keyboards_do(key: str, said: str) -> None:
    assert key_text(key) == said
    if key != "Enter":
        assert key_text(QKeySequence(key)) == said


def test_that_a_button_with_a_key_hint_is_wider_than_one_without(qtbot: QtBot) -> None:
    plain, hinted = Button("Pick"), Button("Pick", key="Enter")
    qtbot.addWidget(plain)
    qtbot.addWidget(hinted)
    assert hinted.sizeHint().width() > plain.sizeHint().width() + 20
    assert hinted.sizeHint().height() == 30


def test_that_a_button_with_little_room_shows_its_words_without_the_key(qtbot: QtBot) -> None:
    plain, hinted = Button("Caption"), Button("Caption", key="Enter")
    width, height = plain.sizeHint().width(), plain.sizeHint().height()
    for button in (plain, hinted):
        qtbot.addWidget(button)
        button.resize(width, height)
    assert plain.grab().toImage() == hinted.grab().toImage()
    hinted.resize(hinted.sizeHint())
    plain.resize(hinted.size())
    assert plain.grab().toImage() != hinted.grab().toImage()


def test_that_a_button_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("Pick")
    action.setShortcut(QKeySequence("Return"))
    action.setStatusTip("Keep this clip")
    button = Button.for_action(action, "primary")
    qtbot.addWidget(button)
    assert (button.text(), button.key_hint()) == ("Pick", "Enter")
    assert button.toolTip() == "Keep this clip"
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(button, LEFT)
    action.setText("Unpick")
    action.setShortcut(QKeySequence("U"))
    action.setEnabled(False)
    assert (button.text(), button.key_hint(), button.isEnabled()) == ("Unpick", "U", False)


def test_that_a_checkable_action_keeps_its_button_in_step(qtbot: QtBot) -> None:
    action = QAction("Snap")
    action.setCheckable(True)
    button = Button.for_action(action)
    qtbot.addWidget(button)
    qtbot.mouseClick(button, LEFT)
    assert action.isChecked()
    assert button.isChecked()
    action.setChecked(False)
    assert not button.isChecked()


@pytest.mark.parametrize(
    "make", [lambda: Button("Go"), lambda: IconButton("play", "Play"), lambda: Chip("cut")]
)
def test_that_the_ring_is_drawn_for_the_keyboard_only(
    qtbot: QtBot, make: Callable[[], Button | IconButton | Chip]
) -> None:
    button = make()
    qtbot.addWidget(button)
    focus(button, Qt.FocusReason.MouseFocusReason)
    assert not button.ring
    focus(button, Qt.FocusReason.TabFocusReason)
    assert button.ring
    focus(button, Qt.FocusReason.MouseFocusReason, QEvent.Type.FocusOut)
    assert not button.ring


def test_that_an_icon_button_tells_its_name_and_key(qtbot: QtBot) -> None:
    button = IconButton("play", "Play", key="Space")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Play"
    assert button.toolTip() == "Play (Space)"


# ---------------------------------------------------------------------------------------- chips


def test_that_a_chip_acts_on_click_and_key_only_where_it_may(qtbot: QtBot) -> None:
    still, live = Chip("done", "good"), Chip("snap 4n+1", "info", clickable=True)
    shown(qtbot, still)
    shown(qtbot, live)
    with qtbot.assertNotEmitted(still.clicked, wait=10):
        qtbot.keyClick(still, Qt.Key.Key_Return)
    assert still.focusPolicy() == Qt.FocusPolicy.NoFocus
    with qtbot.waitSignal(live.clicked):
        qtbot.mouseClick(live, LEFT)
    with qtbot.waitSignal(live.clicked):
        qtbot.keyClick(live, Qt.Key.Key_Return)


def test_that_a_removable_chip_is_removed_by_its_cross_and_by_delete(qtbot: QtBot) -> None:
    chip = Chip("forest", clickable=True, removable=True)
    chip.resize(chip.sizeHint())
    shown(qtbot, chip)
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(chip, LEFT, pos=QPoint(chip.width() - 10, chip.height() // 2))
    with qtbot.waitSignal(chip.clicked):
        qtbot.mouseClick(chip, LEFT, pos=QPoint(12, chip.height() // 2))
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)


# ---------------------------------------------------------------------------------------- stars


def test_that_a_click_rates_and_a_second_one_takes_the_rating_away(qtbot: QtBot) -> None:
    stars = StarRating()
    shown(qtbot, stars)
    told: list[int] = []
    stars.rated.connect(told.append)
    fourth = QPoint(theme.px(20) * 3 + 5, 10)
    qtbot.mouseClick(stars, LEFT, pos=fourth)
    qtbot.mouseClick(stars, LEFT, pos=fourth)
    assert told == [4, 0]


def test_that_digits_and_arrows_rate(qtbot: QtBot) -> None:
    stars = StarRating(5)
    shown(qtbot, stars)
    told: list[int] = []
    stars.rated.connect(told.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_3, Qt.Key.Key_3, Qt.Key.Key_Left, Qt.Key.Key_0):
        qtbot.keyClick(stars, key)
    assert told == [3, 2, 0]


def test_that_showing_a_rating_tells_nobody(qtbot: QtBot) -> None:
    stars = StarRating()
    qtbot.addWidget(stars)
    with qtbot.assertNotEmitted(stars.rated, wait=10):
        stars.set_rating(3)
    assert stars.rating() == 3
    assert "3" in stars.accessibleDescription()


# ---------------------------------------------------------------------------------------- tags


def test_that_typed_tags_are_added_once_and_trimmed(qtbot: QtBot) -> None:
    row = TagRow(["forest"])
    shown(qtbot, row)
    told: list[str] = []
    row.added.connect(told.append)
    row.open_field()
    field = row.findChild(QLineEdit, "tag")
    for text in ("  숲속   토끼 ", "forest", "   ", "close-up"):
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told == ["숲속 토끼", "close-up"]
    assert row.tags() == ("forest", "숲속 토끼", "close-up")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()


def test_that_a_removed_tag_is_told_and_gone(qtbot: QtBot) -> None:
    row = TagRow(["a", "b", "c"])
    shown(qtbot, row)
    chip = next(c for c in row.findChildren(Chip) if c.text() == "b")
    with qtbot.waitSignal(row.removed) as told:
        qtbot.keyClick(chip, Qt.Key.Key_Delete)
    assert told.args == ["b"]
    assert row.tags() == ("a", "c")


def test_that_setting_tags_tells_nobody_and_may_be_done_often(qtbot: QtBot) -> None:
    row = TagRow()
    shown(qtbot, row)
    with qtbot.assertNotEmitted(row.added, wait=10):
        for n in range(50):
            row.set_tags([f"tag {n}", f"tag {n + 1}"])
    assert row.tags() == ("tag 49", "tag 50")


# ---------------------------------------------------------------------------------------- choices


def test_that_segments_are_chosen_by_mouse_and_arrows(qtbot: QtBot) -> None:
    tabs = Segmented([Segment("shots", "Shots", 1204), Segment("picks", "Picks", 62)])
    shown(qtbot, tabs)
    told: list[str] = []
    tabs.chosen.connect(told.append)
    qtbot.mouseClick(tabs, LEFT, pos=QPoint(tabs.width() - 30, 15))
    qtbot.keyClick(tabs, Qt.Key.Key_Right)
    qtbot.keyClick(tabs, Qt.Key.Key_Left)
    assert told == ["picks", "shots"]
    assert tabs.current() == "shots"


def test_that_counts_are_said_and_make_room(qtbot: QtBot) -> None:
    tabs = Segmented([Segment("shots", "Shots", 4)])
    qtbot.addWidget(tabs)
    before = tabs.sizeHint().width()
    tabs.set_count("shots", 30_000)
    assert tabs.sizeHint().width() > before
    assert tabs.accessibleDescription() == "Shots 30,000"


def test_that_the_whole_check_box_can_be_clicked(qtbot: QtBot) -> None:
    check, switch = CheckBox("Never ask"), Switch("Snap")
    shown(qtbot, check)
    shown(qtbot, switch)
    qtbot.mouseClick(check, LEFT, pos=QPoint(check.width() - 3, 12))
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    assert check.isChecked()
    assert switch.isChecked()


def test_that_numbers_and_choices_show_what_they_hold(qtbot: QtBot) -> None:
    spin, combo = SpinBox(1, 128, 32), ComboBox(["head", "uniform"])
    shown(qtbot, spin)
    assert spin.lineEdit().width() > 20  # a style sheet once left it 1 px
    assert combo.sizeHint().height() == spin.sizeHint().height() == 30


# ---------------------------------------------------------------------------------------- fields


def test_that_a_field_says_its_error_under_the_control(qtbot: QtBot) -> None:
    field = Field("Frames", LineEdit("46"))
    shown(qtbot, field)
    before = field.sizeHint().height()
    field.set_error("46 is not 4n+1.")
    assert field.sizeHint().height() > before
    assert field.control.accessibleDescription() == "46 is not 4n+1."
    edge = field.control.grab().toImage().pixelColor(field.control.width() // 2, 0).name()
    assert edge == theme.DARK.bad
    field.set_error("")
    assert field.sizeHint().height() == before


def test_that_escape_empties_a_filter_and_then_leaves_it(qtbot: QtBot) -> None:
    field = SearchField("Filter")
    shown(qtbot, field)
    qtbot.keyClicks(field, "len>=45")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    with qtbot.waitSignal(field.left):
        qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_that_the_cross_of_a_field_shows_with_text_only(qtbot: QtBot) -> None:
    field = LineEdit(clearable=True)
    qtbot.addWidget(field)
    cross = field.actions()[0]
    assert not cross.isVisible()
    field.setText("x")
    assert cross.isVisible()
    cross.trigger()
    assert field.text() == ""


def test_that_leaving_a_text_tells(qtbot: QtBot) -> None:
    text = PlainTextEdit(name="Caption")
    qtbot.addWidget(text)
    with qtbot.waitSignal(text.committed):
        focus(text, Qt.FocusReason.TabFocusReason, QEvent.Type.FocusOut)
