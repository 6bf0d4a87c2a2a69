"""The trainer's arithmetic, integer for integer: what a dataset file becomes.

::

    files        plan_file, check_file: the doors
    document     reads a dataset file; knows the line of each key
    schema       what the trainer accepts, refuses and falls back to
    entries, media_facts, gather   what lies on disk, as plain `facts`
    outcome      one clip in one dataset: windows (frames) x buckets (sizes)
    counting, dataset, sharing, plan   pure: config + facts -> Plan
    losses, surprises, check, report   what is lost and why; JSON and words
    rules        which trainer
    resolutions  sizes worth training at
"""
