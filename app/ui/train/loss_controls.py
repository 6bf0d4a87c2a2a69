"""What is chosen of the plot: which curves, over what, on which scale, how smooth; remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from app.ui.preferences import PreferenceStore
from app.ui.train.loss_choosing import CurveChooser
from app.ui.train.loss_words import LossWords
from app.ui.train.samples_slider import SampleSlider
from app.ui.widgets.button import Button
from app.ui.widgets.label import Label

if TYPE_CHECKING:
    from app.core.training.curves.charts import Chart, What
    from app.core.training.curves.view import By, CurvesView

_STEPS = 200  # of the slider
_LOG = ("loss", "rate", "speed", "timestep", "bucket", "gradient")  # what a logarithm suits


class LossControls(QObject):
    """The controls of the card; their places are the card's.

    Attributes:
        beta: The weight of the past in moving averages.

    Signals:
        changed: Something else is chosen.
    """

    changed = Signal()

    def __init__(self, preferences: PreferenceStore, words: LossWords, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences, self._words = preferences, words
        kept = preferences.value
        self._what, self._by, self.beta = kept.curve, cast("By", kept.curve_by), kept.smoothing
        self._make()
        self._connect()
        self._say_axis()
        self._say_smoothing()

    def _make(self) -> None:
        from app.core.training.curves.smoothing import place_of

        kept = self._preferences.value
        self.chooser = CurveChooser(self._words.names(("loss",)), self.tr("Curves"))
        self.axis = Button("", "quiet")
        menu = QMenu(self.axis)
        for by, text in self._words.axes().items():
            menu.addAction(text).triggered.connect(lambda _on=False, by=by: self.show_over(by))
        self.axis.setMenu(menu)
        self.axis.setToolTip(
            self.tr("What the curves are drawn over. Hours are those of training, without pauses.")
        )
        self.scale = Button(self.tr("log"), "quiet")
        self.scale.setCheckable(True)
        self.scale.setChecked(kept.curve_log)
        self.scale.setToolTip(self.tr("Logarithmic scale (L in the plot)"))
        self.scale.setAccessibleName(self.tr("Logarithmic scale"))
        place = round(_STEPS * place_of(kept.smoothing))
        self.slider = SampleSlider(0, _STEPS, place, name=self.tr("Smoothing"), width=84)
        self.slider.setToolTip(self._words.smoothing())
        self.smoothing = Label("", "muted", "small")
        self.smoothing.setToolTip(self._words.smoothing())
        self.smoothing.setMinimumHeight(self.slider.sizeHint().height())

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._on_chosen)
        self.scale.toggled.connect(self._on_log)
        self.slider.valueChanged.connect(self._on_slider)
        self.slider.sliderReleased.connect(self._keep_smoothing)

    # ------------------------------------------------------------------------------ what is chosen

    @property
    def what(self) -> What:
        """Which curves are shown."""
        return cast("What", self.chooser.current())

    @property
    def log(self) -> bool:
        """Whether the scale is logarithmic."""
        return self.scale.isChecked() and self.what in _LOG

    def by_for(self, view: CurvesView) -> By:
        """Return what curves are drawn over: the card's before the first step over hours only."""
        return "hours" if view.empty and self.what == "gpu" else self._by

    def offer(self, keys: tuple[What, ...]) -> None:
        """Offer the curves that there are; the one that was chosen last, where it is one."""
        self.chooser.offer(self._words.names(keys))
        self.chooser.show_chosen(self._what)

    def follow(self, chart: Chart) -> None:
        """Show the controls that a chart has a use for."""
        smooth = chart.smooth and bool(chart.panes)
        self.slider.setVisible(smooth)
        self.smoothing.setVisible(smooth)
        self.scale.setEnabled(chart.what in _LOG)

    def hide_smoothing(self) -> None:
        """Show no slider: there is nothing to be smoothed."""
        self.slider.hide()
        self.smoothing.hide()

    # -------------------------------------------------------------------------------- choosing

    def _on_chosen(self, key: str) -> None:
        self._what = key
        self._preferences.change(curve=key)
        self.changed.emit()

    def show_over(self, by: By) -> None:
        """Draw over steps, epochs or hours."""
        self._by = by
        self._preferences.change(curve_by=by)
        self._say_axis()
        self.changed.emit()

    def _say_axis(self) -> None:
        text = self._words.axes()[self._by]
        self.axis.setText(text)
        self.axis.setAccessibleName(self.tr("Drawn over: {}").format(text))
        self.axis.updateGeometry()

    def _on_log(self, on: bool) -> None:
        self._preferences.change(curve_log=on)
        self.changed.emit()

    def toggle_log(self) -> None:
        """Use the other scale."""
        if self.scale.isEnabled():
            self.scale.toggle()

    def _on_slider(self, place: int) -> None:
        from app.core.training.curves.smoothing import beta_at

        self.beta = beta_at(place / _STEPS)
        if not self.slider.isSliderDown():
            self._keep_smoothing()
        self._say_smoothing()
        self.changed.emit()

    def _keep_smoothing(self) -> None:
        self._preferences.change(smoothing=self.beta)

    def _say_smoothing(self) -> None:
        self.smoothing.setText(f"EMA {self.beta:.3g}")
        self.slider.setAccessibleDescription(f"{self.beta:.3g}")
