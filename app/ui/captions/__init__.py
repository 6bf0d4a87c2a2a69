"""The stage *Captions*: the words of each picked clip and still, written beside its loop.

::

    captions_tab      the stage: puts the parts side by side and connects them
    chosen            which captions are listed, which is shown, which are selected
    proposals         what machines wrote and nobody decided upon
    entries           what is known of each caption: state, words, tokens, lints
    lint_panel        counts of lints, their filters and cures (lint_row); chips of one (lint_chips)
    lint_curing       cures one caption or many; goes to the next with a problem
    side_panel        what is at the right, from top to bottom
    caption_commands  connects the commands
    entries           what is known of each caption: state, words, tokens, lints
    lint_panel        counts of lints, their filters and cures (lint_row), chips of one (lint_chips)
    lint_curing       cures one caption or many; goes to the next with a problem
"""
