"""The project on disk: sources, shots, clips, stills and captions.

::

    project              a folder with one SQLite file: read, changed by edits, undone
    model, edits         its rows and the changes of them, as frozen data
    captioned            clips and stills alike: the rows that have a caption
    picking, deciding    edits of a person who decides on one row, on many
    cutting, detection   edits of shots: by hand; by a detector, which leaves what a hand made
    stills               edits that make stills of clips
    sources, places      films: added, gone, changed, found again; how their paths are written
    snapshot, tally      all rows in memory, followed edit by edit; how many of each there are
    drafts, pending      what is being typed; what waits to be done on films
    set_aside            what is typed while the project cannot be written
    machine, wordings    what machines wrote and waits for a decision; all texts a caption had
    readable             a project as text
    seen                 where in the window an edit is seen
    applying, history    an edit carried out, with its inverse; the log of them: undo and redo
    contents, rows       what is read from the tables; a row, and what SQLite keeps of it
    opening, connection  the file to change, or only to read; what can be wrong with it
    schema, migrations   the version of the file, and how it becomes the next
"""
