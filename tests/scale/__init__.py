"""A library of a million shots: what a project and the window make of it.

``python -m tests.scale N`` makes 500 films with N shots and N / 10 clips (1,000,000 and 100,000)
straight into a project, opens it in the real window off the screen, works in it, and prints what
each thing took, beside a library of 100,000 and with the ratio of the two.

::

    library      the project, made row by row into its tables
    measuring    what is done in it, each library in a process of its own
"""
