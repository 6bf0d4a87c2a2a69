"""A project as files the trainer reads: clips, stills, captions, dataset.toml.

Writing it::

    project_export     writes it all; media_files and texts do the work, report says what was done
    carrying_out       writing clips and stills: here, or on other machines
    wanted, names      which files, and what they are called
    manifest           what the last export wrote; alone: one at a time writes; tidying: what goes
    dataset_toml, prompts    the trainer's own files
    still_sizes        how large stills are exported
    others             the same frames for trainers beside musubi

Its datasets::

    dataset_text       the dataset file as a person writes in it, and its rows
    dataset_edits      datasets renamed and doubled, row and file in one edit
    choosing, lists    which clips or stills a dataset reads; the JSONL that says so
    recipes            sets of datasets with the model they are for, as files
    recipe_trial, recipe_edit    what one would give; what putting it changes
    starter            datasets and prompts to begin with
    prompt_rows        edits of the table of sample prompts; prompt_shapes: how large they begin

Its plan, without writing anything::

    project_plan       the plan of the project as it is now: planned
    plan_view          that plan as Plan shows it
    behind_rows, pinning    the clips behind its numbers; keeping it, and going back to it
    unexported         what an export would change, so that caches wait for it
    films, found, forecast, shelf, listed, entry_facts    what it needs to know, kept from edit
                       to edit
    lengths            frames of a clip, and the 4n+1 they snap to
    fitting            which bucket each dataset makes of a picture's size
    rate_fit           whether the clips have the rate of what is trained

What is lost, and its cures::

    cures              what cures a loss, as data; cures_groups: what is lost, by reason
    cures_picks, cures_reasons    why picks and files are lost
    cures_offered      the cures of one clip and of all: cures_ranges, cures_text, cures_effects
    ranges             ranges that keep a length: slid, begun behind another, halved
"""
