"""The commands of the stage *Train*: its part of the table in `actions`."""

from __future__ import annotations

from app.core.language import noted
from app.ui.command import Command

TRAIN = noted("Train")

TRAIN_COMMANDS = (
    Command("train.start", "Start training", ("F9",), TRAIN),
    Command("train.stop_checkpoint", "Stop after the next checkpoint", (), TRAIN),
    Command("train.stop_at", "Stop at a time…", (), TRAIN),
    Command("train.stop_now", "Stop training now…", ("Shift+F9",), TRAIN),
    Command("train.keep_on", "Take the stop back", (), TRAIN),
    Command("train.setup", "Trainer and models…", (), TRAIN),
    Command("train.presets", "Presets of training…", (), TRAIN),
    Command("train.options", "Search all options", ("Ctrl+Shift+F",), TRAIN),
    Command("train.save_preset", "Save the recipe as a preset…", (), TRAIN),
    Command("train.difference", "What was changed since the preset", (), TRAIN),
    Command("train.paste_command", "Paste a command line…", (), TRAIN),
    Command("train.copy_command", "Copy the command line", ("Ctrl+Shift+K",), TRAIN),
    Command("train.save_command", "Save the command line as a file…", (), TRAIN),
    Command("train.history", "Runs of this project", ("Ctrl+Shift+U",), TRAIN),
    Command("train.log", "Log of the run", ("Ctrl+Shift+X",), TRAIN),
    Command("train.resume", "Go on with the run…", (), TRAIN),
    Command("train.queue", "Queue of trainings", (), TRAIN),
    Command("train.curve_log", "Logarithmic scale of the curves, or not", (), TRAIN),
    Command("train.curve_all", "Show all of the curves", (), TRAIN),
    Command("train.curve_picture", "Save the curves as a picture…", (), TRAIN),
    Command("train.curve_table", "Save the curves as CSV…", (), TRAIN),
    Command("train.play_samples", "Play the samples, or pause them", (), TRAIN),
    Command("train.open_sample", "Show the sample large", (), TRAIN),
    Command("train.samples_folder", "Show the folder of the samples", (), TRAIN),
    Command("train.star_checkpoint", "Star the checkpoint, or take the star away", (), TRAIN),
    Command("train.note_checkpoint", "Write a note on the checkpoint", (), TRAIN),
    Command("train.compare_checkpoints", "Compare two checkpoints", (), TRAIN),
    Command("train.average_checkpoints", "Average checkpoints…", (), TRAIN),
    Command("train.measure_checkpoints", "Measure the weights of the checkpoints", (), TRAIN),
    Command("train.checkpoint_details", "Details of the checkpoint", (), TRAIN),
    Command("train.copy_autov2", "Copy the hash of the checkpoint (AutoV2)", (), TRAIN),
    Command("train.checkpoint_folder", "Show the folder of the checkpoint", (), TRAIN),
    Command("train.keep_checkpoint", "Keep the checkpoint, or no longer", (), TRAIN),
    Command("train.delete_checkpoint", "Put the checkpoint in the bin", (), TRAIN),
    Command("train.test_checkpoint", "Test the checkpoint…", (), TRAIN),
    Command("train.tests", "Films of the tests", (), TRAIN),
    Command("train.comfy", "Workflow for ComfyUI…", (), TRAIN),
    Command("train.ending", "When a training ends…", (), TRAIN),
)

TRAIN_LOOKING = frozenset(
    (
        *("train.setup", "train.options", "train.copy_command", "train.history", "train.log"),
        *("train.presets", "train.difference", "train.save_command"),
        "train.queue",
        *("train.stop_checkpoint", "train.stop_at", "train.stop_now", "train.keep_on"),
        *("train.curve_log", "train.curve_all", "train.curve_picture", "train.curve_table"),
        *("train.play_samples", "train.open_sample", "train.samples_folder"),
        *("train.compare_checkpoints", "train.checkpoint_details", "train.copy_autov2"),
        *("train.measure_checkpoints", "train.checkpoint_folder"),
        *("train.tests", "train.comfy", "train.ending"),
    )
)
"""What changes nothing in the project, so that it can be done where all is only read."""
