"""The stage *Plan*: what training will make of what was picked, following every edit.

All of it shows a `PlanView`, which is computed in another thread; here it is only looked at.
Changes go through the `PlanSource`: the text of the dataset file is what cards and panel change.

The whole::

    plan_tab      PlanTab: the three columns and their empty states; applies what others ask for
    plan_window   a window for a dataset file of its own
    plan_help     its commands and keys, to search and to look at
    plan_commands the commands of the stage
    source        PlanSource: what is shown and changed: a project; file_source: a file of its own
    others        exporting for another trainer, after its question (others_dialog)

On the left::

    datasets      the column of dataset cards: what a person changes in place
    card_entry    a card: head (card_head), samples (card_numbers), keys: card_keys of card_rows,
                  each with a control (card_controls)
    card_hand     commands and menus of cards; card_drag, card_changes: what of it changes the file
    choice        which clips or stills a dataset reads: a row of its card (choice_rows)
    recipes       the menu of recipes above them: recipe_panel, recipe_row for each, recipe_keeping
    values        a value that is typed over where it stands

In the middle::

    figures       the sum: figures that stand out, and one line to copy
    pinning       a plan that is kept, and how the next ones differ from it
    said          sentences that must be known
    ledger        the table of buckets: its lines (ledger_model), its sums in sight
                  (ledger_sum), its card (ledger_card)
    behind        the clips behind a number, as a list (behind_list)
    pictures      PicturesCard: one of the pictures; following: the rest follows a moved target
    lengths       the histogram of clip lengths, with targets to move (lengths_plot: where things
                  lie; lengths_painting; lengths_hand: what is held, and what that would do;
                  lengths_keys, lengths_menu: what the keyboard and a right click do)
    coverage, crops, shares    how much is trained; what buckets cut off; what an epoch is made of
    marked        a picture of marks that say what they are; legend: what its colours mean
    losses        what is lost, by reason, with every cure: losses_table of losses_rows, painted by
                  losses_painting; losses_finding looks for cures, losses_curing carries them out

On the right::

    side          the column: its pages, and what stands below
    toml_file     the dataset file as text: toml_text (numbers and signs: toml_gutter;
                  toml_colors), toml_keys, toml_completing, toml_hints, toml_find, toml_problems;
                  toml_keeping makes steps to undo of what is typed
    advice        what it costs and what to do about it: advice_setup, advice_memory (advice_bar),
                  advice_time, advice_ladder, advice_windows, advice_sizes, advice_measured, in
                  sections (advice_fold), as offers (advice_offers) and rows (advice_rows), counted
                  beside all else (advice_asking)
    caches        what the trainer has cached of it (caches_work, …_words, …_dialog)
"""
