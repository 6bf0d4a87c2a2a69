"""Captions written by a model: on any server that speaks OpenAI's protocol, or by a worker of ours.

From the bottom::

    asking      the contract: a question, an answer, what a failure means
    templates   what a model is told to write: files, ours and a person's own (template_edits)
    frames      the pictures it is shown, of the frames that are trained
    finishing   from its reply to a caption

    addresses   of servers, as people write them and as requests need them
    presets     the well-known servers; one as a person set it up
    chat        a question as the protocol's JSON
    replies     what a reply means: an answer, or a sentence (refusals)
    line, wire  requests that can be given up at once; the connections to a server
    http        a server as a backend; what it says of itself

    worker      a model in a process of the trainer's own Python: its pipes (worker_pipe), and
                which Pythons there are and what they have (worker_python)

    captioners  what writes captions as a person set it up, and whether it is there
    pacing      how much is asked at once, when again, when not
    captioning  captions for many clips and stills, kept as they come
"""
