"""Damaged files, made by mutation; nothing that reads one may crash, hang or eat memory.

``python -m tests.damaged [N] [--seed S] [--only KIND]``: see `__main__`.

::

    good         small good files of every kind that the program reads, made on the spot
    good_media, good_texts, good_runs    the same, by subject
    mutations    what is done to the bytes of a file, whatever it is
    text_damage  what is done to a file of text, table, JSON or TOML
    model_damage     what is done to SQLite, safetensors and pth
    bad_doors    doors that are faults, to see that they are found
    doors        every part of the program that reads such a file, by kind
    doors_media, doors_texts, doors_runs    the same, by subject
    corpus       the damaged files: which good one, which mutation; the same for the same seed
    place        what a door gets
    child        a process that goes through the doors, one file after the other
    pool         several such processes, watched: time, memory, signals
"""
