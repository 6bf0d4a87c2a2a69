"""Caption files of others: exported ones that were changed outside, and folders of new ones.

::

    outside     which exported files are not as they were written, and what they say now
    deciding    what a person wants of those: taken in, written over, left
    folder      caption files to be imported: read, their encodings told
    matching    which pick a file is about
    taking_in   what is offered, and what is taken of it: one edit
"""
