"""Settings: of the person, over all projects, and of the project that is open."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.core.captions.text import one_line
from app.core.language import LANGUAGES, noted, tr
from app.core.library.edits import changing
from app.core.own_program import is_frozen
from app.core.shots.detectors import DETECTORS, neural_available
from app.ui import theme
from app.ui.document import Document
from app.ui.jobs import Jobs
from app.ui.preferences import PreferenceStore
from app.ui.still_size_field import StillSizeField
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox, SpinBox, Switch
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.fields import Field, LineEdit
from app.ui.widgets.fitting import FittingFields
from app.ui.widgets.label import SectionHead

_THEMES = ("system", "dark", "light")


class SettingsDialog(Dialog):
    """Preferences take effect at once; those of the project are one edit, made at the end."""

    def __init__(
        self,
        parent: QWidget,
        preferences: PreferenceStore,
        document: Document,
        jobs: Jobs | None = None,
    ) -> None:
        super().__init__(parent, parent.tr("Settings"))
        self._preferences, self._document = preferences, document
        fields = FittingFields(self)
        self._column = fields.column
        self.body.addWidget(fields)
        self._column.addWidget(SectionHead(self.tr("Program")))
        self._column.addWidget(self._language())
        self._column.addWidget(self._theme())
        self._column.addWidget(self._zoom())
        self._column.addWidget(self._detector())
        self._column.addWidget(self._autoplay())
        self._column.addWidget(self._tokenizer())
        self._column.addWidget(self._spelling())
        self._column.addWidget(self._completing())
        self._jobs = jobs
        self.ending_button = Button(self.tr("When a training ends…"))
        self.ending_button.clicked.connect(self.show_ending)
        self.add_left(self.ending_button)
        if document.is_open:
            self._column.addSpacing(theme.px(8))
            self._column.addWidget(SectionHead(self.tr("This project")))
            self._add_project()
        self.add_button(self.tr("Close"), "primary", result=QDialog.DialogCode.Accepted.value)
        self.finished.connect(self._keep_tokenizer)
        self.finished.connect(self._keep_project)

    def begin_with_trigger(self) -> None:
        """Let typing change the trigger of the project, which is open."""
        self._trigger.setFocus()
        self._trigger.selectAll()

    def begin_with_stills(self) -> None:
        """Let the keys change the size of stills of the project, which is open."""
        self._still_size.setFocus()

    def show_ending(self) -> None:
        """Show what is done when a training ends."""
        from app.ui.ending_fields import EndingDialog

        EndingDialog(self, self._preferences, self._jobs).open()

    # ------------------------------------------------------------------------------- program

    def _language(self) -> QWidget:
        box = ComboBox(name=self.tr("Language"))
        box.addItems([self.tr("As the system"), *LANGUAGES.values()])
        codes = ("", *LANGUAGES)
        box.setCurrentIndex(codes.index(self._preferences.value.language))
        box.currentIndexChanged.connect(self._on_language)
        return Field(self.tr("Language"), box, hint="Language · 언어 · 言語")

    def _on_language(self, place: int) -> None:
        self._preferences.change(language=("", *LANGUAGES)[place])

    def _theme(self) -> QWidget:
        box = ComboBox(name=self.tr("Colours"))
        box.addItems([self.tr("As the system"), self.tr("Dark"), self.tr("Light")])
        box.setCurrentIndex(_THEMES.index(self._preferences.value.theme))
        box.currentIndexChanged.connect(self._on_theme)
        return Field(self.tr("Colours"), box)

    def _on_theme(self, place: int) -> None:
        self._preferences.change(theme=_THEMES[place])

    def _zoom(self) -> QWidget:
        box = SpinBox(80, 200, round(self._preferences.value.zoom * 100), name=self.tr("Size"))
        box.setSuffix(" %")
        box.setSingleStep(10)
        box.valueChanged.connect(self._on_zoom)
        return Field(self.tr("Size of texts and controls"), box, hint="100 %")

    def _on_zoom(self, percent: int) -> None:
        self._preferences.change(zoom=percent / 100)

    def _detector(self) -> QWidget:
        box = ComboBox(name=self.tr("Cuts are found by"))
        self._detectors = [
            name for name, info in DETECTORS.items() if info.needs != "ml" or neural_available()
        ]
        box.addItems([tr(DETECTORS[name].label) for name in self._detectors])
        for place, name in enumerate(self._detectors):
            box.setItemData(place, tr(DETECTORS[name].help), Qt.ItemDataRole.ToolTipRole)
        chosen = [name == self._preferences.value.detector for name in self._detectors]
        box.setCurrentIndex(chosen.index(True) if True in chosen else 0)
        box.currentIndexChanged.connect(self._on_detector)
        return Field(self.tr("Cuts are found by"), box, hint=self._lacking())

    def _lacking(self) -> str:
        if neural_available():
            return ""
        if is_frozen():
            return self.tr("neural: only from the source")
        return self.tr("neural: bootstrap.py run --ml")

    def _on_detector(self, place: int) -> None:
        self._preferences.change(detector=self._detectors[place])

    def _autoplay(self) -> QWidget:
        switch = Switch(self.tr("Play a shot as soon as it is chosen"))
        switch.setChecked(self._preferences.value.autoplay)
        switch.toggled.connect(self._on_autoplay)
        return switch

    def _on_autoplay(self, on: bool) -> None:
        self._preferences.change(autoplay=on)

    def _tokenizer(self) -> QWidget:
        words = self.tr("Tokenizer of the trainer (spiece.model, or its folder)")
        given = self._preferences.value.tokenizer
        self._tokens = LineEdit(given, name=words, placeholder=self.tr("looked for"))
        self._tokens.setToolTip(
            self.tr(
                "google/umt5-xxl, as the trainer downloads it: with it the tokens of captions are "
                "counted exactly. Empty: it is looked for where Hugging Face keeps its files."
            )
        )
        return Field(words, self._tokens, hint=self.tr("counts tokens exactly"))

    def _keep_tokenizer(self) -> None:
        self._preferences.change(tokenizer=self._tokens.text().strip())

    def _spelling(self) -> QWidget:
        switch = Switch(self.tr("Underline words in captions that no English dictionary knows"))
        switch.setChecked(self._preferences.value.spelling)
        switch.toggled.connect(self._on_spelling)
        return switch

    def _on_spelling(self, on: bool) -> None:
        self._preferences.change(spelling=on)

    def _completing(self) -> QWidget:
        switch = Switch(self.tr("Offer words of other captions while one is written"))
        switch.setChecked(self._preferences.value.completing)
        switch.toggled.connect(self._on_completing)
        return switch

    def _on_completing(self, on: bool) -> None:
        self._preferences.change(completing=on)

    # ------------------------------------------------------------------------------- project

    def _add_project(self) -> None:
        settings = self._document.rows.settings
        self._name = LineEdit(settings.name, name=self.tr("Name"))
        self._trigger = LineEdit(
            settings.trigger, name=self.tr("Trigger"), placeholder="Studio Ghibli style"
        )
        self._crf = SpinBox(0, 51, settings.crf, name=self.tr("Quality"))
        self._lossless = Switch(self.tr("Lossless clips"))
        self._lossless.setChecked(settings.lossless)
        self._still_size = StillSizeField(settings.still_size)
        for field in (
            Field(self.tr("Name"), self._name),
            Field(
                self.tr("Trigger"),
                self._trigger,
                hint=self.tr("begins every exported caption, once"),
            ),
            Field(
                self.tr("Quality of exported clips (x264 CRF, lower is better)"),
                self._crf,
                hint="12",
            ),
            self._lossless,
            Field(
                self.tr("Size of exported stills"),
                self._still_size,
                hint=self.tr("cut about the middle, never enlarged"),
            ),
        ):
            field.setDisabled(self._document.read_only)
            self._column.addWidget(field)

    def _keep_project(self) -> None:
        if not self._document.is_open or self._document.read_only or not hasattr(self, "_name"):
            return
        self._document.settle()  # a caption that begins with the old trigger loses it
        before = self._document.rows.settings
        after = dataclasses.replace(
            before,
            name=one_line(self._name.text()) or before.name,
            trigger=one_line(self._trigger.text()),
            crf=self._crf.value(),
            lossless=self._lossless.isChecked(),
            still_size=self._still_size.value(),
        )
        edit = changing(before, after, label=noted("Settings"))
        if edit:
            self._document.apply(edit)
