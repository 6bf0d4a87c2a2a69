"""The window: Qt only. What a test without a window would want to check is decided in core.

::

    start, loop, errors      one application, one loop; the two doors for what nobody caught
    main_window, rail        the window, and its stages; where it was (placement)
    welcome, desk            the first page (recent_list); opening, making and leaving projects
    actions, commands, keys  every command once; what it does; whose a key is (key_owners)
    layouts, command_help    keys of other keyboards; a sentence on each command
    palette, keys_dialog     all commands, found by a few letters; all keys, to change (recording)
    arrivals, importing      what is dropped, and where it belongs; existing material, shown first
    parts                    what the stages share:
      document, films          the open project in memory; what is known of its films
      jobs, job_bar            long work: one queue (job_queue of job), one bar
      queue_panel              the queue to be looked at and ordered (queue_list, queue_lines)
      film_watch               films that go away or come back
      checking, planning       checks and plan, kept up to date in the background
      preferences              what the person prefers
    settings_dialog, dialogs, faults, notices    questions, reports, sentences
    clips, plan              a package for each stage
    tokens, theme, icons     the look: colours by role, fonts, palette, style sheet, strokes
    widgets                  what every stage is built of (see ``app.ui.widgets``)

The window is shown before anything is imported that its first page does without: what comes later
is imported where it is used, asyncio too.

Widgets paint with `theme` roles and `icons`, never with a literal colour or size.
"""
