"""What a plan costs as a whole, and what to do about it: offers, each with what it would give.

::

    advising       all of it, ready to be shown
    ladder         what to do when memory runs out, step by step
    targets        which windows to cut
    sizes          which resolution to give a dataset
    other_values   the rows a dataset would have with other values, without planning it
    changes        an offer as a change to an entry of the file
"""
