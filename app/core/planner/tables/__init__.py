"""The numbers of a plan as they are shown, and how each was counted.

::

    ledger_table   the cells of the ledger: columns, order, sums
    how_counted    how each number was counted, in words
    how_summed     the same of its sums
    behind         the clips behind a number
    figures        the headline: samples, steps, memory, time
    pinned         how a plan differs from one that was kept
    plan_table     a plan for the terminal
"""
