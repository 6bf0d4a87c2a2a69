"""Captions written by a model: on any server that speaks OpenAI's protocol, or by a worker of ours.

::

    asking      the contract: a question, an answer, what a failure means
    worker      a model in a process of the trainer's own Python: its pipes (worker_pipe), and
                which Pythons there are and what they have (worker_python)
"""
