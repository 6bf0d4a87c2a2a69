"""The trainer's folder, its Python, and files of models.

::

    info         TrainerInfo: what is known of a trainer, and kept of it
    finding      folders of musubi-tuner, and the Pythons in them
    checkout     what a folder says of itself: version, commit, layout
    probing      a Python is asked what it has, by a script of ours that it runs
    answers      a program that is asked one thing, and may hang, crash or never stop talking
    remembered   what was found out, so that the next start need not ask
    findings     what was found, each good or bad, with what to do
    headers      what a file of weights says of itself: safetensors, and pth (pth_header) by pickle
    pickle_names what a file of torch would import, found without loading it
    model_files  look_at_model: what a file of weights is
    wan_parts    of which tensors the models of Wan are made
    fitting      whether a file fits a role and a task
    models_near  files of models, looked for where they usually lie
    looking      the trainer that a person has chosen, looked at once
    standing     how things stand with trainer and models, in a word; which models are chosen
    needs        what a training needs, a line each, and whether it is there
    nearby       trainer and models, looked for at once, to be offered
    sources      where the trainer and the models are to be had
"""
