"""The stage *Train*: the recipe, the run, what came of it.

::

    train_tab            the stage: recipe at the left, the run in the middle, its figures right
    session              what is chosen: recipe, trainer, models, the run that is shown
    loss_…               the curves of a run: the card, its controls and words, the plot
    train_commands       connects the commands
"""
