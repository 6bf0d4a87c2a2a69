"""Tests of the program; ``tests.bench``, ``tests.corpus`` and ``tests.kill`` are run by hand."""
