"""Every command of the window, once: its words, its keys, the group it is listed under.

Menus, buttons' hints, the list of keys and the command palette all read this table; `Actions`
makes a QAction of each entry, and whoever can do it connects to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.core.keymap import Keymap
from app.core.language import noted, tr
from app.ui.command import Command
from app.ui.command_help import help_of
from app.ui.plan_actions import PLAN_COMMANDS
from app.ui.train_actions import TRAIN_COMMANDS

PROJECT, EDIT, VIEW, PLAY, BROWSE, MARK, PICK, CAPTION = (
    noted("Project"), noted("Edit"), noted("View"), noted("Play"),
    noted("Browse"), noted("Mark"), noted("Pick"), noted("Caption"),
)  # fmt: skip

FILTERING = (
    "browse.filter", "browse.save_filter", "browse.saved", "browse.change_saved", "browse.help",
    "browse.turn",
)  # fmt: skip
"""What stages with a filter have in common: it is done by the one that is shown."""

LENGTHS = (33, 45, 65, 81)  # `app.core.export.lengths.PRESETS`, which takes too long to import here

COMMANDS = (
    Command("project.new", "New project…", ("Ctrl+N",), PROJECT),
    Command("project.open", "Open project…", ("Ctrl+O",), PROJECT),
    Command("project.open_dataset", "Open a dataset file…", (), PROJECT),
    Command("project.demo", "Open the demo project", (), PROJECT),
    Command("project.close", "Close the project", ("Ctrl+W",), PROJECT),
    Command("project.add_films", "Add films…", ("Ctrl+Shift+O",), PROJECT),
    Command("project.add_folder", "Add a folder of films…", (), PROJECT),
    Command("project.import", "Import…", ("Ctrl+I",), PROJECT),
    Command("project.find_shots", "Find shots", ("D",), PROJECT),
    Command("project.find_all_shots", "Find shots in all films", ("Shift+D",), PROJECT),
    Command("project.find_missing_shots", "Find shots in films without shots", (), PROJECT),
    Command("project.check_films", "Check the selected films", (), PROJECT),
    Command("project.check_all", "Check all films", (), PROJECT),
    Command("project.check_shots", "Check all shots", (), PROJECT),
    Command("project.relink", "Find missing films…", (), PROJECT),
    Command("project.pause", "Pause the queue, or go on", (), PROJECT),
    Command("project.export", "Export clips and dataset", ("Ctrl+E",), PROJECT),
    Command("project.readable", "Save a readable copy…", (), PROJECT),
    Command("project.show_folder", "Show the project's folder", (), PROJECT),
    Command("project.quit", "Quit", ("Ctrl+Q",), PROJECT),
    Command("edit.undo", "Undo", ("Ctrl+Z",), EDIT, repeats=True),
    Command("edit.redo", "Redo", ("Ctrl+Y", "Ctrl+Shift+Z"), EDIT, repeats=True),
    Command("edit.settings", "Settings…", ("Ctrl+,",), EDIT),
    Command("edit.trigger", "Trigger word…", (), EDIT),
    Command("edit.still_size", "Size of stills…", (), EDIT),
    Command("view.clips", "Clips", ("Ctrl+1",), VIEW),
    Command("view.captions", "Captions", ("Ctrl+2",), VIEW),
    Command("view.plan", "Plan", ("Ctrl+3",), VIEW),
    Command("view.train", "Train", ("Ctrl+4",), VIEW),
    Command("view.palette", "Search commands", ("Ctrl+K",), VIEW),
    Command("view.help", "Help", ("F1",), VIEW),
    Command("view.sheet", "Keys of what is shown", ("?", "Ctrl+F1"), VIEW),
    Command("view.keys", "All keys…", ("Shift+F1",), VIEW),
    Command("view.about", "About Rushes", (), VIEW),
    Command("view.queue", "Queue", ("Ctrl+Shift+J",), VIEW),
    Command("view.tour", "Take the tour", (), VIEW),
    Command("view.tour_next", "Next step of the tour", ("F12",), VIEW),
    Command("view.tour_back", "Previous step of the tour", ("Shift+F12",), VIEW),
    Command("view.larger", "Larger", ("Ctrl++", "Ctrl+="), VIEW, repeats=True),
    Command("view.smaller", "Smaller", ("Ctrl+-",), VIEW, repeats=True),
    Command("view.normal", "Normal size", ("Ctrl+0",), VIEW),
    Command("view.fullscreen", "Full screen", ("F11",), VIEW),
    Command("view.zoom_in", "Zoom into the timeline", ("Ctrl+Up",), VIEW, repeats=True),
    Command("view.zoom_out", "Zoom out of the timeline", ("Ctrl+Down",), VIEW, repeats=True),
    Command("view.fit_film", "The whole film in the timeline", (), VIEW),
    Command("view.fit_shot", "This shot in the timeline", (), VIEW),
    Command("play.toggle", "Play or pause", ("Space",), PLAY),
    Command("play.shuttle_back", "Play backwards, faster each time", ("J",), PLAY),
    Command("play.pause", "Pause", ("K",), PLAY),
    Command("play.shuttle", "Play forwards, faster each time", ("L",), PLAY),
    Command("play.back", "One frame back", (",", "Left"), PLAY, repeats=True),
    Command("play.forward", "One frame forward", (".", "Right"), PLAY, repeats=True),
    Command("play.second_back", "One second back", ("Shift+Left",), PLAY, repeats=True),
    Command("play.second_forward", "One second forward", ("Shift+Right",), PLAY, repeats=True),
    Command("play.previous_cut", "To the previous cut", ("Ctrl+Left",), PLAY, repeats=True),
    Command("play.next_cut", "To the next cut", ("Ctrl+Right",), PLAY, repeats=True),
    Command("play.place", "Go to a frame or timecode…", ("G",), PLAY),
    Command("play.start", "To the in point", ("Shift+I",), PLAY),
    Command("play.end", "To the out point", ("Shift+O",), PLAY),
    Command("play.loop", "Loop, or play once", ("P",), PLAY),
    Command("play.own", "Trained frames, or all of the film", ("F",), PLAY),
    Command("play.look", "As trained, as exported", ("V",), PLAY),
    Command("play.big", "Player full screen", ("Alt+Return", "Alt+Enter"), PLAY),
    Command("play.previous_shot", "Previous", ("Up",), PLAY, repeats=True),
    Command("play.next_shot", "Next", ("Down",), PLAY, repeats=True),
    Command("play.review", "Review mode", ("E",), PLAY),
    Command("browse.filter", "Filter", ("Ctrl+F", "/"), BROWSE),
    Command("browse.save_filter", "Save the filter…", (), BROWSE),
    Command("browse.saved", "Saved filters", (), BROWSE),
    Command("browse.change_saved", "Rename or delete saved filters…", (), BROWSE),
    Command("browse.help", "How to filter", (), BROWSE),
    Command("browse.next_open", "Next undecided", ("U",), BROWSE, repeats=True),
    Command("browse.previous_open", "Previous undecided", ("Shift+U",), BROWSE, repeats=True),
    Command("browse.next_kind", "Shots, picks or stills", ("Ctrl+Tab",), BROWSE),
    Command("browse.turn", "Turn the order round", (), BROWSE),
    Command("browse.strips", "Filmstrips or single pictures", (), BROWSE),
    Command("browse.larger", "Larger tiles", (), BROWSE),
    Command("browse.smaller", "Smaller tiles", (), BROWSE),
    Command("mark.in", "In", ("I",), MARK),
    Command("mark.out", "Out", ("O",), MARK),
    Command("mark.clear", "Back to the whole shot", ("X",), MARK),
    Command("mark.snap", "Snap to 4n+1", ("N",), MARK),
    Command("mark.split", "Split the shot here", ("B",), MARK),
    Command("mark.merge", "Merge with the next shot", ("Shift+B",), MARK),
    Command("mark.uncut", "Remove the cut before this shot", ("Backspace",), MARK),
    Command("mark.length33", "33 frames long", ("Alt+1",), MARK),
    Command("mark.length45", "45 frames long", ("Alt+2",), MARK),
    Command("mark.length65", "65 frames long", ("Alt+3",), MARK),
    Command("mark.length81", "81 frames long", ("Alt+4",), MARK),
    Command("mark.best", "Best window: the most motion", ("W",), MARK),
    Command("mark.slide_back", "Slide the range back", ("Alt+Left",), MARK, repeats=True),
    Command("mark.slide_forward", "Slide the range on", ("Alt+Right",), MARK, repeats=True),
    Command(
        "mark.slide_second_back",
        "Slide the range a second back",
        ("Alt+Shift+Left",),
        MARK,
        repeats=True,
    ),
    Command(
        "mark.slide_second_forward",
        "Slide the range a second on",
        ("Alt+Shift+Right",),
        MARK,
        repeats=True,
    ),
    Command("mark.previous_clip", "Previous clip of the shot", ("Alt+Up",), MARK, repeats=True),
    Command("mark.next_clip", "Next clip of the shot", ("Alt+Down",), MARK, repeats=True),
    Command("crop.draw", "Crop", ("C",), PICK),
    Command("crop.letterbox", "Crop the letterbox", (), PICK),
    Command("crop.selected", "Crop all selected like this", (), PICK),
    Command("crop.film", "Crop all clips of this film like this", (), PICK),
    Command("crop.clear", "Clear the crop of all selected", (), PICK),
    Command("pick.pick", "Pick", ("Return", "Enter"), PICK),
    Command("pick.accept", "Pick, and on to the next undecided", ("A",), PICK),
    Command("pick.another", "Pick another clip of the shot", ("Shift+Return", "Shift+Enter"), PICK),
    Command("pick.split_clip", "Split the clip here", ("Ctrl+B",), PICK),
    Command("pick.reject", "Reject", ("R",), PICK),
    Command("pick.still", "Still", ("S",), PICK),
    Command("pick.sharpest", "Sharpest frame near here as a still", ("Shift+S",), PICK),
    Command("pick.stills", "Stills from picks…", (), PICK),
    Command("pick.remove", "Remove", ("Del",), PICK),
    Command("pick.caption", "Caption", ("F2", "T"), PICK),
    Command("pick.tag", "Tag", ("Shift+T",), PICK),
    Command("pick.cure", "Cure the worst problem", ("Shift+C",), PICK),
    Command("pick.twins", "Show duplicates…", (), PICK),
    Command("pick.cure_all", "Cure all of this kind in the selection", (), PICK),
    Command("pick.rate0", "No rating", ("0",), PICK),
    Command("pick.rate1", "Rate 1", ("1",), PICK),
    Command("pick.rate2", "Rate 2", ("2",), PICK),
    Command("pick.rate3", "Rate 3", ("3",), PICK),
    Command("pick.rate4", "Rate 4", ("4",), PICK),
    Command("pick.rate5", "Rate 5", ("5",), PICK),
    Command("caption.previous", "Previous caption", ("Ctrl+PgUp",), CAPTION, repeats=True),
    Command("caption.next", "Next caption", ("Ctrl+PgDown",), CAPTION, repeats=True),
    Command("caption.replace", "Find and replace", ("Ctrl+H",), CAPTION),
    Command("caption.next_hit", "Next hit", ("F3",), CAPTION, repeats=True),
    Command("caption.previous_hit", "Previous hit", ("Shift+F3",), CAPTION, repeats=True),
    Command("caption.next_mistake", "Next spelling mistake", ("F7",), CAPTION, repeats=True),
    Command("caption.change_many", "Change many captions…", ("Ctrl+Shift+H",), CAPTION),
    Command("caption.next_open", "Next caption that is not done", ("Ctrl+J",), CAPTION),
    Command("caption.next_problem", "Next caption with a problem", ("F8",), CAPTION, repeats=True),
    Command(
        "caption.previous_problem",
        "Previous caption with a problem",
        ("Shift+F8",),
        CAPTION,
        repeats=True,
    ),
    Command("caption.cure", "Cure the worst of the caption", ("Ctrl+.",), CAPTION),
    Command("caption.done_next", "Done, next", ("Ctrl+Return", "Ctrl+Enter"), CAPTION),
    Command("caption.keep", "Keep the text now", ("Ctrl+S",), CAPTION),
    Command("caption.play", "Play or pause the clip", ("Ctrl+Space",), CAPTION),
    Command("caption.back", "The clip a frame back", ("Ctrl+Shift+,",), CAPTION, repeats=True),
    Command(
        "caption.forward", "The clip a frame forward", ("Ctrl+Shift+.",), CAPTION, repeats=True
    ),
    Command("caption.larger", "Larger text", ("Ctrl+]",), CAPTION, repeats=True),
    Command("caption.smaller", "Smaller text", ("Ctrl+[",), CAPTION, repeats=True),
    Command("caption.prompts", "Sample prompts", ("Ctrl+P",), CAPTION),
    Command("caption.prompt_add", "Add a sample prompt", (), CAPTION),
    Command("caption.prompt_duplicate", "Duplicate the sample prompt", (), CAPTION),
    Command("caption.prompt_remove", "Remove the sample prompt", (), CAPTION),
    Command("caption.prompt_up", "Move the sample prompt up", (), CAPTION),
    Command("caption.prompt_down", "Move the sample prompt down", (), CAPTION),
    Command("caption.prompt_refine", "Refine the sample prompt", (), CAPTION),
    Command("caption.ask", "Ask the model for this one", ("Ctrl+M",), CAPTION),
    Command("caption.ask_many", "Caption many…", ("Ctrl+Shift+M",), CAPTION),
    Command("caption.redo", "Ask again with another prompt", ("Ctrl+R",), CAPTION),
    Command(
        "caption.take",
        "Take the machine caption",
        ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
        CAPTION,
    ),
    Command("caption.take_and_edit", "Take the machine caption and edit it", (), CAPTION),
    Command(
        "caption.turn_down", "Turn the machine caption down", ("Ctrl+Shift+Backspace",), CAPTION
    ),
    Command("caption.take_all", "Take all machine captions without lints", (), CAPTION),
    Command("caption.next_waiting", "Next machine caption", (), CAPTION),
    Command("caption.history", "History of the caption", ("Ctrl+Shift+Y",), CAPTION),
    Command("caption.captioner", "Captioner…", (), CAPTION),
    Command("caption.templates", "Edit prompts…", (), CAPTION),
    Command("caption.mode", "Editor or table", ("Ctrl+T",), CAPTION),
    Command("caption.done", "Done, or not done any more", ("Ctrl+D",), CAPTION),
    Command("caption.copy", "Copy captions", ("Ctrl+Shift+C",), CAPTION),
    Command("caption.paste", "Paste captions", ("Ctrl+Shift+V",), CAPTION),
    Command("caption.reveal", "Show in Clips", (), CAPTION),
    Command("caption.outside", "Captions changed outside…", (), CAPTION),
    Command("caption.import", "Import captions from a folder…", (), CAPTION),
    *PLAN_COMMANDS,
    *TRAIN_COMMANDS,
)


class Keys(QObject):
    """The keys in force, of all commands.

    Attributes:
        keymap: The program's own keys, and what the person changed.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keymap = Keymap({command.id: command.keys for command in COMMANDS})

    def change(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        """Let the commands that are named have other keys, and the others their own."""
        known = {
            command: tuple(filter(None, map(_portable, keys))) for command, keys in changed.items()
        }
        if known != self.keymap.changed:
            self.keymap = Keymap(self.keymap.defaults, known)
            self.changed.emit()


@cache
def keys() -> Keys:
    """Return the keys in force; there is one table, as there is one keyboard."""
    return Keys()


def _portable(key: str) -> str:
    """Return a key as it is kept; empty for what is no key, or keys one after the other."""
    pressed = QKeySequence(key)
    return (
        pressed.toString(QKeySequence.SequenceFormat.PortableText) if pressed.count() == 1 else ""
    )


def key_text(command_id: str) -> str:
    """Return the key that is shown beside a command, as this system writes it; may be empty."""
    found = keys().keymap.keys(command_id)
    return native_text(found[0]) if found else ""


def keyed(words: str, command_id: str) -> str:
    """Return words with the key of a command behind them, where it has one."""
    key = key_text(command_id)
    return f"{words} ({key})" if key else words


def native_text(key: str) -> str:
    """Return a key as this system writes it."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    held, plus, pressed = text.rpartition("+")
    return held + plus + {"Return": "Enter", "Del": "Delete"}.get(pressed, pressed)


def follow_key(owner: QObject, command_id: str, show: Callable[[str], object]) -> None:
    """Let ``show`` have the `key_text` of a command now and after each change of keys.

    It ends with ``owner``.
    """
    _Follower(owner, command_id, show)


class _Follower(QObject):
    def __init__(self, owner: QObject, command_id: str, show: Callable[[str], object]) -> None:
        super().__init__(owner)
        self._command, self._show = command_id, show
        keys().changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        self._show(key_text(self._command))


class Actions(QObject):
    """A QAction for each command, on one window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(window)  # with a text Qt would look for an icon, and make all of QIcon
            action.setText(tr(command.text))
            action.setAutoRepeat(command.repeats)
            action.setObjectName(command.id)
            action.setStatusTip(help_of(command.id))
            window.addAction(action)
            self._actions[command.id] = action
        keys().changed.connect(self._set_keys)
        self._set_keys()

    def _set_keys(self) -> None:
        for command_id, action in self._actions.items():
            wanted = [QKeySequence(key) for key in keys().keymap.keys(command_id)]
            if wanted != action.shortcuts():
                action.setShortcuts(wanted)

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def __contains__(self, command_id: str) -> bool:
        return command_id in self._actions

    def connect_to(
        self, slots: Mapping[str, Callable[[], object]], *, on: QWidget | None = None
    ) -> None:
        """Let commands call slots, which take no argument; only while ``on`` is shown, if given."""
        for command_id, slot in slots.items():
            self._actions[command_id].triggered.connect(_Call(slot, self, on))

    def enable(self, command_ids: Iterable[str], on: bool) -> None:
        """Enable or disable commands."""
        for command_id in command_ids:
            self._actions[command_id].setEnabled(on)


class _Call:
    """A slot that drops the "checked" of a QAction."""

    def __init__(
        self, slot: Callable[[], object], owner: QObject, on: QWidget | None = None
    ) -> None:
        self._slot, self._owner, self._on = slot, owner, on

    def __call__(self, checked: bool = False) -> None:
        if self._on is None or self._on.isVisible():
            self._slot()
