"""Rushes: from a shelf of films to a trained video LoRA.

The architecture in one page. Imports run one way, checked by tests/test_architecture.py::

    __main__, cli  ->  ui  ->  core

``core`` knows and does everything and never imports Qt; within it, from the top::

    demo                 the whole job on the film in resources/demo
    export               clips, stills, captions and the trainer's dataset file, as files
    planner, captions    the trainer's arithmetic; words for clips
    browsing             what a grid of shots and picks shows, sorted and filtered
    checks               what is wrong with a clip, and what is good about it
    library, shots       the project on disk; where the cuts are
    media                a video file, exactly: index, reader, conform, encode, thumbnails
    cache, arrays        derived data, keyed by file content; may be deleted at any time
    jobs, store, locks   the one shape of long work; the one way to write a file, and to be alone
    paths, errors        where things are; what can go wrong that is not our bug

The promise that shapes all of it: what you see is what is trained. One function (`media.conform`)
chooses the frames of preview, counts and export; one package (`planner`) does the trainer's
arithmetic, integer for integer.
"""
