"""The card with the curves of a run: loss, rate, speed, the card, and what our script measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui import theme
from app.ui.loop import loop_runs, spawn
from app.ui.train.loss_controls import LossControls
from app.ui.train.loss_readout import LossLegend, LossReadout
from app.ui.train.loss_runs import OverlaidRuns, runs_menu, runs_of_project
from app.ui.train.loss_saving import LossSaving
from app.ui.train.loss_words import LossWords
from app.ui.train.session import TrainSession
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.chip import Chip
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Card

if TYPE_CHECKING:
    from app.core.training.curves.charts import Chart, Shown
    from app.core.training.curves.drawing import Drawing
    from app.core.training.curves.view import CurvesView
    from app.ui.train.loss_plot import LossPlot

_LEAST = 110  # px of what stands in the plot's place


class HasCurves(Protocol):
    """A run as it is now: a `RunView`."""

    @property
    def curves(self) -> object:
        """A `CurvesView`; None where nobody has read them."""


class LossCard(Card):
    """Follows the run that is shown; see `show_view`.

    The plot is made when there is something to draw: pyqtgraph is imported then, in a thread.

    Attributes:
        controls: What is chosen of it.
        saving: Keeps it as a file.
        overlaid: The runs that are drawn beside.
        plot: The plot; None until there was something to draw.

    Signals:
        written: What was written, a sentence, and its folder.
    """

    written = Signal(str, str)

    def __init__(self, session: TrainSession) -> None:
        super().__init__()
        self._session = session
        self._view: CurvesView | None = None
        self._ended = False
        self._drawing: Drawing | None = None
        self._words = LossWords(self)
        self.plot: LossPlot | None = None
        self._making, self._stale = False, True
        self.controls = LossControls(session.parts.preferences, self._words, self)
        self.saving = LossSaving(self, session)
        self.overlaid = OverlaidRuns(session, self)
        self.setAccessibleName(self.tr("Curves of the run"))
        self._lay_out()
        self._connect()
        self._show_nothing("")

    def _lay_out(self) -> None:
        self.runs_button = Button(self.tr("runs"), "quiet")
        self.runs_button.setToolTip(self.tr("Draw other runs of this project beside this one"))
        self.more_button = IconButton("dots", self.tr("More"), size=26)
        self.legend, self.readout = LossLegend(), LossReadout()
        self.chip = Chip("", "warn")
        self.said = Label("", "warn", "small", wrap=True)
        self.nothing = Label("", "muted", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMinimumHeight(theme.px(_LEAST))
        controls, top = self.controls, Qt.AlignmentFlag.AlignTop
        head, second = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(controls.chooser, 1)
        for button in (controls.axis, controls.scale, self.runs_button, self.more_button):
            head.addWidget(button)
        second.setSpacing(theme.px(8))
        second.addWidget(self.legend, 1)
        for part in (self.chip, controls.smoothing, controls.slider):
            second.addWidget(part, 0, top)
        self.body.addLayout(head)
        self.body.addLayout(second)
        self.body.addWidget(self.said)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.readout)

    def _connect(self) -> None:
        self.controls.changed.connect(self.refresh)
        self.runs_button.clicked.connect(self._on_runs)
        self.more_button.clicked.connect(self._on_more)
        self.overlaid.changed.connect(self.refresh)
        self.saving.written.connect(self.written)
        self._session.run_shown.connect(self._on_run)
        self._session.overlaid_changed.connect(self._say_runs)

    # ------------------------------------------------------------------------------ what is shown

    def show_view(self, view: HasCurves | None) -> None:
        """Show a run as it is now; None: none is shown."""
        curves = None if view is None else cast("CurvesView | None", view.curves)
        ended = not getattr(view, "live", True)
        anew, self._ended = ended != self._ended and curves is self._view, ended
        self.show_curves(curves)
        if anew:
            self.refresh()

    def show_curves(self, curves: CurvesView | None) -> None:
        """Show curves; the same again costs nothing."""
        if curves is not self._view:
            self._view = curves
            self.refresh()

    def _on_run(self) -> None:
        """Forget the run that was shown; the one that is now is not drawn beside itself."""
        self._view = None
        session = self._session
        session.overlay(tuple(each for each in session.overlaid if each != session.run))
        self.reset_zoom()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.overlaid.watch(True)
        if self._stale:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.overlaid.watch(False)

    def shown_runs(self) -> list[Shown]:
        """Return the runs that are drawn, the one that is looked at first."""
        from app.core.training.curves.charts import Shown

        if self._view is None:
            return []
        folder = self._session.run
        name = folder.name if folder is not None else self.tr("this run")
        return [Shown(str(folder or ""), name, self._view), *self.overlaid.shown]

    def chart(self) -> Chart | None:
        """Return what is drawn; None: nothing."""
        return self.plot.chart() if self.plot is not None and not self.plot.isHidden() else None

    def pictured(self) -> list[QWidget]:
        """Return what of the card is in a picture of it."""
        return [part for part in (self.legend, self.plot, self.readout) if part is not None]

    def refresh(self) -> None:
        """Draw what there is, now or when it is looked at."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        if self._view is None:
            self._show_nothing(self.tr("The loss is drawn here while a run trains."))
            return
        from app.core.training.curves.charts import offered, why_missing

        self.controls.offer(offered(self._view))
        runs = self.shown_runs()
        chart = self._made(runs, self._view)
        self._say(chart, runs)
        if not chart.panes:
            self._show_nothing(why_missing(chart.what, ended=self._ended))
        elif self.plot is None:
            self._make_plot()
        else:
            self.nothing.hide()
            self.plot.show()
            self.plot.show_chart(chart, log=self.controls.log)
            self._read(chart, runs)

    def _made(self, runs: list[Shown], view: CurvesView) -> Chart:
        from app.core.training.curves.drawing import Drawing

        if self._drawing is None:
            self._drawing = Drawing()
        self._drawing.beta = self.controls.beta
        return self._drawing.chart(self.controls.what, runs, self.controls.by_for(view))

    def _show_nothing(self, sentence: str) -> None:
        self.nothing.setText(sentence)
        self.nothing.show()
        if self.plot is not None:
            self.plot.hide()
        self.controls.hide_smoothing()
        self.readout.show_reading("")
        if self._view is None:
            self.chip.hide()
            self.said.hide()
            self.legend.show_entries([])

    def _say(self, chart: Chart, runs: list[Shown]) -> None:
        """Show the words around the plot."""
        several = len(runs) > 1
        self.legend.show_entries(self._words.legend(chart, several=several))
        text, tip = self._words.level(runs[0].view) if chart.what == "loss" else ("", "")
        self.chip.setVisible(bool(text) and not several)
        if text != self.chip.text():
            self.chip.set_state(text, "warn")
        self.chip.setToolTip(tip)
        self.controls.follow(chart)
        said = "\n".join(runs[0].view.said)
        self.said.setText(said)
        self.said.setVisible(bool(said))

    def _read(self, chart: Chart, runs: list[Shown]) -> None:
        """Show what is under the cursor, or what is told without one."""
        if self.plot is None:
            return
        place, entries = self._words.reading(chart, runs, self.plot.cursor_at)
        self.readout.show_reading(place, entries)
        self.plot.setAccessibleName(self._words.plot_name(chart, runs))
        self.plot.setAccessibleDescription(self.readout.words())

    def _on_pointed(self, _at: object) -> None:
        chart = self.chart()
        if chart is not None:
            self._read(chart, self.shown_runs())

    # ------------------------------------------------------------------------------------ the plot

    def _make_plot(self) -> None:
        if self._making:
            return
        self._making = True
        if loop_runs():
            spawn(self._make_beside())
        else:
            self._put_plot()

    async def _make_beside(self) -> None:
        from app.ui.ahead import PLOT, import_ahead

        await import_ahead(self._session.parts.jobs, PLOT)
        self._put_plot()

    def _put_plot(self) -> None:
        from app.ui.train.loss_plot import LossPlot

        self.plot = LossPlot()
        self.plot.pointed.connect(self._on_pointed)
        self.plot.log_asked.connect(self.controls.toggle_log)
        self.body.insertWidget(self.body.indexOf(self.nothing), self.plot, 1)
        self.refresh()

    def reset_zoom(self) -> None:
        """Show all of the curves."""
        if self.plot is not None:
            self.plot.look_at_all()

    # ----------------------------------------------------------------------------------- the runs

    def _on_more(self) -> None:
        self.saving.show_menu(self.more_button)

    def _on_runs(self) -> None:
        spawn(self._show_runs())

    async def _show_runs(self) -> None:
        session = self._session
        runs = await session.parts.jobs.beside(runs_of_project, session.project_folder)
        menu = runs_menu(self.runs_button, session, runs)
        menu.popup(self.runs_button.mapToGlobal(self.runs_button.rect().bottomLeft()))

    def _say_runs(self) -> None:
        count = len(self._session.overlaid)
        self.runs_button.setText(self.tr("runs +{}").format(count) if count else self.tr("runs"))
        self.runs_button.updateGeometry()
