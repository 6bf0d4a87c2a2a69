"""What a run has made: its checkpoints and the samples of its prompts.

::

    looking        look: both of a run and those it goes on from (attempts), as data (found)
    names          what the names of the trainer's files say; header, wholeness: are they whole
    prompts        the frozen prompts of the samples
    notes          stars and notes of a person
    listing        the table of checkpoints: words, order, how each number was counted
    losses         the loss around a checkpoint
    weights        the norm of what a LoRA adds; growth: how that goes on, and where it jumps
    hashes         AutoV2; metadata: what a file says of its making
    pruning        what the trainer will delete by itself
    keeping        what it shall not delete; binning: what a person deletes
    averaging      one LoRA of several, by the trainer's own tool
    sample_table   samples by prompt and moment
    side_by_side   which of them are seen large
    sample_frames  their frames, at the rate they were made for
"""
