"""The guided tour: five steps through the real work, each of some deeds that are seen to be done.

::

    steps      the steps in their order: their texts, their deeds, what control each is about
    tour       where a person is in it, what is done, what a card shows of it
    placing    where that card lies beside a control
"""
