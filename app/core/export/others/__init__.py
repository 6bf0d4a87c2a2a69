"""The same frames for other trainers: each window cut, sized and written as a file of its own.

Other trainers cut clips otherwise than musubi does, or not at all; what is cut already they can
only take as it is. Everything goes to ``<project>/dataset-<trainer>``::

    {dataset}_{width}x{height}x{frames}/    a set: {clip}_{start}.mp4 or .png, and .txt
    README.txt                              what lies there, how to start, what is done differently
    …                                       the trainer's own files

From the bottom::

    windows         which frames of which clip: a project's plan as sets of excerpts
    layout          sets as folders and files with names, and how their paths are written
    differing       what several trainers do otherwise than musubi
    yaml_text, quoting    YAML and command lines, written
    diffusion_pipe, ai_toolkit, simpletuner, diffsynth, finetrainers    their files, as text
    trainers        them all
    readme          README.txt
    writing         writes it all; report says what was done
"""
