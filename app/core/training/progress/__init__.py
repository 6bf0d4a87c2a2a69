"""What the trainer prints: how far it is, and what went wrong.

Pure, and light to import: the supervisor of a run reads its logs with it.

::

    reader        bytes of a log -> how far it is, with its warnings and its last words (summary);
                  log_file reads one that is whole
    bars, stage, phases    the trainer's bars; what it does now, and the lines that say so
    course, pace  steps, epochs and loss of a training; their speed, and the time that is left
                  with the rounds of samples that are to come
    outputs       checkpoints, states and samples that it says it wrote
    comparing     what it counted, against the plan; remarks: what else a person should know
    trouble       what went wrong, with what to do: rules of what errors mean, as data, in
                  rules_dataset, rules_models, rules_options, rules_machine, each a rule; causes
                  finds the error, exits knows exit codes, cures the next step when memory ran out
    gpu, spill    the card, sampled (windows_counters: its shared memory there); whether memory
                  spilled, or why else steps became slow
"""
