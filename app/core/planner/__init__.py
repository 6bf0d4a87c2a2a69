"""The trainer's arithmetic, integer for integer: what a dataset file becomes.

The arithmetic itself, from the doors down::

    files, own_file   plan_file, check_file: a file once; a file that is being edited
    check, report     the verdict; JSON and words
    ledger            the plan as rows: one for each bucket and length
    plan, dataset, counting, sharing     pure: config + facts -> Plan
    outcome           one clip in one dataset: `windows`, `buckets`, `cache` (names of its files)
    losses, surprises, cache_folder      what is lost and why, as `findings`; losing: how much
    gather, entries, companions, listing, places, media_facts    the disk, as plain `facts`
    document, schema  reads a dataset file, with the line of each key; what the trainer accepts,
                      refuses and falls back to; wants: wanted_values
    rules, names      which trainer, which model; what datasets are called
    resolutions       sizes worth training at

What is made of it, each a package::

    tables      the numbers of a plan, and how each was counted
    pictures    how long clips are, how much of them is trained, what is cut off
    costs       memory and seconds of a step, corrected by runs of this machine
    advice      what to do about the cost, the windows, the sizes
    caches      what the trainer has cached and printed, against the plan
    editing     a dataset file in the hands of a person: on cards, and as text
    text        changes to its text that keep all else
"""
