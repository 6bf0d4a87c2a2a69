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
    replace_work      find, replace, change many: puts together
      replace_panel     two fields (replace_field), a count while one types (replacing)
      replace_hits      hits lit in the text, and on to the next
      replace_dialog    every change before it is made: bulk_list, bulk_delegate
      bulk_dialog       many captions changed at once: bulk_kinds, bulk_sentences
      bulk_scope        of which captions; bulk_making: as one step to undo
    writing_help      what helps while one writes:
      spelling          which words no dictionary knows: underlined (spelling_marks), one after the
                        other (spelling_steps)
      completing        words offered under the cursor (completing_list, completing_words)
    caption_commands  connects the commands
"""
