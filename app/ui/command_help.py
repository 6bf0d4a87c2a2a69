"""A sentence on each command whose name does not say enough: tooltips, the list of keys."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

HELP = {
    "project.new": "Make a project: a folder that holds what you decide about films",
    "project.demo": "Make, or take up, a project of the film that comes along",
    "project.add_films": "Films stay where they are; their shots are found at once",
    "project.add_folder": "All films in a folder and below it",
    "project.import": "Clips with captions, lists of scenes and segments, dataset files",
    "project.find_shots": "Find the cuts of the selected films again",
    "project.find_all_shots": "Find the cuts of every film again; what was drawn by hand stays",
    "project.export": "Write what is picked, its captions and the trainer's dataset file",
    "project.readable": "The whole project as text, to read and to compare",
    "edit.trigger": "The words every exported caption begins with",
    "view.palette": "Every command by a few of its letters",
    "view.keys": "All keys; each can be changed",
    "view.larger": "Texts and controls of the whole window",
    "view.smaller": "Texts and controls of the whole window",
    "view.zoom_in": "Fewer frames, wider, about the frame that is shown",
    "view.zoom_out": "More frames, narrower, about the frame that is shown",
    "play.back": "A frame of the training rate",
    "play.forward": "A frame of the training rate",
    "play.toggle": "The marked range, at the rate it is trained at",
    "play.shuttle_back": "Each press doubles the speed",
    "play.shuttle": "Each press doubles the speed",
    "play.loop": "Begin again at the end of the range, or stay there",
    "play.place": "Type a frame's number, or hours, minutes, seconds and frames",
    "play.own": "The frames that are trained, or every frame the film has",
    "play.look": "The picture as the trainer's bucket has it, or as it is exported",
    "play.big": "Only the player and its buttons",
    "play.start": "The first frame of the marked range",
    "play.end": "The last frame of the marked range",
    "play.previous_shot": "The shot, pick or still before this one",
    "play.next_shot": "The shot, pick or still after this one",
    "browse.filter": "Words, or what shots are: len>=45 rating>=3 tag:rain -check:cut",
    "browse.save_filter": "Keep it under a name, for every project",
    "browse.next_open": "Neither picked nor rejected, in the order shown",
    "browse.previous_open": "Neither picked nor rejected, in the order shown",
    "browse.next_kind": "The next of the three in the grid",
    "browse.strips": "Several frames of each shot side by side, or one",
    "mark.in": "Let the range begin at the frame that is shown",
    "mark.out": "Let the range end with the frame that is shown",
    "mark.snap": "Let ranges end at lengths of 4n+1 frames, which are trained whole",
    "mark.clear": "Let the range be all of its shot again",
    "mark.uncut": "The shot and the one before it become one",
    "mark.split": "Cut the shot before the frame that is shown",
    "pick.pick": "Take the marked range for training",
    "pick.accept": "Its caption can wait; with several selected, all of them are picked",
    "pick.tag": "Type a tag for what is selected",
    "pick.reject": "Pass over: it is not offered again",
    "pick.still": "Take the frame that is shown as a picture",
    "pick.remove": "Take a pick or a still away",
    "pick.caption": "Write the caption of the pick",
    "caption.done_next": "The words are as they shall be: on to the next in the list",
    "caption.keep": "What is typed is kept within a second anyway; this makes it a step to undo",
    "caption.larger": "Only of the caption that is written",
    "caption.smaller": "Only of the caption that is written",
}


def help_of(command_id: str) -> str:
    """Return the sentence on a command in the window's language; empty where its name says all."""
    text = HELP.get(command_id, "")
    return QCoreApplication.translate("commands", text) if text else ""
