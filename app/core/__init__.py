"""Everything the program knows and does.

Never imports Qt; see the page in `app`.
"""
