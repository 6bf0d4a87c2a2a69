"""The trainer's arithmetic, integer for integer: what a dataset file becomes.

::

    files        plan_file, check_file: the doors
    document     reads a dataset file; knows the line of each key
    schema       what the trainer accepts, refuses and falls back to; wants: wanted_values
    entries, companions, listing, places, media_facts, gather    the disk, as plain `facts`
    outcome      one clip in one dataset: `windows` (frames), `buckets` (sizes), `cache` (names)
    counting, dataset, sharing, plan    pure: config + facts -> Plan
    losses, surprises, cache_folder     what is lost and why, as `findings`; losing: how much
    freshness        cache files as they would be made now, or not (cache_header, file_facts;
                     freshness_files one file, freshness_planned those of a dataset, kept;
                     freshness_look reads, freshness_removal takes stale ones away, …_words)
    printed          the trainer's own counts, of its log; printed_compare (…_settings, …_words)
    check, report, ledger               verdict; JSON and words; rows for the window
    ledger_table, how_counted, behind   its cells, how each was counted, the clips behind it
    figures, pinned                     the headline; how it differs from a plan that was kept
    entry_text   changes to the text of a dataset file that keep all else (entry_changes: of cards);
                 below it what is known of such a text: toml_words, toml_tree, toml_sections;
                 toml_pieces, toml_values (how it is changed), toml_trouble (why it is refused)
    toml_editing what an editor of that text offers, marks and puts together
    key_help     every key as people set it: label, help, control, default
    dataset_fields, card_words          a table of the file on a card: values, what is typed, words
    lengths_chart, coverage, crops, shares    pictures: how long, how much of it, what is cut off
    trying                              what another length would do, while a hand moves it
    rules        which trainer
    plan_table   a plan for the terminal
    own_file     a dataset file edited by itself
    resolutions  sizes worth training at
    cost         memory and seconds of a step: of `setups`, on `networks` and `gpus`
    measured     this machine's own runs, which correct that
    advising     what a plan costs as a whole, and the advice on it:
    ladder, targets, sizes    when memory runs out; which windows to cut; which resolution
    trials, changes           what a dataset would become with other values; changes to its entry
"""
