"""The guide in a window of its own, which may stay open beside the work."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core import language
from app.core.guide.guide import Guide
from app.core.guide.searching import terms_of
from app.ui import theme
from app.ui.actions import follow_key, keyed, keys
from app.ui.help.guide_keys import listed_keys, own_keys
from app.ui.help.guide_list import GuideList
from app.ui.help.guide_reading import read_pages, read_pictures
from app.ui.help.guide_view import GuideView
from app.ui.jobs import Jobs
from app.ui.loop import spawn
from app.ui.placement import placement
from app.ui.preferences import PreferenceStore
from app.ui.widgets.button import Button, IconButton
from app.ui.widgets.fields import SearchField
from app.ui.widgets.label import Label
from app.ui.widgets.surface import Hairline, Splitter, Surface

PLACE = "help"  # in the layout that preferences keep
_WIDTH, _HEIGHT, _LEFT, _HEAD = 1040, 780, 280, 52  # px at zoom 1
_FIRST = "01-quick-start"


class HelpWindow(QDialog):
    """Shows the guide: read once, in a thread; searched in memory; nothing comes from a network.

    Args:
        parent: The window it stands beside.
        jobs: Reads for it.
        preferences: Keep its size.

    Signals:
        keys_asked: The list of all keys is to be shown.
    """

    keys_asked = Signal()

    def __init__(self, parent: QWidget, jobs: Jobs, preferences: PreferenceStore) -> None:
        super().__init__(parent)
        self.setWindowFlags(self.windowFlags() | Qt.WindowType.WindowMinMaxButtonsHint)
        self._jobs, self._preferences = jobs, preferences
        self.guide: Guide | None = None
        self._wanted = _FIRST, ""  # what is shown once it is read
        self._now = "", ""  # page and anchor that are shown
        self._past: list[tuple[str, str]] = []
        self._ahead: list[tuple[str, str]] = []
        self._build()
        self._connect()
        self._name()
        kept = preferences.value.layout.get(PLACE, "")
        if not kept or not self.restoreGeometry(QByteArray.fromBase64(kept.encode())):
            room = self.screen().availableSize()
            wide = min(theme.px(_WIDTH), room.width() - theme.px(40))
            self.resize(wide, min(theme.px(_HEIGHT), room.height() - theme.px(60)))

    # -------------------------------------------------------------------------------- building

    def _build(self) -> None:
        self.back = IconButton("chevron-left", self.tr("Back"), size=30)
        self.forward = IconButton("chevron-right", self.tr("Forward"), size=30)
        self.search = SearchField(self.tr("Search the guide"))
        self.search.setAccessibleName(self.tr("Search the guide"))
        self.all_keys = Button(self.tr("All keys"), "quiet", icon="keys")
        head = Surface("rail")
        head.setFixedHeight(theme.px(_HEAD))
        row = QHBoxLayout(head)
        row.setContentsMargins(*(theme.px(n) for n in (12, 0, 12, 0)))
        row.setSpacing(theme.px(8))
        for part, stretch in ((self.search, 1), (self.back, 0), (self.forward, 0)):
            row.addWidget(part, stretch)
        row.addStretch(1)
        row.addWidget(self.all_keys)
        self.list, self.view = GuideList(), GuideView()
        self._nothing = Label("", "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._nothing.setContentsMargins(*(theme.px(n) for n in (12, 12, 12, 12)))
        self.left = QStackedWidget()
        self.left.addWidget(self.list)
        self.left.addWidget(self._nothing)
        side = Surface("background")
        inside = QVBoxLayout(side)
        inside.setContentsMargins(*(theme.px(n) for n in (8, 10, 8, 10)))
        inside.addWidget(self.left)
        self.panes = Splitter()
        self.panes.addWidget(side)
        self.panes.addWidget(self.view)
        self.panes.setStretchFactor(1, 1)
        self.panes.setSizes([theme.px(_LEFT), theme.px(_WIDTH - _LEFT)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (head, Hairline()):
            column.addWidget(widget)
        column.addWidget(self.panes, 1)
        self.setMinimumSize(theme.px(560), theme.px(360))

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.search.left.connect(self.close)
        self.list.chosen.connect(self._on_chosen)
        self.view.link_asked.connect(self._on_link)
        self.view.pictures_asked.connect(self._on_pictures_asked)
        self.back.clicked.connect(self.go_back)
        self.forward.clicked.connect(self.go_forward)
        self.all_keys.clicked.connect(self.keys_asked)
        for sequence, slot in (
            ("Ctrl+F", self._to_search),
            ("Ctrl+K", self._to_search),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_forward),
        ):
            QShortcut(QKeySequence(sequence), self).activated.connect(slot)
        self.back.set_key("Alt+Left")
        self.forward.set_key("Alt+Right")
        follow_key(self, "view.keys", self._name_keys)
        keys().changed.connect(self._read_again)

    def _name(self) -> None:
        page = self.view.page
        title = self.tr("Help")
        self.setWindowTitle(f"{page.title} – {title}" if page is not None else title)
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._ahead))

    def _name_keys(self, _key: str) -> None:
        tip = self.tr("Every command and its keys, to change")
        self.all_keys.setToolTip(keyed(tip, "view.keys"))

    # --------------------------------------------------------------------------------- showing

    def show_page(self, page: str, anchor: str = "") -> None:
        """Show a page, ``03-clips``, from a heading on; at once, or when the guide is read."""
        self.search.clear()
        if self.guide is None:
            self._wanted = page, anchor
            spawn(self._read())
        else:
            self._visit(page, anchor)

    def go_back(self) -> None:
        """Show what was shown before."""
        self._turn(self._past, self._ahead)

    def go_forward(self) -> None:
        """Show again what was left by going back."""
        self._turn(self._ahead, self._past)

    async def _read(self) -> None:
        code, listed = language.current(), listed_keys()
        self.guide = await self._jobs.beside(read_pages, code, own_keys(), listed, brief=True)
        self._show(*self._wanted)
        self._find(self.search.text())

    def _read_again(self) -> None:
        """Say other keys on the page that is shown."""
        if self.guide is not None and not self._jobs.closed:
            page = self.view.page
            self._wanted = (page.name if page is not None else _FIRST), ""
            spawn(self._read())

    def _visit(self, page: str, anchor: str) -> None:
        """Show a place and remember the one before."""
        if self._now != (page, anchor):
            if self.view.page is not None:
                self._past.append(self._now)
            self._ahead.clear()
        self._show(page, anchor)

    def _show(self, name: str, anchor: str) -> None:
        if self.guide is None:
            return
        page = self.guide.pages.get(name) or next(iter(self.guide.pages.values()))
        self._now = page.name, anchor
        self.view.show_page(page, anchor, terms_of(self.search.text()))
        if not self.search.text().strip():
            self.list.show_contents(self.guide, page.name)
            self.list.show_place(page.name, anchor)
        self._name()

    def _turn(self, of: list[tuple[str, str]], to: list[tuple[str, str]]) -> None:
        if of:
            to.append(self._now)
            self._show(*of.pop())

    def _on_chosen(self, page: str, anchor: str) -> None:
        self._visit(page, anchor)

    def _on_link(self, link: str) -> None:
        if self.guide is None or self.view.page is None:
            return
        place = self.guide.place(link, self.view.page.name)
        if place is not None:
            self._visit(*place)
        elif link.startswith("https://"):
            QDesktopServices.openUrl(QUrl(link))

    def _on_pictures_asked(self, width: int) -> None:
        if not self._jobs.closed:
            spawn(self._read_pictures(width))

    async def _read_pictures(self, width: int) -> None:
        page = self.view.page
        if page is not None:
            dots = self.devicePixelRatioF()
            read = self._jobs.beside(read_pictures, page.pictures, width, dots, brief=True)
            self.view.show_pictures(page, await read)

    # ------------------------------------------------------------------------------- searching

    def _find(self, text: str) -> None:
        if self.guide is None:
            return
        if not text.strip():
            self.left.setCurrentWidget(self.list)
            self._show(*self._now)
            return
        hits = self.guide.search(text)
        self.list.show_hits(self.guide, hits)
        self._nothing.setText(self.tr('Nothing in the guide says "{}".').format(text.strip()))
        self.left.setCurrentWidget(self.list if hits else self._nothing)

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows and Enter of the search go through the list below it."""
        if watched is self.search and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.type() == QEvent.Type.KeyPress and (step is not None or enter):
                self.list.take() if enter else self.list.step(step or 0)
                return True
        return super().eventFilter(watched, event)

    # --------------------------------------------------------------------------------- closing

    def reject(self) -> None:
        """Close, as Escape and the window's own button ask for."""
        self._keep_place()
        super().reject()

    def layout_to_keep(self) -> dict[str, str]:
        """Return where it is, by its name in the layout."""
        return {PLACE: placement(self)}

    def _keep_place(self) -> None:
        self._preferences.change(layout={**self._preferences.value.layout, **self.layout_to_keep()})
