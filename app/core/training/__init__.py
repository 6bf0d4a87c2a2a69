"""One training, from its recipe to its checkpoints; it outlives the window.

::

    after                checkpoints tested: films of the trainer's script, workflows for ComfyUI
    packing              a run as one folder that starts on another machine
    watching             what a window shows of a run, read from its folder
    resuming             go on from where a run ended, and what that means
    runs                 freeze a run, start, supervise and stop it; the queue; all runs
    telling              the end of a run told elsewhere; the machine kept awake until then
    commands             the command lines of a run, and as a shell takes them
    recipe               every option of the trainer, presets, warnings
    trainer              the trainer's folder, its Python, files of models
    holding              which clips are kept out of it, to be measured
    curves, results      loss and the like over the steps; checkpoints and samples
    progress             what the trainer prints: how far it is, what went wrong
    folder, model        where a run lies, and what its files say

A run is a folder. The supervisor writes it, everybody else only reads it.
"""
