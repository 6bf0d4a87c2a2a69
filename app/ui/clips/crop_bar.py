"""The bar beneath a picture that is being cropped: shape, steps, what is lost, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.core.cropping import EVEN, SIXTEEN, Rules, said, shape_words, taken_words
from app.core.export.fitting import Fit, Shape
from app.core.media.geometry import Crop, Size
from app.ui import theme
from app.ui.clips.fit_chips import FitChips
from app.ui.widgets.button import Button
from app.ui.widgets.choices import ComboBox, Switch
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.label import Label
from app.ui.widgets.painting import CONTROL_HEIGHT
from app.ui.widgets.surface import Hairline, Surface

_CHIP_HEIGHT = 22


class CropBar(Surface):
    """Says what a crop is and asks for others; decides nothing."""

    shape_chosen = Signal(object)  # Fraction, or None: free
    step_chosen = Signal(int)  # sides are multiples of it
    letterbox_asked = Signal()
    whole_asked = Signal()
    selected_asked = Signal()  # the crop is for all selected, too
    film_asked = Signal()  # and this for all clips of the film
    menu_opened = Signal()  # the numbers of both are wanted
    kept = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("background", parent)
        self._shapes: tuple[Shape, ...] = ()
        self.shape = ComboBox(name=self.tr("Shape of the crop"))
        self.shape.setToolTip(self.tr("The shape that is kept while the frame is sized"))
        self.sixteen = Switch("÷16", True, name=self.tr("Sides divisible by 16"))
        self.sixteen.setToolTip(
            self.tr("Sides are multiples of 16, as those of all buckets; off: of 2")
        )
        self.sixteen.setMinimumHeight(theme.px(CONTROL_HEIGHT))  # in line with the buttons
        self.letterbox = Button(self.tr("Crop the letterbox"), icon="crop")
        self.whole = Button(self.tr("Whole picture"), "quiet", key="R")
        self.apply = Button(self.tr("Apply to"), "quiet")
        self.keep = Button(self.tr("Keep"), "primary", key="Enter")
        self.drop = Button(self.tr("Cancel"), "quiet", key="Esc")
        self.size_words = Label("", "text", "mono")
        self.taken = Label("", "muted", "small")
        for label in (self.size_words, self.taken):
            label.setMinimumHeight(theme.px(_CHIP_HEIGHT))  # in line with the chips
        self.fits = FitChips(self.size_words, self.taken)
        self._make_menu()
        self._lay_out()
        self._connect()
        self.setAccessibleName(self.tr("Crop"))
        self.hide()

    def _make_menu(self) -> None:
        menu = QMenu(self)
        self.to_selected, self.to_film = QAction(menu), QAction(menu)
        for action in (self.to_selected, self.to_film):
            menu.addAction(action)
        self.set_targets(0, 0)
        self.apply.setMenu(menu)
        self.apply.setToolTip(self.tr("Keep this crop for many, in one step"))
        menu.aboutToShow.connect(self.menu_opened)
        self.to_selected.triggered.connect(self._on_selected)
        self.to_film.triggered.connect(self._on_film)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Hairline())
        inside = QVBoxLayout()
        inside.setContentsMargins(*(theme.px(n) for n in (15, 8, 12, 8)))
        inside.setSpacing(theme.px(8))
        whole.addLayout(inside)
        tools = QWidget()
        flow = FlowLayout(tools, gap=10, line_gap=6)
        for widget in (self.shape, self.sixteen, self.letterbox, self.whole, self.apply):
            flow.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(tools, 1)
        row.addWidget(self.drop)
        row.addWidget(self.keep)
        inside.addLayout(row)
        inside.addWidget(self.fits)

    def _connect(self) -> None:
        self.shape.activated.connect(self._on_shape)
        self.sixteen.toggled.connect(self._on_sixteen)
        self.letterbox.clicked.connect(self.letterbox_asked)
        self.whole.clicked.connect(self.whole_asked)
        self.keep.clicked.connect(self.kept)
        self.drop.clicked.connect(self.dropped)

    # ----------------------------------------------------------------------------------- showing

    def show_shapes(self, shapes: Sequence[Shape], chosen: Shape) -> None:
        """Offer shapes, one of which is in force."""
        if tuple(shapes) != self._shapes:
            self._shapes = tuple(shapes)
            self.shape.clear()
            self.shape.addItems([shape.text for shape in shapes])
            self.shape.updateGeometry()
        ratios = [shape.ratio for shape in shapes]
        self.shape.setCurrentIndex(ratios.index(chosen.ratio) if chosen.ratio in ratios else 0)

    def show_crop(self, crop: Crop, picture: Size, fits: Sequence[Fit]) -> None:
        """Say how large a crop is, what it takes away, and what each dataset makes of it."""
        sixteen = crop.width % SIXTEEN == 0 and crop.height % SIXTEEN == 0
        words = f"{said(crop)} · {shape_words(crop.size)}"
        self.size_words.setText(f"{words} · ÷16" if sixteen else words)
        taken = taken_words(crop, picture)
        if crop == Rules(picture).all:
            taken = f"{taken} · {self.tr('drag across it, or press − and the arrow keys')}"
        self.taken.setText(taken)
        self.fits.show_fits(fits)

    def show_letterbox(self, words: str) -> None:
        """Offer to crop what the checks found; "" where they found nothing."""
        self.letterbox.setVisible(bool(words))
        self.letterbox.setToolTip(words)

    def set_targets(self, selected: int, film: int) -> None:
        """Say for how many the crop could be: those selected, and those of the film."""
        self.to_selected.setText(self.tr("All selected ({})").format(f"{selected:,}"))
        self.to_film.setText(self.tr("All of this film ({})").format(f"{film:,}"))
        self.to_selected.setEnabled(selected > 0)
        self.to_film.setEnabled(film > 0)

    # -------------------------------------------------------------------------------- the person

    def _on_shape(self, place: int) -> None:
        self.shape_chosen.emit(self._shapes[place].ratio)

    def _on_sixteen(self, on: bool) -> None:
        self.step_chosen.emit(SIXTEEN if on else EVEN)

    def _on_selected(self) -> None:
        self.selected_asked.emit()

    def _on_film(self) -> None:
        self.film_asked.emit()
