"""Everything the program knows and does; never imports Qt.

The page in `app` says what each part is for. Which part may import which stands once, as layers in
``pyproject.toml``, and every new part needs a place there.
"""
