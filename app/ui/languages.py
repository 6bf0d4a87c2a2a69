"""The language of the window: Qt has our catalog, as `qm` puts it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.core import language
from app.core.paths import resources
from app.core.qm import compiled

# Names of keys that Qt looks up as texts: they stay as on the keyboard, and as the guide has them.
_KEYS = (
    "Ctrl",
    "Shift",
    "Alt",
    "Meta",
    "Space",
    "Esc",
    "Tab",
    "Backspace",
    "Return",
    "Enter",
    "Ins",
    "Del",
    "Home",
    "End",
    "PgUp",
    "PgDown",
    "Left",
    "Up",
    "Right",
    "Down",
    "Num",
    "Pause",
    "Print",
    "Menu",
    "Help",
    "Back",
    "Forward",
    "Stop",
    "Search",
    "Play",
)


class _Installed:
    """What the application was given for the language of now."""

    translators: tuple[QTranslator, ...] = ()
    data: bytes = b""  # Qt reads it where it lies


def speak(app: QApplication, preferred: str) -> None:
    """Let all windows that are made from now on speak a language.

    Args:
        app: The application.
        preferred: A code of `language.LANGUAGES`; empty: as the system.
    """
    for each in _Installed.translators:
        app.removeTranslator(each)
    _Installed.translators = ()
    code = language.chosen(preferred, QLocale.system().uiLanguages())
    language.use(code, resources() / "languages")
    if language.current() == "en":
        return  # nobody has to be asked
    qt = QTranslator()
    qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    keys = {f"QShortcut|{key}": key for key in _KEYS}
    own, data = read({**language.catalog(), **keys})
    _Installed.translators, _Installed.data = (qt, own), data  # the last one is asked first
    for each in _Installed.translators:
        app.installTranslator(each)


def read(texts: Mapping[str, str]) -> tuple[QTranslator, bytes]:
    """Return a translator for texts (`compiled`), and what it reads.

    Qt does not copy that: it must be kept for as long as the translator is asked.
    """
    translator, data = QTranslator(), compiled(texts)
    translator.load(data)
    return translator, data
