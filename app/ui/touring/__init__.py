"""The guided tour over the real window: a ring around a control, a card beside it.

::

    leader     TourLeader: begins it, follows the window, goes from step to step
    watch      what the window shows, and how often each thing was done in it
    controls   where a control is that a step is about
    ring       the ring; clicks go through it
    coach      the card: what to do, what is done, back, next, leave
"""
