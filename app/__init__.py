"""Rushes: from a shelf of films to a trained video LoRA.

The architecture in one page. Imports run one way, checked by tests/test_architecture.py::

    __main__, cli  ->  ui  ->  core

``core`` knows and does everything and never imports Qt; within it, from the top::

    demo                 the whole job on the film in resources/demo
    xray, suggesting     which source frames each dataset takes of a clip; the best windows
    training             the recipe of a training, its commands, its runs and what came of them
    curing               cures for what the checks find wrong
    sidecars             caption files of others: exported ones changed outside, folders of new ones
    export               clips, stills, captions and the trainer's dataset file, as files
    importing            existing clips, lists and dataset files into a project
    planner, captions    the trainer's arithmetic; words for clips
    adding, finding      films into a project; their cuts found, compared, taken from a list
    browsing, checks     what a grid of shots and picks shows; what is wrong with a clip
    marking, timeline_…  the range that is marked; what lies on a timeline, what a drag makes of it
    cropping             the frame of a crop, and what a hand makes of it
    film_words, recent   what lists say of films and of projects
    library, shots       the project on disk; where the cuts are
    timeline             where frames lie on a timeline: zoom, ticks, filmstrip, curve
    media                a video file, exactly: index, reader, conform, encode, thumbnails
    cluster              other machines that work for us: those of a Dask scheduler
    cache, arrays        derived data, by file content; columns of numbers as bytes, and back
    damaged_settings     a file of settings that cannot be read: kept, and said
    settings, reports    what a person prefers; what is kept of a fault of our own
    guide                the user guide, read and searched
    jobs, store, locks   the one shape of long work; the one way to write a file, and to be alone
    process, own_program programs that are started, and end with all they have started; ours
    screen               whether there is one to open the window on
    secrets, trainers    keys of servers, in the system's keyring; trainings that run
    paths, errors        where things are; what can go wrong that is not our bug
    third_party          what others wrote and the program carries, with its licences
    language             texts in the language of the person: `tr`
    qm                   a catalog as Qt reads it, from any thread and without Python
    amounts, clock       how many, how long and when, in words
    matching             commands found by a few letters
    keymap               which keys do which command
    touring              the guided tour: its steps, and when each is done
    memory               what was freed goes back to the system

The promise that shapes all of it: what you see is what is trained. One function (`media.conform`)
chooses the frames of preview, counts and export; one package (`planner`) does the trainer's
arithmetic, integer for integer.
"""
