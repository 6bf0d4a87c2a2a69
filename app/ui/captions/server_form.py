"""The fields of a server: where it is, its model, its key, how much it is given."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.captions.machine.addresses import base_of, holds_secret, shown
from app.core.captions.machine.presets import Server, preset
from app.ui import theme
from app.ui.widgets.button import IconButton
from app.ui.widgets.choices import SpinBox
from app.ui.widgets.fields import Field, LineEdit

_TEMPERATURE = "temperature"
_DECIMAL = re.compile(r"\d+[.,]?\d{0,2}|[.,]\d{1,2}")
_STATE = QValidator.State
_USUAL = 0.2


class Limits(QWidget):
    """How much of a clip is shown, and how much may be said of it; numbers side by side."""

    def __init__(self, *, at_once: bool) -> None:
        super().__init__()
        self.frames = SpinBox(4, 64, name=self.tr("Pictures of a clip, at most"))
        self.long_side = SpinBox(128, 2048, name=self.tr("Long side of a picture, pixels"), step=64)
        self.max_tokens = SpinBox(16, 8192, name=self.tr("Tokens of a reply, at most"), step=32)
        self.concurrency = SpinBox(1, 64, name=self.tr("Questions at once"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setVerticalSpacing(theme.px(10))
        for label, box, tip in (
            (self.tr("Pictures"), self.frames,
             self.tr("Of one clip, at most; the first and the last frame are always among them")),
            (self.tr("Long side"), self.long_side, self.tr("Pixels; larger pictures take longer")),
            (self.tr("Tokens"), self.max_tokens, self.tr("Of one reply, at most")),
        ):  # fmt: skip
            self.add(label, box, tip)
        if at_once:
            tip = self.tr("A server on this machine is mostly fastest with one after the other")
            self.add(self.tr("At once"), self.concurrency, tip)

    def take_typed(self) -> None:
        """Let the numbers be what is typed, though the keys may be there still."""
        for box in self.findChildren(SpinBox):
            box.interpretText()

    def add(self, label: str, box: QWidget, tip: str) -> None:
        """Put a number behind the others."""
        place = self._grid.count()
        self._grid.addWidget(Field(label, box, tip=tip), 0, place)
        self._grid.setColumnStretch(place, 1)


class Hundredths(SpinBox):
    """Shows and takes its value as a decimal: 20 is ``0.20``."""

    def textFromValue(self, value: int) -> str:
        return f"{value / 100:.2f}"

    def valueFromText(self, text: str) -> int:
        return round(100 * float(text.replace(",", ".")))

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Take up to two digits behind a point or a comma."""
        if _DECIMAL.fullmatch(text):
            inside = self.minimum() <= self.valueFromText(text) <= self.maximum()
            return (_STATE.Acceptable if inside else _STATE.Invalid), text, place
        return (_STATE.Intermediate if text in ("", ".", ",") else _STATE.Invalid), text, place


