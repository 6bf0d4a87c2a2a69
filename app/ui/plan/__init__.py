"""The stage *Plan*: what training will make of what was picked, following every edit.

::

    plan_tab   PlanTab: the three columns and their empty states; applies what the others ask for
    datasets   the column of dataset cards: what a person changes in place
    card_entry a card: head (card_head), samples (card_numbers), keys: card_keys of card_rows, each
               with a control (card_controls)
    card_hand  commands and menus of cards; card_drag, card_changes: what of it changes the file
    values     a value that is typed over where it stands
    figures    the sum: figures that stand out, and one line to copy
    ledger     the table of buckets: its lines (ledger_model), its card (ledger_card)
    behind     the clips behind a number, as a list (behind_list)
    pinning    a plan that is kept, and how the next ones differ from it
    lengths    the histogram of clip lengths
    losses     what is lost, by reason, with every cure: losses_table of losses_rows, painted by
               losses_painting; losses_finding looks for cures, losses_curing carries them out
    said       sentences that must be known
    caches     what the trainer has cached of it (caches_work, …_words, …_dialog)
    toml_file  the dataset file as text: toml_text (numbers and signs: toml_gutter; toml_colors),
               toml_keys, toml_completing, toml_hints, toml_find, toml_problems; toml_keeping makes
               steps to undo of what is typed
    file_source   a dataset file of its own as a source
    side       the right column: its pages, and what stands below
    source     PlanSource: what is shown and changed, a project or a file of its own
    plan_window     a window for a dataset file of its own
    plan_commands   the commands of the stage

All of it shows a `PlanView`, which is computed in another thread; here it is only looked at.
Changes go through the `PlanSource`: the text of the dataset file is what cards and panel change.
"""
