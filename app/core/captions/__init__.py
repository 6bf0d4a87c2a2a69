"""Words for clips: their text, and the sidecar files the trainer reads.

::

    text        a caption in its one form, beginning with the trigger
    sidecar     caption files as they are exported, and read again
    foreign     captions of other programs, in whatever encoding
    beginning   the words with which many captions begin: the trigger of who wrote them
    machine     captions written by a model, on a server or by a worker
    lint_rules  what machines say that no caption should: found, and taken away
"""
