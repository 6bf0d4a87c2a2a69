"""What comes after a training: its checkpoints are tried out.

::

    looking              the tests of a run, as they stand, and their films as a table
    testing              freezes a test into a folder and starts it; it waits like a run
    generating           the command lines of a test, by the trainer's own script
    trial                what is tried: checkpoints, strengths, prompts, seeds
    trial_presets        values to begin with, one TOML file each
    comfy_server         a running ComfyUI: what it has; a workflow sent to it
    comfy_install        a LoRA put where ComfyUI finds it
    comfy_canvas         a workflow as ComfyUI's window reads it
    comfy_graph          the same as its server takes it
    comfy_settings       what a workflow is made of

A test is a folder, ``<run>/tests/NNN-name/``, with the files of a run: its supervisor writes
``state.json`` and ``log/generate.log``, films lie in ``films/<cell>/``, and ``test.json`` says what
each of them is.
"""
