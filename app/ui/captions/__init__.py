"""The stage *Captions*: the words of each picked clip and still, written beside its loop.

::

    captions_tab      the stage: puts the parts side by side and connects them
    chosen            which captions are listed, which is shown, which are selected
    lists             list or table at the left, made of:
      list_rows         what is listed: filter, order, the row one is in; list_model as Qt asks
      list_head         editor or table, sums, filter, order; list_pane: it over a view, or why none
      list_view         the list (list_delegate, list_words, list_pictures, list_following)
      list_work         copy, paste, done, show in Clips
      table_view        the table (table_cells); table_editing: a caption written in its cell
    stepped           goes to what a step back or on changed
    small_loop        the loop at the right while the table is shown
    proposals         what machines wrote and nobody decided upon
    entries           what is known of each caption: state, words, tokens, lints
    lint_panel        counts of lints, their filters and cures (lint_row); chips of one (lint_chips)
    lint_curing       cures one caption or many; goes to the next with a problem
    stage             the middle: clip_loop over editor
    clip_loop         exactly what is exported of the clip, round and round
    editor            the large text; trigger_head, phrase_chips (phrase_dialog), token_meter,
                      foot_button
    keeping           a field and the caption it is for: drafts, edits; rewriting its text
    captioning        captions are asked for, as tasks of the queue
    reaching          whether what writes them can be asked
    machine_captions  those that come: asked for, looked at, taken; taking_unseen: many at once
    review_panel      the one that waits, as a difference (difference_text)
    command_buttons   buttons with words of their own that do a command
    foot_buttons      history and model under the words
    looking_back      where words come from: details_popover, history_popover
    ask_panel         what is asked, with which prompt (template_choice); ask_dialog: for whom
    setting_up        captioner_dialog (server_form, worker_form), template_dialog
    template_store    prompts in memory
    prompts_page      sample prompts as a table: prompts_row of prompts_text, prompts_editing;
                      prompts_file as it will be; prompts_helper, which asks by prompts_refining
    side_panel        what is at the right, from top to bottom
    caption_files     files of captions, in every stage: outside_watch looks whether another program
                      changed exported ones (outside_work, outside_dialog); import_work brings
                      others in (import_dialog, …_lines, …_reading); change_list shows changes
                      that are to be decided upon (change_lines, change_pane)
    replace_work      find, replace, change many: puts together
      replace_panel     two fields (replace_field), a count while one types (replacing)
      replace_hits      hits lit in the text, and on to the next
      preview_dialog    every change before it is made: bulk_list, bulk_delegate; cures, too
      difference_lines  a difference in a few lines, in every list
      bulk_dialog       many captions changed at once: bulk_kinds, bulk_sentences
      bulk_scope        of which captions; bulk_making: as one step to undo
    writing_help      what helps while one writes:
      spelling          which words no dictionary knows: underlined (spelling_marks), one after the
                        other (spelling_steps)
      completing        words offered under the cursor (completing_list, completing_words)
    caption_commands  connects the commands
"""
