"""What a hand can do to the window, without knowing what it does."""

from __future__ import annotations

import random
from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.core.captions.text import tidy
from app.core.library.machine import MachineCaption
from app.core.library.rows import table_of
from app.ui.actions import COMMANDS, keys
from app.ui.loop import spawn
from app.ui.main_window import MainWindow
from tests.monkey.stage import Stage

_KEYS = (
    *(Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Menu),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_A, Qt.Key.Key_F10),
)
_WANTED = ("Return", "Esc", "Ctrl+Z", "Space", "A", "Tab", "Up", "é", "^", "Ctrl+Shift+F7", "1")
_MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 5,
    *(Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier),
    *(Qt.KeyboardModifier.AltModifier,),
)
_PRESS = QEvent.Type.KeyPress
_BUTTONS = (*(Qt.MouseButton.LeftButton,) * 5, Qt.MouseButton.RightButton)
_TEXTS = (
    *("rain", 'a girl, "quoted"', "비 오는 날", "🎬 👩‍👩‍👧", "مرحبا بالعالم", "   ", "a\tb\nc\n\n"),
    *("\x00\x01\x1b[31m", "zero\u200bwidth\ufeff", "x" * 3000, "-1", "16", "1e99", "%s{}"),
    *("\ud83d", "e\u0301\u0301", "21, 45", "len>=45 -check:cut", "((", "[a-z", "0x10", "١٢"),
    "../../etc",
)


