"""The user guide: pages that ship with the program, to be read, and searched without a network.

::

    guide       `read_guide`: all pages in a language, one that lacks there in English
    rendering   a page's Markdown as HTML that knows nothing of colours
    searching   sections ranked by a few words, each with an excerpt

Pages are ``resources/guide/LANGUAGE/NN-name.md`` in their order. A line ``{keys}`` in one gives way
to a text that the window makes, and keys in backticks to those that the person has chosen.
"""
