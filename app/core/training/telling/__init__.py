"""What is done beside a run for a person who is elsewhere.

::

    webhook              the end of a run, sent to an address a person gave
    shapes               as Discord, Slack, ntfy and anybody else take it
    said                 what is told of a run: never captions, never paths
    awake                the machine does not fall asleep while a run runs
"""
