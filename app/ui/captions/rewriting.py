"""Another text for a field that is being written in, as one step that it can take back itself.

Qt counts places in a text in UTF-16 units, Python in characters.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit


def rewrite(field: QPlainTextEdit, text: str, place: int | None = None) -> None:
    """Let a field say ``text``; only what differs is touched, and the cursor stays with its words.

    Args:
        field: The field.
        text: What it says then.
        place: Where the cursor goes, in characters.
    """
    said = field.toPlainText()
    if said != text:
        first, behind = _same_ends(said, text)
        cursor = QTextCursor(field.document())
        cursor.setPosition(units(said, first))
        cursor.setPosition(units(said, len(said) - behind), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text[first : len(text) - behind])
    if place is not None:
        at = field.textCursor()
        at.setPosition(units(text, place))
        field.setTextCursor(at)


def selection(field: QPlainTextEdit) -> tuple[int, int]:
    """Return what is selected, half-open, in characters; twice the cursor where nothing is."""
    cursor, text = field.textCursor(), field.toPlainText()
    start, end = (characters(text, n) for n in (cursor.selectionStart(), cursor.selectionEnd()))
    return start, end


def units(text: str, place: int) -> int:
    """Return a place in UTF-16 units."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, place: int) -> int:
    """Return a place, given in UTF-16 units, in characters."""
    data = text.encode("utf-16-le", "surrogatepass")[: 2 * place]
    return len(data.decode("utf-16-le", "surrogatepass"))


def is_composing(field: QPlainTextEdit) -> bool:
    """Return whether an input method holds letters that are not in the text yet."""
    return bool(_composed(field))


def end_composing(field: QPlainTextEdit) -> None:
    """Put into the text what an input method holds of it."""
    if not _composed(field):
        return
    method = QGuiApplication.inputMethod()
    method.commit()
    left = _composed(field)
    if left:  # no input method, or one that does not listen
        method.reset()
        event = QInputMethodEvent()
        event.setCommitString(left)
        QApplication.sendEvent(field, event)


def _composed(field: QPlainTextEdit) -> str:
    layout = field.textCursor().block().layout()
    return layout.preeditAreaText() if layout is not None else ""


def _same_ends(before: str, after: str) -> tuple[int, int]:
    """Return how many characters are the same at the start, and behind those at the end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    most -= first
    behind = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    return first, behind
