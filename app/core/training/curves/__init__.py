"""Loss and the like over the steps of a run, and of the runs it goes on from.

::

    drawing              makes charts of runs, to be drawn
    reading              what is under a cursor, in words; what is shown, as a table
    summing_up           what a chart says, in words
    stretch              which part of a chart is seen
    charts               a chart: panes with curves; what can be drawn of a run
    ticks, decimating    numbers of an axis; as many points as there are pixels for
    run_curves           RunCurves: follows the files of a run
    assembling           attempts joined, epochs told apart, gaps filled from the log
    view                 CurvesView: all that is known at one moment
    leg_files            the files of one run; lineage: those it goes on from
    metrics              what our script around the trainer writes: ``metrics.jsonl``
    smoothing            moving average, mean of an epoch with its error, slope
    series               a quantity over the steps of several attempts
    events               TensorBoard's files: records (checksums), protobuf
    json_lines, columns  files of lines; numbers that are added to

numpy alone: no TensorBoard, no protobuf library. Nothing here is for the GUI thread but `drawing`,
`reading` and what they are made of, which take some milliseconds for 100,000 points.
"""
