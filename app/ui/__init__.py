"""The window: Qt only. What a test without a window would want to check is decided in core.

::

    start, loop, errors      one application, one loop; the two doors for what nobody caught
    front, closing           the window is made, and again in another language (languages)
    turns                    work that must be done in the GUI thread, a little in each turn
    main_window, rail        the window; where it was (placement); stages: made and shown
    ahead                    imports parts of it before they are wanted
    dataset_windows          dataset files that are planned by themselves
    welcome, desk            the first page (ways, recent_list); opening, making (new_project),
                             leaving
    first_run                trainer and models without a project; the tour
    actions, commands, keys  every command once; what it does; whose a key is (key_owners)
    command                  a command; of some stages: plan_actions, train_actions
    layouts, command_help    keys of other keyboards; a sentence on each command
    folders                  folders shown in the system's own window
    palette, keys_dialog     all commands, found by a few letters; all keys (key_row, recording)
    help                     the guide, and sheets over the stages (a package)
    about_dialog             the version, and what the program carries of others
    arrivals, importing      what is dropped, where it belongs; existing material (import_dialog)
    parts                    what the stages share:
      document, films          the open project in memory; what is known of its films
      read_tiles               its tiles as they were read, until the grid takes them
      jobs, job_bar            long work: one queue (job_queue of job), one bar
      task_queue               what of it waits in the project, over a restart too
      queue_panel              the queue to be looked at and ordered (queue_list, queue_lines)
      film_watch               films that go away or come back
      checking, planning       checks (shot_checking too) and plan, kept up to date beside all else
      preferences              what the person prefers
    settings_dialog, dialogs, faults, notices    questions (still_size_field,
                                                 ending_fields), reports, sentences
    filter_bar               a filter: its field, what is wrong with it (filter_help, saved_filters)
    telling                  what was just done, with the way back
    clips, captions, plan, train    a package for each stage
    touring                  the guided tour over them
    tokens, theme, icons     the look: colours by role, fonts, palette, style sheet, strokes
    sizing                   everything larger or smaller, a step at a time
    zooming                  what is kept in pixels follows the zoom
    widgets                  what every stage is built of (see ``app.ui.widgets``)

The window is shown before anything is imported that its first page does without: what comes later
is imported where it is used, asyncio too.

Widgets paint with `theme` roles and `icons`, never with a literal colour or size.
"""
