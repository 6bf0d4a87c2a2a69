"""The stage *Captions*: the words of each picked clip and still, written beside its loop.

::

    captions_tab      the stage: puts the parts side by side and connects them
    chosen            which captions are listed, which is shown, which are selected
    proposals         what machines wrote and nobody decided upon
    stage             the middle: clip_loop over editor
    clip_loop         exactly what is exported of the clip, round and round
    editor            the large text; trigger_head, phrase_chips (phrase_dialog), token_meter
    keeping           a field and the caption it is for: drafts, edits; rewriting its text
    side_panel        what is at the right, from top to bottom
    caption_commands  connects the commands
"""
