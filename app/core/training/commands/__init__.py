"""The command lines of a run, and as a shell takes them.

::

    command_lines      the commands of a recipe; what must be set up before they run
    places             where a run's files lie; what it runs with: trainer, models, card
    roles              which file of a model an option wants
    shells             a command as one pastes it: cmd, PowerShell, bash
    script_files       all commands as one text, and as a file that a shell runs
    reading            a person's own command lines into a recipe (shell_text: their words)
    dry_run            what a training would run, without a trace
"""
