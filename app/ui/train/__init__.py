"""The stage *Train*: the recipe, the run, what came of it.

::

    train_tab            the stage: recipe at the left, the run in the middle, its figures right
    session              what is chosen: recipe, trainer, models, the run that is shown
    loss_…               the curves of a run: the card, its controls and words, the plot
    recipe_choice        the project's recipe, and the presets it can be made from
    commanding           what Start would run, as command lines
    recipe_pane          the left column: recipe, costs, command line
    recipe_presets       the preset: named, chosen (recipe_panel, recipe_row), kept
                         (recipe_keeping), what was changed since (recipe_difference)
    recipe_fields        the main options in two columns (option_control: what is typed or chosen)
    recipe_cost          what it takes of card and time; recipe_warnings: what to say, with cures
    recipe_measuring     metrics, clips held out (recipe_held: which), the smoke test
    recipe_start         name, steps and card of the next run
    option_dialog        all options: searched (option_list, option_model, option_delegate),
                         explained and changed (option_detail); option_paste: a command line
    command_card         the command line, copied and saved (command_text: how it is shown)
    setup_state          which trainer and models are set up (setup_search: what is looked for;
                         setup_doing: beside all else)
    setup_card           the foot of the recipe that says so
    setup_dialog         the page *Trainer and models* (setup_needs: what is still missing, and all
                         of it looked for; setup_trainer, setup_models, setup_findings, setup_paths)
    train_commands       connects the commands
    run_part             what is shown of runs, made and connected
    run_following        looks at the runs in the background, whichever stage is shown
    run_pane             a run: run_head, run_said (warnings), run_steps, run_ending
    run_others           says when a training runs here that is none of ours
    run_starting         one click: export what has changed, freeze, start the supervisor
    run_windows          windows beside it: log, history, queue
    run_stopping         stop now, after a checkpoint, at a time; take that back
    run_telling          job bar (run_bar), rail, title; what is told of an end
    figures_tiles        time left, speed, memory, the card; figures_cost: what an hour costs
    log_card, log_dialog the last lines; the whole log (log_view, log_pages)
    history_dialog       all runs of the project (history_table, history_compare)
    resume_part          goes on with a run that ended: resume_card; how: resume_dialog, and what
                         that means: resume_sentences
    queue_dialog         runs of this machine that wait for a card

What a run has made (checkpoints_cards: both cards, and what the commands do)::

    checkpoints_…        the list of checkpoints: checkpoints_card, its table of a model; details,
                         average; what both cards know (checkpoints_board); their files
    samples_…            the grid of samples: samples_card with its grid, over an area; the frames
                         (samples_reel) by one clock; large ones, side by side (samples_big)

What comes after (trial_part: what the commands do)::

    trial_…              a test of checkpoints: trial_dialog, its trial_fields; its films
                         (trial_results, trial_card)
    comfy_…              a workflow for ComfyUI: comfy_dialog, its comfy_fields
"""
