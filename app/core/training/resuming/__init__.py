"""Going on from where a run ended, and saying honestly what that means.

The trainer restores weights, the optimizer's memory and the schedule from a state, but counts
epochs and steps from 0 again: what is left is asked for, and counted on by us.

::

    points           resumable: what a run can go on from, the newest first (point: one of them)
    state_files      whether a state is whole; what a schedule needs
    going_on         a wish, and what comes of it: options, sentences, a dry run
    counting         epochs and steps that are left, and how they are asked for
    changing         what of a recipe may be another, and what must not
    scheduling       the learning rate where it goes on: as it was, and as it will be
    dataset_changes  what it trains on, then and now
    naming           another name, so that nothing is written over
    making           freezes the run; which caches are fresh
    offering         what a window offers for a run that has ended; a wish, looked at beforehand
    chain            the runs that went on from one another
"""
