"""What a window shows of a run: every word and number, read from its folder.

::

    watch           RunWatch: looks at a run again and again, and reads only what is new
    looking         all runs of a project at a look: which live, which have ended since
    view            RunView: what it finds, ready to be painted
    heads, steps    its name and state, the job bar's line; the cards of its steps
    silence         a trainer that says nothing any more
    tiles           time left, speed, memory, the card, what it has cost
    endings         how it ended: why it failed, what was kept
    cures           what can be done about a failure
    history         all runs of a project; how two of them differ
    at_work         which projects a training runs of, for a list of them
    queue           what has a card of this machine, or waits for one
    log_tail        the last lines of a log
    log_index       a log of any length, line by line; search
    log_cutting     where the lines are: bars that redraw themselves are one
    log_words       a line in as few words as say it
    gpu_tail        what was measured of the card last
"""
