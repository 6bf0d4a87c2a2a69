"""The language of the window: Qt has our catalog, as `qm` puts it."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.core import language
from app.core.paths import resources
from app.core.qm import compiled

# On the keys themselves in every language, whatever else such a word is in the catalog.
_KEYS = ("Shift", "Ctrl", "Alt", "Meta", "Tab", "Enter", "Pause", "Print", "Menu", "Help")
_ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


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
    named = {**{key: key for key in _KEYS}, **_ARROWS}
    keys = {f"QShortcut|{key}": name for key, name in named.items()}
    own, data = QTranslator(), compiled({**language.catalog(), **keys})
    own.load(data)
    _Installed.translators, _Installed.data = (qt, own), data  # the last one is asked first
    for each in _Installed.translators:
        app.installTranslator(each)
