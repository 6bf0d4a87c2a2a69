"""A project as files the trainer reads: clips, stills, captions, dataset.toml.

::

    project_export     writes it all; media_files and texts do the work, report says what was done
    wanted, names      which files, and what they are called
    manifest           what the last export wrote; alone: one at a time writes; tidying: what goes
    recipes            sets of datasets with the model they are for, as files
    recipe_trial, recipe_edit    what one would give; what putting it changes
    rate_fit           whether the clips have the rate of what is trained
    starter            datasets and prompts to begin with
    dataset_toml, prompts    the trainer's own files
    dataset_text       the dataset file as a person writes in it, and its rows
    dataset_edits      datasets renamed and doubled, row and file in one edit
    prompt_rows        edits of the table of sample prompts
    choosing, lists    which clips or stills a dataset reads; the JSONL that says so
    project_plan       the plan of the project as it is now, without writing anything: planned
    plan_view          that plan as Plan shows it
    behind_rows, pinning    the clips behind its numbers; keeping it, and going back to it
    unexported         what an export would change, so that caches wait for it
    films, found, forecast, shelf, listed, entry_facts    what it needs to know, kept from edit
                       to edit
    lengths            frames of a clip, and the 4n+1 they snap to
    cures              what cures a loss, as data; cures_groups: what is lost, by reason
    cures_picks, cures_reasons    why picks and files are lost
    cures_offered      the cures of one clip and of all: cures_ranges, cures_text, cures_effects
    ranges             ranges that keep a length: slid, begun behind another, halved
    fitting            which bucket each dataset makes of a picture's size
    still_sizes        how large stills are exported
    others             the same frames for trainers beside musubi
"""
