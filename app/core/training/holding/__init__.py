"""Clips and stills that are held out of training, to be measured.

::

    scenes             which picks belong together, and must not be torn apart
    choosing           which of them are held out, and why
    picks              the picks of a project, or of its last export
    splitting          a dataset file in three: trained, measured, cached
    record             what a run holds out, as its folder says it
"""
