"""The stage *Train*: the recipe, the run, what came of it.

::

    train_tab            the stage: recipe at the left, the run in the middle, its figures right
    session              what is chosen: recipe, trainer, models, the run that is shown
    train_commands       connects the commands

What a run has made (checkpoints_cards: both cards, and what the commands do)::

    checkpoints_…        the list of checkpoints: checkpoints_card, its table of a model; details,
                         average; what both cards know (checkpoints_board); their files
    samples_…            the grid of samples: samples_card with its grid, over an area; the frames
                         (samples_reel) by one clock; large ones, side by side (samples_big)
"""
