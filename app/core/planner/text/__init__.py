"""The text of a dataset file: what is where in it, and changes that keep all else. Pure.

::

    entry_text   the changes: a key set or taken out; an entry made, moved, doubled, taken out
    pieces       where a change begins and ends, in each form a section can have
    values       how a value is written: as the one before it was
    sections     ``[general]`` and the datasets, in whatever form they are written
    tree         tables, keys and values that know where they stand
    words        the words of any text, TOML or not
    trouble      why the trainer's reader refuses a text, and what to write instead
"""
