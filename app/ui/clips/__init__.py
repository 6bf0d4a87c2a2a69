"""The stage *Clips*: films, their shots, and what is picked of them.

::

    clips_tab    the stage: puts the parts side by side and connects them
    sources      the films at the left
    viewing      player, transport and timeline of what is marked
    shelf        the grid of shots, picks and stills
    inspector    facts, checks, rating, tags and caption of what is marked
    picking      what the keys and buttons do: mark, pick, reject, rate, caption
    films_work   long work on films: add, find shots, export
"""
