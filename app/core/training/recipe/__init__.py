"""Every option of the trainer, presets, and what is to be said of a choice.

::

    options            the options of all scripts, as data; values: typed, kept, written
    showing            values as they are shown, stepped by a key and compared
    searching          all options as a list: searched, only what is given, folded
    comparing          how a recipe differs from what it was made from
    training_recipe    which options a training sets
    around             what it says of what Rushes does around the trainer
    recommending       what we recommend for one, where that goes by others
    presets            recipes to begin with, and a person's own
    tasks              the models of Wan
    setups             what Plan estimates for, from a recipe and back; recipe_edits: both in one
                       step
    warnings           what is to be said of a recipe: a warning each, with its cure
    facts              what is known around it; plan_facts: as plan, project and trainer say it
    rules_…            what is looked at: models, memory, learning, timesteps, keeping, measuring
    reaching           what reaches beyond the training, and must be agreed to: rules_reaching
"""
