"""Where the cuts are.

::

    detect               a film's cuts, from the cache where it was scanned before
    signal, neural       a film's scores: our own measure; the second opinion
    judge                features -> scores: hard, dissolves, fades (weights: fitted numbers)
    survey, filling      one pass over the film, in parts side by side; what the fast mode left out
    features, samples    what is kept of each frame; thumbnails as numbers
    decode               thumbnails straight from the decoder
    elsewhere            films measured on other machines
    drafts               a first guess from the key frames
    cuts                 Cut, Shot: what comes out
    suggest              the part of a shot that is worth picking
    detectors            which there are, with their labels and thresholds; imports nothing heavy
    pyscenedetect        second opinions of PySceneDetect, on our frames
    compare, scene_csv   two opinions side by side; lists of scenes for and from other programs

A threshold is applied at the very end, in `detect.find_cuts`: moving it decodes nothing.
"""
