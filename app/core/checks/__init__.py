"""What is wrong with a clip, and what is good about it.

::

    clips                many clips of a project: measured once, kept, judged
    film_shots           shots and stills of whole films: what is known, and looking at the rest
    glimpses, shots      a few frames of each; what is said of them
    judging              a measure and its context -> findings: every threshold is here
    mixing               what is said of cuts, dissolves and fades in a clip
    twins, side_by_side  pairs of clips that show the same, and what is decided on them
    parts                what is left of a clip without what is wrong in it
    lengths              too short, too long: what the project's datasets take of a clip
    duplicates           which clips look alike, among many
    keeping, kept        measuring what is not known yet; measures in the cache
    elsewhere            the same on other machines
    look                 one pass over a clip's frames -> its measure
    sharpest             the sharpest frame among some
    progress             how far several films are
    bars, sharpness      letterbox and pillarbox; blur: from a few frames at full size
    series, hashes       levels and motion of every frame; fingerprints of some
    views                the kept part of a picture, small or at full size
    measure, findings    what is measured, what is said: data

A measure depends on the film, the range and the crop alone and is kept in the cache; judging it
again, with other cuts or other datasets, decodes nothing.
"""
