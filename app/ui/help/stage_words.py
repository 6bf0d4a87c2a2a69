"""What the sheet of a stage says: its name, what it is for, and the commands that are used most."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject

_EVERYWHERE = ("edit.undo", "view.palette")


@dataclass(frozen=True, slots=True)
class StageWords:
    """What a sheet says.

    Attributes:
        title: The stage's name.
        purpose: What it is for, in a sentence or two.
        commands: Five to fifteen, the most useful first.
        page: Of the guide.
    """

    title: str
    purpose: str
    commands: tuple[str, ...]
    page: str


class StageNames(QObject):
    """Says what is shown, in the window's language."""

    def words(self, stage: str) -> StageWords:
        """Return the words of a stage: of `stages.STAGES`, ``review``, ``prompts`` or ``""``."""
        title, purpose = self._said().get(stage) or self._said()[""]
        commands = _COMMANDS.get(stage, _COMMANDS[""])
        return StageWords(title, purpose, commands, PAGES.get(stage, PAGES[""]))

    def _said(self) -> dict[str, tuple[str, str]]:
        return {
            "": (
                self.tr("Projects"),
                self.tr("A project is a folder that holds what you decide about films."),
            ),
            "clips": (
                self.tr("Clips"),
                self.tr("Find the parts of your films that are worth training, and pick them."),
            ),
            "review": (
                self.tr("Review mode"),
                self.tr("One shot after the other, large: decide with a key, and the next comes."),
            ),
            "captions": (
                self.tr("Captions"),
                self.tr(
                    "Give every pick its words. In the editor and the table letters are typed: "
                    "commands have Ctrl or a function key."
                ),
            ),
            "prompts": (
                self.tr("Sample prompts"),
                self.tr("What the trainer shows after each epoch, to judge a checkpoint by."),
            ),
            "plan": (
                self.tr("Plan"),
                self.tr("See what training will make of the clips, before the hours start."),
            ),
            "train": (
                self.tr("Train"),
                self.tr("Start a training, watch it, and choose the checkpoint."),
            ),
        }


PAGES = {
    "": "01-quick-start",
    "clips": "03-clips",
    "review": "03-clips",
    "captions": "04-captions",
    "prompts": "04-captions",
    "plan": "05-plan",
    "train": "06-train",
}
"""The page of the guide for each stage."""

_COMMANDS = {
    "": (
        *("project.new", "project.open", "project.import", "view.palette", "edit.settings"),
        *("view.larger", "view.fullscreen"),
    ),
    "clips": (
        *("play.next_shot", "play.toggle", "play.forward", "mark.in", "mark.out", "mark.best"),
        *("pick.pick", "pick.reject", "browse.next_open", "crop.draw", "pick.still"),
        *("play.review", "browse.filter", "project.export", "edit.undo"),
    ),
    "review": (
        *("pick.pick", "pick.reject", "play.next_shot", "play.previous_shot", "browse.next_open"),
        *("play.toggle", "mark.in", "mark.out", "mark.best", "pick.rate3", "pick.tag"),
        *("play.review", *_EVERYWHERE),
    ),
    "captions": (
        *("caption.done_next", "caption.next", "caption.previous", "caption.next_open"),
        *("caption.play", "caption.ask", "caption.take", "caption.replace", "caption.next_problem"),
        *("caption.cure", "caption.next_mistake", "caption.mode", "browse.filter"),
        *_EVERYWHERE,
    ),
    "prompts": ("caption.prompts", "view.clips", "view.plan", "view.train", *_EVERYWHERE),
    "plan": (
        *("plan.add_dataset", "plan.text", "plan.advice", "plan.next_picture", "plan.pin"),
        *("plan.cure_all", "plan.refresh_caches", "caption.keep", "project.export", *_EVERYWHERE),
    ),
    "train": (
        *("train.start", "train.stop_now", "train.options", "train.copy_command", "train.history"),
        *("train.log", *_EVERYWHERE),
    ),
}
