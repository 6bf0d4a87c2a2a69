"""The stage *Clips*: films, their shots, and what is picked of them.

::

    clips_tab    the stage: puts the parts side by side and connects them
    sources      the films at the left
    viewing      player, transport and timeline of what is marked
    looking      the ways to look at its picture, the trainer's among them
    travelling   to a place that is typed, from cut to cut; shuttling: J, K and L
    big_player   the player over the whole screen
    shelf        the grid of shots, picks and stills
    inspector    range_facts, check_chips, rating, tags and caption of what is marked
    film_lanes   what the timeline shows of the film; xray: what each dataset takes
    cutting      cuts moved, removed, put in; the threshold
    marking      the range that is marked
    review       one shot fills the stage, one key decides (review_page, review_strip)
    picking      decisions: pick, reject, rate, tag, caption
    film_menu, clip_commands
    films_list   what the list says of each film
    films_work   long work on films: add, find shots, export; outcomes tells how it ended
"""
