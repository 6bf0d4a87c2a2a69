"""A video file, exactly: what it is, where its frames are, and the frames themselves.

From the bottom::

    opening              open a file, or say in a sentence why not
    packets, fields      what demuxing gives: a row per packet
    headers, oddities    is the container whole; what looks wrong
    shown, rates         which packets are frames, when; constant or variable
    index                all that, cached: the one source of frame numbers and times
    decoding, forward    pictures from a key frame on, named by frame; which are whole
    verdict              what decoding everything gives, cached
    reader               any frame, or an error
    conform, probe       frames for a constant rate; the facts of a film

    geometry, colour     what becomes of a picture: crop, scale, turn, recolour
    convert, clip_file   one picture; one clip
    encode, stills       clips and stills of many films (orders), each read in one pass (one_pass)
    thumbnails           small pictures, quickly

    playing, course      which frame when; what a play head needs next
    reel                 pictures ready to paint, in memory
    shown_frames         the frames of a range: those that are trained, or the film's own
    as_trained           a picture in a bucket, by the trainer's rule
    excerpts             runs of frames written as they are in their buckets
    projector, preview   a range as it is exported, decoded ahead for the window
    ahead                the same for what may be shown next
    timecode, going      times as people read them; where a person wants to go

A frame is counted in display order from 0; ranges are half-open; times and rates are `Fraction`.
"""
