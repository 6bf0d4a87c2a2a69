from __future__ import annotations

import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.core.training.curves.charts import Chart, Shown
from app.core.training.curves.drawing import Drawing
from app.core.training.curves.view import By
from app.ui import theme
from app.ui.train.loss_plot import LossPlot
from app.ui.train.loss_traces import faint_color, tone_color
from tests.ui.train.curves_made import curves

NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def chart(count: int = 1000, by: By = "step", what: str = "loss") -> Chart:
    return Drawing().chart(what, [Shown("a", "a", curves(count))], by)  # type: ignore[arg-type]


@pytest.fixture
def plot(qtbot, qapp: QApplication) -> LossPlot:  # noqa: ANN001
    made = LossPlot()
    qtbot.addWidget(made)
    made.resize(800, 300)
    made.show()
    made.show_chart(chart(), log=False)
    qapp.processEvents()
    made.clearFocus()  # the only widget of a window has it at once
    return made


def picture(plot: LossPlot) -> QImage:
    QApplication.processEvents()
    return plot.grab().toImage()


def count_of(image: QImage, color: QColor) -> int:
    """Return how many pixels have a colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1)
    return int(np.count_nonzero((rows & 0xFFFFFF) == (color.rgb() & 0xFFFFFF)))


def place(plot: LossPlot, step: float) -> QPoint:
    """Return the spot over a step."""
    inside, stretch = plot._inside(), plot.stretch
    part = (step - stretch.low) / (stretch.high - stretch.low)
    return QPoint(round(inside.left() + part * inside.width()), plot.height() // 2)


def wheel(
    plot: LossPlot, at: QPoint, notches: int, held: Qt.KeyboardModifier = NONE
) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(at), QPointF(plot.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, held, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot.viewport(), event)
    return event


# ----------------------------------------------------------------------------------- what is seen


def test_that_raw_average_and_means_are_painted_in_their_colours(plot: LossPlot) -> None:
    image = picture(plot)
    assert count_of(image, faint_color("info")) > 3_000
    assert count_of(image, tone_color("accent")) > 500
    assert count_of(image, tone_color("good")) > 100


def test_that_colours_follow_the_theme(plot: LossPlot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    image = picture(plot)
    assert count_of(image, theme.color("surface")) > 50_000
    assert count_of(image, tone_color("accent")) > 500
    assert tone_color("accent") == QColor(theme.LIGHT.accent)


def test_that_a_curve_is_where_its_values_are(plot: LossPlot) -> None:
    flat = np.linspace(0, 1000, 500)
    from app.core.training.curves.charts import Line, Pane

    lines = (Line("a", "good", "line", flat, np.full(500, 0.1)),
             Line("b", "violet", "line", flat, np.full(500, 0.3)))  # fmt: skip
    plot.show_chart(Chart("rate", "step", (Pane("a", "loss", lines),), end=1000.0), log=False)
    image = picture(plot)
    column = [QColor(image.pixel(400, y)).name() for y in range(image.height())]
    high, low = column.index(tone_color("violet").name()), column.index(tone_color("good").name())
    assert high < low
    inside = plot._inside()
    assert inside.top() <= high
    assert low <= inside.bottom()


def test_that_the_card_is_shown_in_two_panes(plot: LossPlot) -> None:
    plot.show_chart(chart(what="gpu"), log=False)
    picture(plot)
    upper, lower = (pane.box.sceneBoundingRect() for pane in plot._panes)
    assert upper.bottom() <= lower.top()
    assert min(upper.height(), lower.height()) > 80
    plot.show_chart(chart(), log=False)
    picture(plot)
    assert plot._panes[0].box.sceneBoundingRect().height() > 220


def test_that_a_logarithmic_scale_has_round_numbers(plot: LossPlot) -> None:
    plot.show_chart(chart(), log=True)
    left = plot._panes[0].left
    low, high = left.range
    places = left.places(low, high, 250)
    words = left.tickStrings(places, 1, 0)
    assert [float(each) for each in words] == pytest.approx([10**each for each in places])
    assert all(len(each) <= 5 for each in words)
    assert len(words) >= 2


def test_that_a_hundred_thousand_points_are_drawn_within_a_frame(plot: LossPlot) -> None:
    drawing, view = Drawing(), curves(100_000, per_epoch=1078)
    runs = [Shown("a", "a", view)]
    plot.show_chart(drawing.chart("loss", runs), log=False)
    spent = []
    for _ in range(8):
        begun = time.thread_time()
        plot.show_chart(drawing.chart("loss", runs), log=False)
        plot.grab()
        spent.append(time.thread_time() - begun)
    assert min(spent) < 0.016


# ------------------------------------------------------------------------------------------ zoom


def test_that_the_wheel_with_ctrl_zooms_around_the_mouse(plot: LossPlot) -> None:
    at = place(plot, 250)
    assert wheel(plot, at, 3, CTRL).isAccepted()
    assert not plot.stretch.whole
    assert plot.stretch.high - plot.stretch.low == pytest.approx(1020 * 0.8**3, rel=0.01)
    assert plot._place(QPointF(at)) == pytest.approx(250, abs=3)


def test_that_the_wheel_alone_scrolls_the_page_until_the_plot_has_the_keys(plot: LossPlot) -> None:
    assert not wheel(plot, place(plot, 250), 1).isAccepted()
    assert plot.stretch.whole
    plot.setFocus()
    assert wheel(plot, place(plot, 250), 1).isAccepted()
    assert not plot.stretch.whole


def test_that_a_drag_zooms_to_what_it_spans(plot: LossPlot) -> None:
    view = plot.viewport()
    QTest.mousePress(view, LEFT, NONE, place(plot, 600))
    QTest.mouseMove(view, place(plot, 500))
    QTest.mouseRelease(view, LEFT, NONE, place(plot, 400))
    assert plot.stretch.low == pytest.approx(400, abs=3)
    assert plot.stretch.high == pytest.approx(600, abs=3)


def test_that_a_click_zooms_nowhere(plot: LossPlot) -> None:
    QTest.mouseClick(plot.viewport(), LEFT, NONE, place(plot, 500))
    assert plot.stretch.whole


def test_that_a_drag_with_shift_moves_it(plot: LossPlot) -> None:
    plot.look_at(plot.stretch.between(400, 600, plot.chart()))
    start, end = place(plot, 500), place(plot, 450)
    QTest.mousePress(plot.viewport(), LEFT, SHIFT, start)
    QTest.mouseMove(plot.viewport(), end)
    QTest.mouseRelease(plot.viewport(), LEFT, SHIFT, end)
    assert plot.stretch.low == pytest.approx(450, abs=3)
    assert plot.stretch.high == pytest.approx(650, abs=3)


def test_that_a_double_click_and_r_show_all_again(plot: LossPlot) -> None:
    plot.look_at(plot.stretch.between(400, 600, plot.chart()))
    QTest.mouseDClick(plot.viewport(), LEFT, NONE, place(plot, 500))
    assert plot.stretch.whole
    plot.look_at(plot.stretch.between(400, 600, plot.chart()))
    QTest.keyClick(plot, Qt.Key.Key_R)
    assert plot.stretch.whole


def test_that_a_part_at_the_end_follows_the_newest(plot: LossPlot) -> None:
    plot.look_at(plot.stretch.between(900, 1020, plot.chart()))
    plot.show_chart(chart(1050), log=False)
    assert plot.stretch.high > 1050
    assert plot.stretch.high - plot.stretch.low == pytest.approx(120)


def test_that_a_part_in_the_middle_stays(plot: LossPlot) -> None:
    plot.look_at(plot.stretch.between(400, 600, plot.chart()))
    kept = plot.stretch
    plot.show_chart(chart(1050), log=False)
    assert plot.stretch == kept
    plot.show_chart(chart(1050, "epoch"), log=False)
    assert plot.stretch.whole


# ---------------------------------------------------------------------------------------- cursor


def test_that_the_mouse_moves_the_cursor_and_takes_it_along(plot: LossPlot) -> None:
    told: list[float | None] = []
    plot.pointed.connect(told.append)
    QTest.mouseMove(plot.viewport(), place(plot, 300))
    assert told
    assert told[-1] == pytest.approx(300, abs=2)
    QApplication.sendEvent(plot, _left())
    assert told[-1] is None


def _left():  # noqa: ANN202
    from PySide6.QtCore import QEvent

    return QEvent(QEvent.Type.Leave)


def test_that_arrows_move_the_cursor_from_point_to_point(plot: LossPlot) -> None:
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_at == 1000
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert plot.cursor_at == 999
    QTest.keyClick(plot, Qt.Key.Key_Left, SHIFT)
    assert plot.cursor_at == 949
    QTest.keyClick(plot, Qt.Key.Key_Right)
    assert plot.cursor_at == 950
    QTest.keyClick(plot, Qt.Key.Key_Home)
    assert plot.cursor_at == 1
    QTest.keyClick(plot, Qt.Key.Key_End)
    assert plot.cursor_at == 1000
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    assert plot.cursor_at is None


def test_that_the_plot_goes_with_a_cursor_that_leaves_it(plot: LossPlot) -> None:
    plot.look_at(plot.stretch.between(400, 600, plot.chart()))
    plot.point_at(600)
    QTest.keyClick(plot, Qt.Key.Key_Right, SHIFT)
    assert plot.cursor_at == 650
    assert plot.stretch.low <= 650 <= plot.stretch.high
    assert plot.stretch.high - plot.stretch.low == pytest.approx(200)


def test_that_plus_and_minus_zoom_at_the_cursor(plot: LossPlot) -> None:
    plot.point_at(100)
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.stretch.high - plot.stretch.low == pytest.approx(816)
    QTest.keyClick(plot, Qt.Key.Key_Minus)
    assert plot.stretch.whole


def test_that_l_asks_for_the_other_scale(plot: LossPlot) -> None:
    asked: list[bool] = []
    plot.log_asked.connect(lambda: asked.append(True))
    QTest.keyClick(plot, Qt.Key.Key_L)
    assert asked == [True]


def test_that_a_plot_that_is_too_small_paints_nothing_wrong(plot: LossPlot) -> None:
    plot.resize(60, 30)
    picture(plot)
    plot.resize(800, 300)
    assert count_of(picture(plot), tone_color("accent")) > 500


def test_that_values_that_have_no_logarithm_are_left_out(plot: LossPlot) -> None:
    from app.core.training.curves.charts import Line, Pane

    x = np.arange(1.0, 200)
    y = np.where(x % 2 == 0, -1.0, 0.1)
    dots = Line("e", "good", "dots", x[:3], np.array([0.1, -1, 0.1]), np.array([0.2, np.nan, 0.01]))
    lines = (Line("a", "info", "faint", x, y), Line("b", "accent", "line", x, y), dots)
    plot.show_chart(Chart("loss", "step", (Pane("a", "loss", lines),), end=200.0), log=True)
    plot.point_at(100)
    assert count_of(picture(plot), tone_color("accent")) > 100
