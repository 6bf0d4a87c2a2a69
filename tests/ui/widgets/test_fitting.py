from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.fitting import FittingFields
from app.ui.widgets.label import Label


def shown(qtbot: QtBot, fields: int) -> tuple[Dialog, FittingFields]:
    dialog = Dialog(None, "Settings")
    fitting = FittingFields(dialog)
    for number in range(fields):
        fitting.column.addWidget(Field(f"Field {number}", LineEdit(name=f"Field {number}")))
    dialog.body.addWidget(fitting)
    dialog.add_button("Close", "primary")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    return dialog, fitting


def test_that_few_fields_are_all_seen(qtbot: QtBot) -> None:
    _, fitting = shown(qtbot, 3)
    qtbot.waitUntil(lambda: fitting.verticalScrollBar().maximum() == 0)


def test_that_more_fields_than_the_screen_has_room_for_scroll_above_the_buttons(
    qtbot: QtBot,
) -> None:
    dialog, fitting = shown(qtbot, 60)
    room = dialog.screen().availableGeometry().height()
    qtbot.waitUntil(lambda: 0 < dialog.height() <= room)
    assert fitting.verticalScrollBar().maximum() > 0


def test_that_a_field_that_gets_higher_later_is_still_all_seen(qtbot: QtBot) -> None:
    _, fitting = shown(qtbot, 3)
    words = Label("", wrap=True)
    fitting.column.addWidget(words)
    words.setText("\n".join(f"Line {number}" for number in range(9)))
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()) > 0)
    qtbot.waitUntil(lambda: fitting.verticalScrollBar().maximum() == 0)
