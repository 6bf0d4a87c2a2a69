"""The stage *Plan*: what training will make of what was picked, following every edit.

::

    plan_tab   PlanTab: the three columns and their empty states; applies what the others ask for
    datasets   the column of dataset cards: what a person changes in place
    values     the fields of a card: a value that is typed over where it stands
    figures    the sum: figures that stand out, and one line to copy
    ledger     the table of buckets
    lengths    the histogram of clip lengths
    losses     what is lost of which clip, and its cure
    said       sentences that must be known
    toml_file  the dataset file an export writes

All of it shows a `PlanView`, which `Planning` computes in another thread; here it is only looked
at. Changes go through `Document.apply` and come back with the next plan.
"""
