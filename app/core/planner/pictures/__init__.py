"""What a plan makes of the clips, as pictures show it. Pure.

::

    lengths_chart    how long clips are, with the lengths that windows have
    other_lengths    what another length would do, while a hand moves it
    coverage         how much of each clip is trained
    crops            what the buckets cut off pictures of each size
    shares           what an epoch is made of
"""
