"""A sentence on each command whose name does not say enough: tooltips, the list of keys."""

from __future__ import annotations

from app.core.language import noted, tr

HELP = {
    "project.open_dataset": noted(
        "Plan and edit a file of musubi-tuner by itself, without a project"
    ),
    "project.new": noted("Make a project: a folder that holds what you decide about films"),
    "project.demo": noted("Make, or take up, a project of the film that comes along"),
    "project.add_films": noted("Films stay where they are; their shots are found at once"),
    "project.add_folder": noted("All films in a folder and below it"),
    "project.import": noted("Clips with captions, lists of scenes and segments, dataset files"),
    "project.find_shots": noted("Find the cuts of the selected films again"),
    "project.find_all_shots": noted(
        "Find the cuts of every film again; what was drawn by hand stays"
    ),
    "project.export": noted("Write what is picked, its captions and the trainer's dataset file"),
    "project.readable": noted("The whole project as text, to read and to compare"),
    "edit.trigger": noted("The words every exported caption begins with"),
    "view.palette": noted("Every command by a few of its letters"),
    "view.help": noted("The guide, at the page of what is shown; it can be searched"),
    "view.sheet": noted("What it is for and its most useful keys; any key closes it"),
    "view.keys": noted("Every command, to look up; each key can be changed"),
    "view.about": noted("Its version, its licence, and what it carries of others"),
    "view.tour": noted("Five steps through the real work, on the open project or the demo"),
    "view.larger": noted("Texts and controls of the whole window"),
    "view.smaller": noted("Texts and controls of the whole window"),
    "view.zoom_in": noted("Fewer frames, wider, about the frame that is shown"),
    "view.zoom_out": noted("More frames, narrower, about the frame that is shown"),
    "play.back": noted("A frame of the training rate"),
    "play.forward": noted("A frame of the training rate"),
    "play.toggle": noted("The marked range, at the rate it is trained at"),
    "play.shuttle_back": noted("Each press doubles the speed"),
    "play.shuttle": noted("Each press doubles the speed"),
    "play.loop": noted("Begin again at the end of the range, or stay there"),
    "play.place": noted("Type a frame's number, or hours, minutes, seconds and frames"),
    "play.own": noted("The frames that are trained, or every frame the film has"),
    "play.look": noted("The picture as the trainer's bucket has it, or as it is exported"),
    "play.big": noted("Only the player and its buttons"),
    "play.start": noted("The first frame of the marked range"),
    "play.end": noted("The last frame of the marked range"),
    "play.previous_shot": noted("The shot, pick or still before this one"),
    "play.next_shot": noted("The shot, pick or still after this one"),
    "browse.filter": noted("Words, or what shots are: len>=45 rating>=3 tag:rain -check:cut"),
    "browse.save_filter": noted("Keep it under a name, for every project"),
    "browse.next_open": noted("Neither picked nor rejected, in the order shown"),
    "browse.previous_open": noted("Neither picked nor rejected, in the order shown"),
    "browse.next_kind": noted("The next of the three in the grid"),
    "browse.strips": noted("Several frames of each shot side by side, or one"),
    "mark.in": noted("Let the range begin at the frame that is shown"),
    "mark.out": noted("Let the range end with the frame that is shown"),
    "mark.snap": noted("Let ranges end at lengths of 4n+1 frames, which are trained whole"),
    "mark.clear": noted("Let the range be all of its shot again"),
    "mark.uncut": noted("The shot and the one before it become one"),
    "mark.split": noted("Cut the shot before the frame that is shown"),
    "caption.replace": noted(
        "In all that is listed or selected; every change is shown before it is made"
    ),
    "caption.next_hit": noted("Of what is looked for, on to the next caption after the last"),
    "caption.next_mistake": noted("The menu of the word offers what may have been meant"),
    "caption.change_many": noted(
        "Words in front or behind, sentences out, capitals, same captions"
    ),
    "pick.pick": noted("Take the marked range for training"),
    "pick.accept": noted("Its caption can wait; with several selected, all of them are picked"),
    "pick.tag": noted("Type a tag for what is selected"),
    "pick.reject": noted("Pass over: it is not offered again"),
    "pick.still": noted("Take the frame that is shown as a picture"),
    "pick.remove": noted("Take a pick or a still away"),
    "caption.next_problem": noted("In the list, by its lints; notes are no problem"),
    "caption.previous_problem": noted("In the list, by its lints; notes are no problem"),
    "caption.cure": noted(
        "Strip an opener, drop markdown, take doubt out: the first that is wrong"
    ),
    "caption.mode": noted(
        "One caption large beside its clip, or all of them in a table to write in"
    ),
    "caption.done": noted("The words of the selected captions are as they shall be"),
    "caption.copy": noted("Those of all selected clips, in their order"),
    "caption.paste": noted("One caption to all that are selected, several to them in their order"),
    "caption.reveal": noted("The clip on its timeline, to move or crop it"),
    "caption.outside": noted(
        "Exported .txt files that another program changed: take in, or write over"
    ),
    "caption.import": noted("Files of .txt in any encoding, matched to picks by their names"),
    "pick.caption": noted("Write the caption of the pick"),
    "caption.done_next": noted("The words are as they shall be: on to the next in the list"),
    "caption.keep": noted(
        "What is typed is kept within a second anyway; this makes it a step to undo"
    ),
    "caption.larger": noted("Only of the caption that is written"),
    "caption.smaller": noted("Only of the caption that is written"),
    "caption.ask": noted("What it writes waits beside your words; nothing is written over"),
    "caption.ask_many": noted("Choose for which clips and stills, and with which prompt"),
    "caption.redo": noted("Choose the prompt; the caption that waits goes when another one comes"),
    "caption.take": noted("Make it the caption and go on to the next that waits"),
    "caption.take_and_edit": noted(
        "Make it the caption and type at it; undo brings your words back"
    ),
    "caption.turn_down": noted("Leave the words as they are and go on to the next that waits"),
    "caption.take_all": noted(
        "Those at clips without words of yours, with nothing wrong with them"
    ),
    "caption.next_waiting": noted(
        "The next one that waits for a decision, in the order of the list"
    ),
    "caption.history": noted("Every wording it had, who wrote it and when; each can come back"),
    "caption.prompts": noted("What the trainer shows after each epoch; the same key goes back"),
    "caption.prompt_add": noted("Behind the chosen one, and like it"),
    "caption.prompt_refine": noted(
        "A model makes a whole scene of a rough idea; nothing is written over"
    ),
    "caption.captioner": noted(
        "Which model writes captions: a server, or a Python of this machine"
    ),
    "caption.templates": noted("What the model is told to write"),
    "train.start": noted("Checks everything, then trains; the window may be closed"),
    "train.stop_checkpoint": noted("The next file that is due is written whole, then it ends"),
    "train.stop_at": noted("The next file is not waited for"),
    "train.stop_now": noted("What was learnt since the last checkpoint is lost"),
    "train.keep_on": noted("It goes on to the end"),
    "train.setup": noted("Where musubi-tuner is, its Python, and the files of the models"),
    "train.presets": noted("Whole sets of options for a purpose, the author's own among them"),
    "train.options": noted("Every option of the trainer, with its default and our advice"),
    "train.copy_command": noted("Exactly what is run, for the shell that is chosen"),
    "train.history": noted("All that were started, to compare or to take up again"),
    "train.log": noted("What the trainer printed, with a search"),
    "train.resume": noted("From where it ended: what is left, what stays and what differs"),
    "train.queue": noted("Runs that wait for the GPU: order, pause, take off"),
    "train.curve_log": noted("Small differences at a low loss are seen better"),
    "train.curve_all": noted("As before any zoom; what comes is followed"),
    "train.curve_picture": noted("As they are drawn, with legend and numbers, twice as sharp"),
    "train.curve_table": noted("The curves that are drawn, a row a point"),
    "train.play_samples": noted("All that are in sight, frame by frame together, 16 a second"),
    "train.open_sample": noted("With its neighbours by the arrow keys, and two side by side"),
    "train.star_checkpoint": noted("Those that are selected in the list"),
    "train.note_checkpoint": noted("What you think of it; kept beside the run"),
    "train.compare_checkpoints": noted("Their samples, loss, norm and notes side by side"),
    "train.average_checkpoints": noted("One LoRA of several, by the trainer's own tool"),
    "train.measure_checkpoints": noted("How much each adds to the model, and where that jumps"),
    "train.copy_autov2": noted("The ten characters that model sites know a file by"),
    "train.keep_checkpoint": noted(
        "The trainer then does not delete it, whatever save_last_n says"
    ),
    "train.delete_checkpoint": noted("Those that are selected in the list; the state stays"),
    "plan.text": noted("And back to where one was"),
    "plan.next_mark": noted("The next line at which something is wrong"),
    "plan.previous_mark": noted("The last line before this one at which something is wrong"),
    "plan.recipes": noted(
        "Datasets for a purpose, with what each would give of the clips there are"
    ),
    "plan.save_recipe": noted("Kept in your settings, for other projects"),
    "plan.fit_rate": noted("All clips are counted anew, and an export writes them anew"),
    "plan.cure_all": noted(
        "What is lost: the best cure of the chosen reason, for every clip of it"
    ),
    "plan.export_other": noted(
        "The same frames for diffusion-pipe, AI Toolkit, SimpleTuner and others"
    ),
    "plan.count": noted("Reads the films and the dataset folder anew"),
    "plan.advice": noted(
        "Whether it fits the card, and how long it takes; back to the dataset file"
    ),
    "plan.ladder": noted("The steps in the order to try them, with what each would give now"),
    "plan.windows": noted("Lengths and extraction, by the clips there are and the card's memory"),
    "plan.sizes": noted("Sizes of the pictures' shape, and the buckets that really result"),
    "plan.next_picture": noted("Lengths, coverage, crops, shares of the epoch"),
    "plan.pin": noted("Keeps the plan as it is; the next ones say how they differ from it"),
    "plan.back": noted("Puts datasets, their file and the setup back; one step to undo"),
    "plan.behind": noted("Of the number that is chosen in the ledger, else of all samples"),
    "plan.sort": noted("By the column that is chosen; once more turns the order round"),
    "plan.copy": noted("For a spreadsheet: the selected rows where several are, else all"),
    "plan.refresh_caches": noted("Removes exactly the stale cache files, after showing them"),
    "plan.remove_orphans": noted("Removes cache files of clips that are gone, after showing them"),
    "plan.look_caches": noted("What the trainer has cached, and whether it would make it so now"),
    "plan.compare_log": noted("Each number the trainer printed, beside that of the plan"),
    "plan.add_dataset": noted("Of clips or of stills, with values that make sense"),
    "plan.duplicate_dataset": noted(
        "The one that was worked on last; the copy has a cache of its own"
    ),
    "plan.remove_dataset": noted("The one that was worked on last; what it reads stays"),
    "plan.rename_dataset": noted(
        "The one that was worked on last; its cache folder is called so too"
    ),
    "plan.dataset_up": noted("The one that was worked on last, in the trainer's file"),
    "plan.dataset_down": noted("The one that was worked on last, in the trainer's file"),
    "plan.fold_dataset": noted("To its name, a line of what it is, and its samples"),
}


def help_of(command_id: str) -> str:
    """Return the sentence on a command in the window's language; empty where its name says all."""
    return tr(HELP.get(command_id, ""))
