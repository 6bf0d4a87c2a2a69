"""The stage *Captions*: the words of each picked clip and still, written beside its loop.

::

    captions_tab      the stage: puts the parts side by side and connects them
    chosen            which captions are listed, which is shown, which are selected
    proposals         what machines wrote and nobody decided upon
    stage             the middle: clip_loop over editor
    clip_loop         exactly what is exported of the clip, round and round
    editor            the large text; trigger_head, phrase_chips (phrase_dialog), token_meter,
                      foot_button
    keeping           a field and the caption it is for: drafts, edits; rewriting its text
    captioning        captions are asked for, as tasks of the queue
    reaching          whether what writes them can be asked
    machine_captions  those that come: asked for, looked at, taken; taking_unseen: many at once
    review_panel      the one that waits, as a difference (difference_text)
    looking_back      where words come from: details_popover, history_popover
    ask_panel         what is asked, with which prompt (template_choice); ask_dialog: for whom
    setting_up        captioner_dialog (server_form, worker_form), template_dialog
    template_store    prompts in memory
    side_panel        what is at the right, from top to bottom
    caption_commands  connects the commands
"""
