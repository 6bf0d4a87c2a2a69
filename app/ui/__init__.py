"""The window: Qt only. What a test without a window would want to check is decided in core.

::

    tokens, theme, icons   the look: colours by role, fonts, palette, style sheet, strokes
    widgets                what every tab is built of (see ``app.ui.widgets``)

Widgets paint with `theme` roles and `icons`, never with a literal colour or size.
"""