class ServerForm(QWidget):
    """Shows one server, to be changed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._server = Server()
        self.url = LineEdit(name=self.tr("Address"))
        self._url = Field(self.tr("Address"), self.url)
        self.model = LineEdit(name=self.tr("Model"), placeholder=self.tr("the first one it has"))
        self.models = IconButton("chevron-down", self.tr("Models it has"))
        self.models.clicked.connect(self._open_models)
        self.models.setEnabled(False)
        self._names: tuple[str, ...] = ()
        self._key = LineEdit(name=self.tr("Key"))
        self._key.setEchoMode(LineEdit.EchoMode.Password)
        self._key_field = Field(self.tr("Key"), self._key)
        self.limits = Limits(at_once=True)
        self.temperature = Hundredths(0, 200, name=self.tr("Temperature"), step=5)
        tip = self.tr("0 always says the likeliest word, 1 plays")
        self.limits.add(self.tr("Temperature"), self.temperature, tip)
        self.extra = LineEdit(name=self.tr("Said in addition"), role="code")
        self.extra.setPlaceholderText('{"top_k": 20}')
        tip = self.tr("Put into each request as it stands: an object in JSON")
        self._extra = Field(self.tr("Said in addition"), self.extra, hint="JSON", tip=tip)
        self._lay_out()

    def _lay_out(self) -> None:
        row = QWidget()
        models = QHBoxLayout(row)
        models.setContentsMargins(0, 0, 0, 0)
        models.setSpacing(theme.px(6))
        models.addWidget(self.model, 1)
        models.addWidget(self.models)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        tip = self.tr("As the server calls it; Test connection lists what there is")
        for part in (self._url, Field(self.tr("Model"), row, tip=tip), self._key_field,
                     self.limits, self._extra):  # fmt: skip
            column.addWidget(part)
        column.addStretch(1)

    # ------------------------------------------------------------------------------- showing

    def show_server(self, server: Server, key: str | None) -> None:
        """Show a server, with a key that was typed before; None: none was."""
        self._server = server
        kind = preset(server.preset)
        self.url.setPlaceholderText(kind.url or "https://example.org/v1")
        self.url.setText(server.url)
        self.model.setText(server.model)
        self._key.setText(key or "")
        self._key.setModified(key is not None)
        self.show_key_kept(False)
        self._key_field.set_hint("" if kind.needs_key else self.tr("mostly none"))
        self.limits.frames.setValue(server.frames)
        self.limits.long_side.setValue(server.long_side)
        self.limits.max_tokens.setValue(server.max_tokens)
        self.limits.concurrency.setValue(server.concurrency)
        extra = dict(server.extra)
        warmth = extra.pop(_TEMPERATURE, _USUAL)
        usual = isinstance(warmth, int | float)
        self.temperature.setValue(round(100 * warmth) if usual else round(100 * _USUAL))
        self.extra.setText(json.dumps(extra, ensure_ascii=False) if extra else "")
        self.offer_models(())
        for field in (self._url, self._extra):
            field.set_error("")

    def show_key_kept(self, kept: bool) -> None:
        """Say whether a key is kept, which is not shown."""
        words = self.tr("kept; type another one to change it") if kept else ""
        self._key.setPlaceholderText(words)

    def offer_models(self, names: Sequence[str]) -> None:
        """Offer what the server has."""
        self._names = tuple(names)
        self.models.setEnabled(bool(names))
        completer = QCompleter(list(names), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        popup = completer.popup()
        if popup is not None:
            popup.setProperty("popup", True)
        self.model.setCompleter(completer)

    def _open_models(self) -> None:
        menu = QMenu(self)
        for name in self._names:
            action = menu.addAction(name, self._chooser(name))
            action.setCheckable(True)
            action.setChecked(name == self.model.text())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.model.mapToGlobal(self.model.rect().bottomLeft()))

    def _chooser(self, name: str) -> Callable[[], None]:
        return lambda: self.model.setText(name)

    # ------------------------------------------------------------------------------- reading

    def server(self, name: str) -> Server:
        """Return the server of a preset as it is typed."""
        self.limits.take_typed()
        url = self.url.text().strip()
        extra = self._read_extra() or {}
        if self.temperature.value() != round(100 * _USUAL):
            extra[_TEMPERATURE] = self.temperature.value() / 100
        return Server(
            preset=name,
            url=shown(base_of(url)) if holds_secret(url) else url,
            model=self.model.text().strip(),
            extra=extra,
            concurrency=self.limits.concurrency.value(),
            frames=self.limits.frames.value(),
            per_second=self._server.per_second,
            long_side=self.limits.long_side.value(),
            max_tokens=self.limits.max_tokens.value(),
        )

    def forget_key(self) -> None:
        """Let what was typed as a key go."""
        self._key.clear()
        self._key.setModified(False)

    def key(self) -> str | None:
        """Return the key that was typed; None where nobody touched it."""
        return self._key.text().strip() if self._key.isModified() else None

    def check(self) -> bool:
        """Say under a field what is wrong with it; return whether nothing is."""
        address = Server(preset="other", url=self.url.text() or self.url.placeholderText())
        known = bool(self.url.text().strip() or preset(self._server.preset).url)
        said = ""
        if not known or not address.base:
            said = self.tr("An address begins like http://127.0.0.1:1234.")
        elif holds_secret(self.url.text()):
            said = self.tr("Addresses are no secret: a password or key goes into its own field.")
        self._url.set_error(said)
        extra = self._read_extra()
        sentence = self.tr('An object in JSON, such as {"top_k": 20}.')
        self._extra.set_error(sentence if extra is None else "")
        return not said and extra is not None

    def _read_extra(self) -> dict[str, Any] | None:
        text = self.extra.text().strip()
        try:
            value = json.loads(text) if text else {}
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None
