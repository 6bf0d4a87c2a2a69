"""Eight hours in the window, compressed: whatever a day brings, nothing is left of it but the work.

``python -m tests.soak`` is a whole day, ``--share 0.02`` a moment of it with everything once. The
real window works in one process on films of `tests.films`, with the stand-in for a trainer, round
after round; after each round it is put into the same state and measured::

    amounts      how much of what a day has
    stage        films, projects, trainer
    person       who works: reaches the window, counts edits, waits
    clips, captions, plan, train, elsewhere
                 what a person does there
    watching     what is measured, and how
    judging      what may grow, and by how much; the table
    whole        whether the projects are whole in the end
    day          the rounds
"""
