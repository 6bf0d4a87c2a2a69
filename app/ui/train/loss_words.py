"""The words around the plot: names of curves, legend, what is under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.core.language import enumerated
from app.ui.train.loss_readout import Entry

if TYPE_CHECKING:
    from app.core.training.curves.charts import Chart, Line, Pane, Shown, What
    from app.core.training.curves.view import By, CurvesView


class LossWords(QObject):
    """Says it."""

    def names(self, keys: Sequence[What]) -> list[tuple[str, str]]:
        """Return curves with their names."""
        named: dict[What, str] = {
            "loss": self.tr("Loss"),
            "rate": self.tr("Learning rate"),
            "speed": self.tr("Seconds per step"),
            "gpu": self.tr("GPU"),
            "timestep": self.tr("By timestep"),
            "bucket": self.tr("By bucket"),
            "validation": self.tr("Validation"),
            "gradient": self.tr("Gradient norm"),
        }
        return [(key, named[key]) for key in keys]

    def axes(self) -> dict[By, str]:
        """Return what curves can be drawn over."""
        return {"step": self.tr("steps"), "epoch": self.tr("epochs"), "hours": self.tr("hours")}

    def smoothing(self) -> str:
        """Return what the slider does."""
        return self.tr(
            "Moving average: the share of the past in it, corrected at its beginning. More is "
            "smoother, and later. Loss depends on the noise that was drawn for a step far more "
            "than on what was learnt."
        )

    def level(self, view: CurvesView) -> tuple[str, str]:
        """Return which epochs differ by less than noise, and why that is said; or nothing."""
        from app.core.training.curves.summing_up import level_reasons, level_words

        numbers = view.level_epochs
        return level_words(numbers), level_reasons(view.epochs, numbers)

    def legend(self, chart: Chart, *, several: bool) -> list[Entry]:
        """Return the curves of a chart, those of one name and colour once."""
        entries: dict[tuple[str, str], Entry] = {}
        for pane in chart.panes:
            for line in pane.lines:
                name = self._name(line, several=several)
                tip = self._counted(line, pane)
                entries.setdefault((name, line.tone), Entry(name, line.tone, line.kind, tip=tip))
        return list(entries.values())

    def _name(self, line: Line, *, several: bool) -> str:
        return self.tr("{}, each step").format(line.run) if several and line.kind == "faint" else (
            line.name
        )  # fmt: skip

    def _counted(self, line: Line, pane: Pane) -> str:
        if line.kind == "faint" and pane.form == "celsius":
            return self.tr("As the driver said it, every 5 seconds. {:,} points.").format(
                len(line.x)
            )
        if line.kind == "faint":
            return self.tr("{} of each step, as the trainer wrote it. {:,} points.").format(
                pane.title, len(line.x)
            )
        if line.kind == "dots":
            return self.tr(
                "Mean of the loss of an epoch's steps. The bar is two standard errors either way: "
                "standard deviation / √n. A hollow point differs from the one before by less than "
                "twice the error of that difference: by chance, as far as anyone can tell."
            )
        return self.tr("{}: {:,} points.").format(line.name, len(line.x))

    def reading(self, chart: Chart, runs: list[Shown], at: float | None) -> tuple[str, list[Entry]]:
        """Return where the cursor is, and the values there; without one, what is told."""
        from app.core.training.curves.reading import reading
        from app.core.training.curves.summing_up import summed_up

        if not chart.panes:
            return "", []
        if at is None:
            return " · ".join(summed_up(chart, runs)), []
        found = reading(chart, runs, at)
        kinds = [line.kind for line in chart.lines]
        entries = [
            Entry(name, tone, kind, value)
            for (name, tone, value), kind in zip(found.values, kinds, strict=True)
        ]
        if len(runs) > 1:  # a line has not room for all: the clear ones first
            entries.sort(key=lambda entry: entry.kind == "faint")
        return found.place, entries

    def plot_name(self, chart: Chart, runs: list[Shown]) -> str:
        """Return what the plot shows, for a screen reader."""
        titles = enumerated(pane.title for pane in chart.panes)
        names = ", ".join(run.name for run in runs)
        over = self.axes()[chart.by]
        return self.tr("{} of {} over {}. Arrows read it.").format(titles, names, over)
