"""What a grid of shots, picks or stills shows: decided here, painted in the window.

::

    tile        Tile: one picture of the grid and what stands around it
    making      tiles made of a project's rows
    choosing    which tiles are shown, in which order; tiles after an edit
    moving      where a key leads

Pure, and quick enough for 100,000 shots at once.
"""
