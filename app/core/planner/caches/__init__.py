"""What the trainer left of a run, against the plan: its caches, and the counts it printed.

::

    freshness    each cache file as it would be made now, or not. Pure; freshness_look reads the
                 disk for it, freshness_removal takes stale files away, freshness_words says it
    freshness_files    one of them; freshness_planned those of a dataset, kept from look to look,
                 and freshness_listed: as objects only where somebody asks
    cache_header, file_facts     what a cache file says of itself; kept while it is as it was
    printed      the trainer's own counts, out of its log, whose lines printed_lines finds
    printed_compare    the plan against these: printed_settings, said by printed_words
"""
