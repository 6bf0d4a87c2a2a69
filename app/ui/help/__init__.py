"""Help: the guide in a window of its own, and the keys of a stage in a sheet over it.

::

    helping         Helping: what a window has of help; all else is made when it is first asked for
    help_window     HelpWindow: contents or what was found at the left, a page at the right
    guide_list      GuideList: the contents, and the sections that a search has found
    guide_view      GuideView: a page in our colours, with its pictures
    guide_style     the colours and fonts of a page
    guide_keys      the list of keys in a page, and the person's own in place of those in its text
    guide_reading   what is read of the disk, in a thread
    stage_sheet     StageSheet: what a stage is for and its most useful keys, until the next key
    stage_words     what stands in that sheet, by stage
"""
