from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QIcon, QImage
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.core import language
from app.core.paths import resources
from app.core.xray import COLORS
from app.ui import icons, theme
from app.ui.tokens import DATASETS, TONES, Tokens
from app.ui.widgets.chip import Chip
from app.ui.widgets.fields import LineEdit
from app.ui.widgets.label import Label

SURFACES = ("rail", "background", "surface", "inset", "raised")


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colors_in(image: QImage) -> set[str]:
    spots = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {image.pixelColor(x, y).name() for x, y in spots}


@pytest.mark.parametrize("t", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize(("token", "least"), [("text", 7.0), ("muted", 4.5), ("dim", 3.0)])
def test_that_words_can_be_read_on_every_surface(
    t: Tokens, surface: str, token: str, least: float
) -> None:
    assert contrast(getattr(t, token), getattr(t, surface)) >= least


@pytest.mark.parametrize("t", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
@pytest.mark.parametrize("tone", TONES)
def test_that_words_in_a_tone_can_be_read(t: Tokens, tone: theme.Tone) -> None:
    for surface in (t.tone_fill(tone), t.background, t.surface):
        assert contrast(t.tone_text(tone), surface) >= 4.5


@pytest.mark.parametrize("t", [theme.DARK, theme.LIGHT], ids=lambda t: t.name)
def test_that_words_on_the_accent_and_on_pictures_can_be_read(t: Tokens) -> None:
    assert contrast(t.on_accent, t.accent) >= 4.5
    assert contrast(t.on_accent, t.accent_low) >= 4.5
    assert contrast(t.on_scrim, t.scrim) >= 7
    assert contrast(t.text, t.selection) >= 4.5


def test_that_every_token_is_a_colour() -> None:
    for t in (theme.DARK, theme.LIGHT):
        for name in Tokens.__dataclass_fields__:
            assert name == "name" or QColor(getattr(t, name)).isValid(), name


def test_that_a_new_theme_reaches_palette_labels_and_painted_widgets(
    qapp: QApplication, qtbot: QtBot
) -> None:
    chip, label = Chip("x", "good"), Label("word", "muted")
    for widget in (chip, label):
        qtbot.addWidget(widget)
        widget.show()
    with qtbot.waitSignal(theme.changes().changed):
        theme.apply(qapp, "light")
    assert qapp.palette().window().color().name() == theme.LIGHT.background
    assert theme.LIGHT.good_fill in colors_in(chip.grab().toImage())
    assert label.palette().color(label.foregroundRole()).name() == theme.LIGHT.muted


def test_that_system_follows_what_the_desktop_says(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Qt.ColorScheme.Light
    hints = qapp.styleHints()
    monkeypatch.setattr(type(hints), "colorScheme", lambda _self: told)
    theme.apply(qapp, "system")
    assert theme.tokens() is theme.LIGHT
    assert (theme.mode(), theme.application()) == ("system", qapp)
    told = Qt.ColorScheme.Dark
    hints.colorSchemeChanged.emit(told)
    assert theme.tokens() is theme.DARK
    theme.apply(qapp, "light")
    hints.colorSchemeChanged.emit(told)
    assert theme.tokens() is theme.LIGHT


def test_that_zoom_scales_type_sizes_and_style_sheet_but_not_hairlines(
    qapp: QApplication, qtbot: QtBot
) -> None:
    title = Label("Title", role="title")
    qtbot.addWidget(title)
    theme.apply(qapp, "dark", zoom=1.5)
    assert QFontInfo(qapp.font()).pixelSize() == 20
    assert QFontInfo(title.font()).pixelSize() == round(17 * 1.5)
    assert theme.px(8) == 12
    assert "min-height: 42px" in qapp.styleSheet()
    assert "1px solid" in qapp.styleSheet()
    assert "2px solid" not in qapp.styleSheet()


def test_that_digits_have_one_width_in_every_role() -> None:
    for role in ("body", "strong", "figure", "mono"):
        from PySide6.QtGui import QFontMetricsF

        metrics = QFontMetricsF(theme.font(role))
        assert metrics.horizontalAdvance("1111") == pytest.approx(metrics.horizontalAdvance("8888"))


def test_that_datasets_have_five_colours_that_come_round() -> None:
    colors = [theme.dataset_color(n).name() for n in range(10)]
    assert len(set(colors[:5])) == 5
    assert colors[:5] == colors[5:]
    assert colors[0] == theme.DARK.good


def test_that_style_sheet_pictures_are_found_below_any_folder_name(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / "영화 #1 (it's 100% ours)"
    shutil.copytree(resources() / "icons", odd / "icons")
    shutil.copy(resources() / "app.qss", odd)
    monkeypatch.setattr(theme, "resources", lambda: odd)
    theme.apply(qapp, "light")
    menu = QMenu()
    qtbot.addWidget(menu)
    action = menu.addAction("checked")
    action.setCheckable(True)
    action.setChecked(True)
    assert "#d98a1c" in colors_in(menu.grab().toImage())


# ---------------------------------------------------------------------------------------- icons


@pytest.mark.parametrize("name", icons.names())
def test_that_an_icon_draws_something_sharp_and_keeps_off_the_edge(name: str, qapp: object) -> None:
    image = icons.pixmap(name, "text", 24, 2.0).toImage()
    assert image.size() == QSize(48, 48)
    drawn = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 128]
    assert len(drawn) >= 20
    if name != "logo":
        assert all(2 <= x < 46 and 2 <= y < 46 for x, y in drawn)


def test_that_icons_take_the_colour_of_the_theme_and_fade_where_disabled(
    qapp: QApplication,
) -> None:
    made = icons.icon("stop", "bad")
    middle = made.pixmap(QSize(16, 16)).toImage().pixelColor(8, 8).name()
    faded = made.pixmap(QSize(16, 16), QIcon.Mode.Disabled).toImage().pixelColor(8, 8).name()
    assert (middle, faded) == (theme.DARK.bad, theme.DARK.faint)
    theme.apply(qapp, "light")
    again = icons.icon("stop", "bad").pixmap(QSize(16, 16)).toImage().pixelColor(8, 8).name()
    assert again == theme.LIGHT.bad


def test_that_icons_inside_fields_follow_the_theme(qapp: QApplication, qtbot: QtBot) -> None:
    field = LineEdit(icon="search")
    qtbot.addWidget(field)
    before = field.actions()[0].icon().pixmap(QSize(16, 16)).toImage()
    theme.apply(qapp, "light")
    assert field.actions()[0].icon().pixmap(QSize(16, 16)).toImage() != before


def test_that_the_look_imports_nothing_heavy() -> None:
    code = (
        "import sys, app.ui.theme, app.ui.icons, app.ui.widgets.table, app.ui.widgets.dialog\n"
        "heavy = ('av', 'cv2', 'numpy', 'torch', 'scenedetect', 'pyqtgraph', 'PySide6.QtSvg')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_that_a_label_of_qt_reads_its_tone_from_the_style_sheet(qtbot: QtBot) -> None:
    label = QLabel("x")
    qtbot.addWidget(label)
    theme.set_tone(label, "bad")
    label.ensurePolished()  # as its first paint does
    assert label.palette().color(label.foregroundRole()).name() == theme.DARK.bad


def test_that_a_dataset_has_one_colour_in_plan_and_timeline() -> None:
    assert COLORS == DATASETS


def test_that_a_latin_label_is_as_high_as_one_in_hangul_beside_it(qtbot: QtBot) -> None:
    language.use("ko", resources() / "languages")
    theme.line_height.cache_clear()
    try:
        latin, hangul = Label("Alpha", role="small"), Label("랭크", role="small")
        for label in (latin, hangul):
            qtbot.addWidget(label)
        assert latin.sizeHint().height() == hangul.sizeHint().height()
        assert latin.minimumSizeHint().height() == hangul.minimumSizeHint().height()
    finally:
        language.use("en", resources() / "languages")
        theme.line_height.cache_clear()
