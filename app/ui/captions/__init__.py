"""The stage *Captions*: the words of each picked clip and still, written beside its loop.

::

    captions_tab      the stage: puts the parts side by side and connects them
    chosen            which captions are listed, which is shown, which are selected
    proposals         what machines wrote and nobody decided upon
    side_panel        what is at the right, from top to bottom
    caption_commands  connects the commands
"""
