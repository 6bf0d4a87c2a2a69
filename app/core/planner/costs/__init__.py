"""What a training step costs: memory and seconds, as estimates that say how far they may be off.

::

    cost       Costs: the estimate of a step; an epoch's seconds
    setups     how the training is set up, of which that depends
    networks, gpus    what the network takes and computes; how fast cards are
    caching    the seconds of caching, before
    measured   runs of this machine, which correct the estimates
"""
