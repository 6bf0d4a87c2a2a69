"""Existing material into a project: nothing of it is moved or changed.

::

    looking         what given files and folders hold: `look` -> `Found`; nothing is changed
    found           that, as data
    dropping        what is meant by files that are dropped on the window
    clip_folder     finished clips and pictures with captions beside them
    segments        LosslessCut's projects and lists: parts of films
    dataset_file    a trainer's dataset file: its folders, captions and settings
    naming          which film a list is about
    bringing        `bring_in`: what was found becomes one edit, which one undo takes back
    words           what will be made, in sentences
"""
