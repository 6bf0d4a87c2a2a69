"""The commands of the stage *Plan*: its part of the table in `actions`."""

from __future__ import annotations

from app.core.language import noted
from app.ui.command import Command

PLAN = noted("Plan")

PLAN_COMMANDS = (
    Command("plan.count", "Count the plan again", (), PLAN),
    Command("plan.text", "Write in the dataset file", ("Ctrl+Shift+T",), PLAN),
    Command("plan.next_mark", "Next problem of the dataset file", (), PLAN),
    Command("plan.previous_mark", "Previous problem of the dataset file", (), PLAN),
    Command("plan.export_other", "Export for another trainer…", (), PLAN),
    Command("plan.advice", "Advice on memory and time", ("Ctrl+Shift+A",), PLAN),
    Command("plan.ladder", "What to do when memory runs out", (), PLAN),
    Command("plan.windows", "Find windows that use most frames", (), PLAN),
    Command("plan.sizes", "Find a resolution", (), PLAN),
    Command("plan.next_picture", "Next picture of the plan", ("Ctrl+Shift+G",), PLAN),
    Command("plan.pin", "Pin the plan, or unpin it", ("Ctrl+Shift+P",), PLAN),
    Command("plan.back", "Back to the pinned datasets", (), PLAN),
    Command("plan.behind", "Clips behind a number of the ledger", (), PLAN),
    Command("plan.sort", "Sort the ledger by its column", (), PLAN),
    Command("plan.copy", "Copy the ledger", (), PLAN),
    Command("plan.markdown", "Copy the ledger as Markdown", (), PLAN),
    Command("plan.csv", "Save the ledger as CSV…", (), PLAN),
    Command("plan.cure_all", "Cure all clips of this reason", ("Ctrl+Shift+L",), PLAN),
    Command("plan.refresh_caches", "Refresh only stale caches…", ("Ctrl+Shift+R",), PLAN),
    Command("plan.remove_orphans", "Remove orphaned caches…", (), PLAN),
    Command("plan.look_caches", "Look into the caches again", (), PLAN),
    Command("plan.compare_log", "Compare with a log of the trainer…", (), PLAN),
    Command("plan.add_dataset", "Add a dataset…", ("Ctrl+Shift+N",), PLAN),
    Command("plan.add_clips", "Add a dataset of clips", (), PLAN),
    Command("plan.add_stills", "Add a dataset of stills", (), PLAN),
    Command("plan.duplicate_dataset", "Duplicate the dataset", (), PLAN),
    Command("plan.remove_dataset", "Remove the dataset", (), PLAN),
    Command("plan.rename_dataset", "Rename the dataset", (), PLAN),
    Command("plan.dataset_up", "Move the dataset up", (), PLAN, repeats=True),
    Command("plan.dataset_down", "Move the dataset down", (), PLAN, repeats=True),
    Command("plan.more_keys", "More or fewer keys of the dataset", (), PLAN),
    Command("plan.fold_dataset", "Fold or unfold the dataset", (), PLAN),
    Command("plan.fold_datasets", "Fold or unfold all datasets", (), PLAN),
    Command("plan.recipes", "Recipes of datasets…", (), PLAN),
    Command("plan.save_recipe", "Save these datasets as a recipe…", (), PLAN),
    Command("plan.fit_rate", "Give the clips the rate of the model", (), PLAN),
)

PLAN_LOOKING = frozenset(
    (
        *("plan.text", "plan.next_mark", "plan.previous_mark"),
        *("plan.count", "plan.behind", "plan.sort", "plan.copy", "plan.markdown", "plan.csv"),
        *("plan.look_caches", "plan.compare_log", "plan.next_picture", "plan.export_other"),
        *("plan.advice", "plan.ladder", "plan.windows", "plan.sizes"),
        *("plan.more_keys", "plan.fold_dataset", "plan.fold_datasets"),
    )
)
"""What changes nothing, so that it can be done where all is only read."""
