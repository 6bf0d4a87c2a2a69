"""Captions written by a model: on any server that speaks OpenAI's protocol, or by a worker of ours.

::

    asking      the contract: a question, an answer, what a failure means
"""
