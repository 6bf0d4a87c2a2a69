"""Imports the stage *Train* in a thread beside, before it is shown for the first time.

That is a hundred modules and a tenth of a second: six frames in which the window would stand still.
"""

from __future__ import annotations


def import_ahead() -> None:
    """Import what the stage, its curves and its window of options are made of; in any thread."""
    import app.core.training.curves.drawing
    import app.core.training.curves.summing_up
    import app.core.training.resuming.offering
    import app.ui.train.history_dialog
    import app.ui.train.option_dialog
    import app.ui.train.train_commands
    import app.ui.train.train_tab  # noqa: F401
