"""Runs: frozen, started, supervised, stopped, listed.

::

    freezing             makes a run's folder; frozen_dataset, numbers: what goes into it
    holding_back         what it holds out of training, to be measured
    smoke, measuring     two steps of the heaviest bucket first; what steps took, for the plan
    rigging              what a person has set up to train with
    starting             starts its supervisor, which outlives us
    supervising          that process: a guard, and the supervisor below it
    supervisor, diary    one run from its turn to its end; what is told of it meanwhile
    turns                whose turn it is: one run on a card, the order of those that wait
    step_run, judging    one step; how it ended
    reading, log_feed    what is read of a step's log while it grows
    checking, room       the first step, a process of ours: would it run to its end?
    requests, stopping   what is asked from outside; when that is due
    tree, members        all processes of a step, and of a run; ended, wherever they went
    using, foreign       how much of the card is used; trainings that are none of ours
    life                 whether a run's supervisor lives; `state_of`, which everybody reads
    keeping              what is there after it, and whether that is whole
    listing              all runs of a project
    own_words            what this program is started again with
"""
