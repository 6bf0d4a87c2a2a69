"""Words for clips: their text, and the sidecar files the trainer reads.

::

    text        a caption in its one form, beginning with the trigger
    sidecar     caption files as they are exported, and read again
    foreign     captions of other programs, in whatever encoding
    filtering   the filter of captions: its words, and which captions it lets through
    listing     which captions are listed, in which order, followed edit by edit
    pasting     captions on the clipboard
    beginning   the words with which many captions begin: the trigger of who wrote them
"""
