"""The language of the window: Qt asks our catalog for every text."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.core import language
from app.core.paths import resources


class Catalog(QTranslator):
    """Answers `QObject.tr` from the catalog in use, whatever class asks."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        # None is what Qt takes for "not here"; an empty text would be shown.
        return language.found(text, context)  # type: ignore[return-value]

    def isEmpty(self) -> bool:
        return False


class _Installed:
    """What the application was given for the language of now."""

    translators: tuple[QTranslator, ...] = ()


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
    _Installed.translators = (qt, Catalog())  # the last one is asked first
    for each in _Installed.translators:
        app.installTranslator(each)
