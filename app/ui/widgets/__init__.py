"""The parts that every tab is built of; one module per subject.

::

    label       Label, ElidedLabel, SectionHead, Figure: words in a tone and a role
    surface     Surface, Card, Hairline, ScrollPane, Splitter: what others lie on
    flow        FlowLayout: chips that wrap
    clearing    clear: a layout emptied, to be filled anew
    layout_items items_of, mend: no shells of the items of layouts, of which the program could die
    chip        Chip: a state in a word
    button      Button, IconButton, KeyCap
    fields      Field, LineEdit, SearchField, PlainTextEdit: what is typed into
    roomy_text  RoomyText: a large plain text, a widget before its first word
    filter_field FilterField: a filter with offers under it, and the filters used before
    choices     ComboBox, SpinBox, CheckBox, Switch
    segmented   Segmented: one of a few views
    facts       FactRow: a label and its value
    rating      StarRating
    tags        TagRow
    table       Table, its columns and roles
    empty       EmptyState: a screen that has nothing yet says what to do
    notice      Notice: trouble said where it happened
    toast       Toast: "done", and Undo
    progress    Progress
    dialog      Dialog; popover: Popover, a card under what it belongs to
    held        hold_while_there: an attribute that is None once its widget is gone
    fitting     FittingFields: of a dialog, scrolled where the screen is too low
    grid        Grid: shots, picks or stills as pictures; 100,000 of them (grid_…, tile_painting)
    thumbnails  Thumbnails: pictures of frames, fetched in the background (…_loading, pixmap_cache)
    player      Player: a clip at the rate it is trained at (player_…)
    crop_frame  CropFrame: over a player, to be dragged and sized (crop_painting)
    timeline    Timeline: filmstrip, shots, clips, in and out, what datasets take (timeline_…)
    ringed      Ringed: a ring around what got the focus by keyboard
    tips        PlainTips: tooltips that say a text as it is
    painting    rounded boxes on whole pixels, shared by all of them
"""
