"""The stage *Clips*: films, their shots, and what is picked of them.

::

    clips_tab    the stage: puts the parts side by side and connects them
    sources      the films at the left
    viewing      player, transport and timeline of what is marked; transport_keys its keys
    looking      the ways to look at its picture, the trainer's among them
    travelling   to a place that is typed, from cut to cut; shuttling: J, K and L
    big_player   the player over the whole screen
    shelf        the grid of shots, picks and stills; shelf_head what stands over it
    culling      a decision and on to the next undecided; many decided at once
    inspector    range_facts, check_chips, rating, tags, caption_field: all on what is marked
    film_lanes   what the timeline shows of the film; xray: what each dataset takes
    cutting      cuts moved, removed, put in; the threshold
    marking      the range that is marked, and its lengths; best_window finds one, stepping takes
                 one back
    review       one shot fills the stage, one key decides (review_…)
    picking      decisions: pick, reject, rate, tag, caption
    cropping     the crop tool: crop_bar, crop_facts, crop_edits, crop_sight, fit_chips
    curing       cures of what the checks say; twins_dialog: clips that show the same
    still_work   the sharpest frame, stills of many picks (stills_dialog)
    film_menu    what can be done with films (opinion_dialog); clip_commands connects the rest
    no_films     how to begin; film_chooser asks which films
    placing      where one was the last time
    films_list   what the list says of each film
    films_work   long work on films: add, find shots, check, export; outcomes tells how it ended
    relinking    films that are missing or changed (relink_dialog)
    tile_badges  what films and checks say on tiles
"""
