"""A dataset file in the hands of a person: what a card shows, what an editor of the text offers.

::

    key_help         every key as people set it: label, help, control, default
    dataset_fields   a table of the file on a card: its keys and their values
    typed_values     what is typed into a field, as the file has it
    card_words       what a card says of itself in words
    entry_changes    what a card does to the text: datasets made and doubled
    toml_editing     offers, help, the next value, marks and comments in the text
"""
