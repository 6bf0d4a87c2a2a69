"""Words for clips: their text, and the sidecar files the trainer reads.

::

    text        a caption in its form, and beginning with the trigger
    writing     edits of captions: by hand, many at once, taken of a machine
    typed       what a person typed, as it is kept
    phrases     shot size, camera angle, camera move: what a caption becomes with one of them
    sidecar     caption files as they are exported, and read again
    foreign     captions of other programs, in whatever encoding
    filtering   the filter of captions: its words, and which captions it lets through
    listing     which captions are listed, in which order, followed edit by edit
    pasting     captions on the clipboard
    reviewing   whom to ask a machine for captions; which of them need no look
    differing   the difference of two captions, by words
    beginning   the words with which many captions begin: the trigger of who wrote them
    prompt_…    sample prompts: their fields as typed, and a rough idea made into one by a model
    lint_rules  what machines say that no caption should: found, and taken away
    lint, lint_cures         what is wrong with captions, and what takes it away
    lint_medium, lint_scripts  words of the medium; scripts, and words in them
    tokens, board            what the trainer counts; all captions at a glance
    machine     captions written by a model, on a server or by a worker
"""