class Hands:
    """Does one random thing after the other."""

    def __init__(self, window: MainWindow, stage: Stage, dice: random.Random) -> None:
        self.window, self._stage, self._dice = window, stage, dice
        self._weighted: list[tuple[int, Callable[[], str]]] = [
            (22, self._press),
            (20, self._shortcut),
            (20, self._command),
            (22, self._click),
            (7, self._drag),
            (6, self._wheel),
            (8, self._type),
            (10, self._caption),
            (4, self._machine),
            (5, self._choose),
            (8, self._step),
            (3, self._drop),
            (3, self._resize),
            (3, self._look),
            (3, self._open),
            (4, self._job),
            (2, self._film),
            (1, self._rekey),
        ]

    def act(self) -> str:
        """Do something; return what, for the log."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return self._in_popup(popup)
        dialog = self._dialog()
        if dialog is not None and self._dice.random() < 0.4:
            return self._in_dialog(dialog)
        weights = [weight for weight, _ in self._weighted]
        return self._dice.choices(self._weighted, weights)[0][1]()

    def put_down(self) -> None:
        """Close what lies over the window."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        for dialog in self.dialogs():
            dialog.reject()
        self.window.commands.palette.hide()

    # ------------------------------------------------------------------------------ over it

    def dialogs(self) -> list[QDialog]:
        """Return the dialogs over the window."""
        return [each for each in self.window.findChildren(QDialog) if each.isVisible()]

    def _dialog(self) -> QDialog | None:
        return next(reversed(self.dialogs()), None)

    def _in_popup(self, popup: QWidget) -> str:
        keys = (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape)
        key = self._dice.choice(keys)
        QTest.keyClick(popup, key)
        return f"popup {key.name}"

    def _in_dialog(self, dialog: QDialog) -> str:
        name = type(dialog).__name__
        if self._dice.random() < 0.5:
            dialog.reject()
            return f"leave {name}"
        dialog.accept()
        return f"accept {name}"

    # --------------------------------------------------------------------------------- keys

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self._dialog() or self.window

    def _press(self) -> str:
        key, modifier = self._dice.choice(_KEYS), self._dice.choice(_MODIFIERS)
        QTest.keyClick(self._target(), key, modifier)
        return f"press {modifier.name} {key.name}"

    def _shortcut(self) -> str:
        command = self._dice.choice([each for each in COMMANDS if each.keys])
        if command.id == "project.quit" and self._dice.random() < 0.7:
            return "almost quit"
        QTest.keySequence(self._target(), QKeySequence(self._dice.choice(command.keys)))
        return f"shortcut {command.id}"

    def _command(self) -> str:
        """Do any command that can be done now, as the palette does, with a key or without."""
        actions = self.window.actions_
        able = [each.id for each in COMMANDS if actions[each.id].isEnabled()]
        command = self._dice.choice(able)
        if command == "project.quit" and self._dice.random() < 0.9:
            return "almost quit"
        actions[command].trigger()
        return f"command {command}"

    def _type(self) -> str:
        if self.window.document.is_open and self._dice.random() < 0.5:
            self.window.actions_["pick.caption"].trigger()
        return self._type_in(self._target())

    def _type_in(self, target: QWidget) -> str:
        text = self._dice.choice(_TEXTS)
        QApplication.clipboard().setText(text)
        if self._dice.random() < 0.5 or len(text) > 100:
            QTest.keyClick(target, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
            return f"paste {text[:20]!r} into {type(target).__name__}"
        for letter in text:
            QApplication.sendEvent(target, QKeyEvent(_PRESS, 0, _MODIFIERS[0], letter))
        return f"type {text[:20]!r} into {type(target).__name__}"

    def _caption(self) -> str:
        """Write in *Captions*, or do what can be done only there."""
        actions, document = self.window.actions_, self.window.document
        if not document.is_open:
            return "no caption to write"
        if not self.window.captions.isVisible():
            actions["view.captions"].trigger()
        if self._dice.random() < 0.5:
            self.window.captions.stage.write()
            return self._type_in(self._target())
        able = [each.id for each in COMMANDS if each.id.startswith("caption.")]
        command = self._dice.choice([each for each in able if actions[each].isEnabled()])
        actions[command].trigger()
        return f"command {command}"

    def _machine(self) -> str:
        """Keep what a machine may have written of some rows, in a thread as it does."""
        document = self.window.document
        if not document.is_open or document.read_only:
            return "no machine"
        rows = [*document.rows.clips, *document.rows.stills]
        if not rows:
            return "nothing for a machine"
        project = document.project
        for row in self._dice.sample(rows, min(len(rows), 3)):
            words = f"{self._dice.choice(_TEXTS)} {self._dice.randrange(100)}."
            text, trouble = (words, "") if self._dice.random() < 0.8 else ("", "It is gone.")
            caption = MachineCaption(
                batch=f"{self._dice.random()}",
                table=table_of(type(row)).name,
                row=row.id,
                text=tidy(text),
                trouble=trouble,
                model="monkey",
            )
            Thread(target=project.keep_machine, args=(caption,)).start()
        return "machine captions"

    def _choose(self) -> str:
        self.window.actions_["view.palette"].trigger()
        letters = self._dice.choice(["", "e", "pl", "undo", "find", "rate", "plan", "clo", "zzz"])
        QTest.keyClicks(self._target(), letters)
        QTest.keyClick(self._target(), Qt.Key.Key_Return)
        return f"choose {letters!r}"

    def _step(self) -> str:
        command = self._dice.choice(["edit.undo", "edit.redo", "edit.redo"])
        count = self._dice.randint(1, 6)
        for _ in range(count):
            self.window.actions_[command].trigger()
        return f"{command} {count}"

    # -------------------------------------------------------------------------------- mouse

    def _spot(self) -> tuple[QWidget, QPoint]:
        over: QWidget = self._dialog() or self.window
        place = QPoint(
            self._dice.randrange(max(1, over.width())), self._dice.randrange(max(1, over.height()))
        )
        widget = over.childAt(place) or over
        return widget, widget.mapFrom(over, place)

    def _click(self) -> str:
        widget, place = self._spot()
        button, modifier = self._dice.choice(_BUTTONS), self._dice.choice(_MODIFIERS)
        told = f"click {button.name} on {type(widget).__name__}"
        if self._dice.random() < 0.2:
            QTest.mouseDClick(widget, button, modifier, place)
        else:
            QTest.mouseClick(widget, button, modifier, place)
        return told

    def _drag(self) -> str:
        widget, place = self._spot()
        told = f"drag on {type(widget).__name__}"
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=place)
        for _ in range(self._dice.randint(1, 6)):
            place += QPoint(self._dice.randint(-120, 120), self._dice.randint(-40, 40))
            QTest.mouseMove(widget, place)
        if self._dice.random() < 0.1:
            QTest.keyClick(self._target(), Qt.Key.Key_Escape)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=place)
        return told

    def _wheel(self) -> str:
        widget, place = self._spot()
        turn = QPoint(0, self._dice.choice([-1200, -120, 120, 1200]))
        modifier = self._dice.choice(_MODIFIERS)
        event = QWheelEvent(
            QPointF(place), QPointF(widget.mapToGlobal(place)), QPoint(), turn,
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)
        return f"wheel on {type(widget).__name__}"

    def _drop(self) -> str:
        things = self._dice.sample(self._stage.things, self._dice.randint(1, 2))
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(path)) for path in things])
        event = QDropEvent(
            QPointF(300, 300), Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        if self._dialog() is None:
            QApplication.sendEvent(self.window, event)
        return f"drop {[path.name for path in things]}"

    # --------------------------------------------------------------------------- the window

    def _resize(self) -> str:
        size = self._dice.randint(300, 2200), self._dice.randint(300, 1400)
        self.window.resize(*size)
        return f"resize {size}"

    def _look(self) -> str:
        theme = self._dice.choice(["dark", "light", "system"])
        zoom = self._dice.choice([0.8, 1.0, 1.0, 1.25, 1.5, 2.0])
        self.window.preferences.change(theme=theme, zoom=zoom)
        return f"look {theme} {zoom}"

    def _open(self) -> str:
        project = self._dice.choice(self._stage.projects)
        spawn(self.window.open_project(project))
        if self._dice.random() < 0.2:
            spawn(self.window.open_project(self._dice.choice(self._stage.projects)))
        return f"open {project.name}"

    def _film(self) -> str:
        """Take a film away, bring it back, or put another one in its place."""
        film = self._dice.choice(self._stage.things[:2])
        away, other = film.with_suffix(".away"), self._stage.things[0]
        if away.exists():
            away.replace(film)
            return f"bring back {film.name}"
        film.replace(away)
        if self._dice.random() < 0.3 and other.exists():
            film.write_bytes(other.read_bytes())
            return f"replace {film.name}"
        return f"take away {film.name}"

    def _rekey(self) -> str:
        """Give a command any key, perhaps one that others need."""
        keymap, command = keys().keymap, self._dice.choice(COMMANDS).id
        key = self._dice.choice(_WANTED)
        now = keymap.reset_all() if self._dice.random() < 0.3 else keymap.given(command, key)
        self.window.preferences.change(keys=dict(now.changed))
        return f"give {key!r} to {command}"

    def _job(self) -> str:
        jobs = self.window.jobs
        what = self._dice.choice(["find", "export", "pause", "stop", "stop"])
        if what == "pause":
            jobs.toggle_pause()
        elif what == "stop":
            jobs.stop()
        else:
            command = {"find": "project.find_all_shots", "export": "project.export"}[what]
            self.window.actions_[command].trigger()
        return f"job {what}"
