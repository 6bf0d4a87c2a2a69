"""Words for clips: their text, and the sidecar files the trainer reads.

::

    text        a caption in its form, and beginning with the trigger
    writing     edits of captions: by hand, many at once, taken of a machine
    rewording   what a change of many captions would make of each
    replacing   finding words and putting others there; seams: where words were taken out
    changing    changes that many get at once; sentences: where those of a caption are
    same        captions that say the same: cleared but for one, or marked
    spelling    words that no dictionary knows, and what may have been meant
    vocabulary  what captions say again and again, to be offered while one types
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
