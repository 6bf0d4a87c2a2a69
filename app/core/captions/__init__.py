"""Words for clips: their text, and the sidecar files the trainer reads.

::

    text        a caption in its one form, beginning with the trigger
    sidecar     caption files as they are exported, and read again
    foreign     captions of other programs, in whatever encoding
    differing   the difference of two captions, by words
    beginning   the words with which many captions begin: the trigger of who wrote them
    machine     captions written by a model, on a server or by a worker
"""
