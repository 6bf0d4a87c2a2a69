"""The stage *Captions*: the words of each picked clip and still, written beside its loop.

::

    captions_tab      the stage: puts the parts side by side and connects them
    chosen            which captions are listed, which is shown, which are selected
    proposals         what machines wrote and nobody decided upon
    side_panel        what is at the right, from top to bottom
    caption_files     files of captions, in every stage: outside_watch looks whether another program
                      changed exported ones (outside_work, outside_dialog); import_work brings
                      others in (import_dialog, …_lines, …_reading); change_list shows changes
                      that are to be decided upon (change_lines)
    caption_commands  connects the commands
"""
