"""The look of a page of the guide: our colours and sizes for what its HTML is made of."""

from __future__ import annotations

from app.ui import theme


def page_style() -> str:
    """Return the style sheet of a page in the theme and zoom of now.

    Qt's documents know a part of CSS; sizes of type stand here as the document's own font cannot
    say them for headings.
    """
    color, px = _hex, theme.px
    mono = ", ".join(f'"{family}"' for family in theme.font("code").families())
    return f"""
        h1 {{ font-size: {px(23)}px; font-weight: 600; margin-top: 0; margin-bottom: {px(12)}px; }}
        h2 {{ font-size: {px(17)}px; font-weight: 600; margin-top: {px(26)}px;
              margin-bottom: {px(6)}px; }}
        h3 {{ font-size: {px(14)}px; font-weight: 600; margin-top: {px(18)}px;
              margin-bottom: {px(4)}px; }}
        p, li {{ margin-top: {px(5)}px; margin-bottom: {px(5)}px; line-height: 125%; }}
        .picture {{ line-height: 100%; margin-top: {px(12)}px; margin-bottom: {px(12)}px; }}
        a {{ color: {color("info")}; text-decoration: none; }}
        code {{ font-family: {mono}; font-size: {px(13)}px;
                background-color: {color("raised")}; }}
        pre {{ font-family: {mono}; font-size: {px(13)}px; background-color: {color("inset")};
               margin-top: {px(8)}px; margin-bottom: {px(8)}px; }}
        pre code {{ background-color: {color("inset")}; }}
        .key {{ font-size: {px(12)}px; font-weight: 500; color: {color("text")};
                background-color: {color("hover")}; }}
        .said {{ font-size: {px(12)}px; color: {color("muted")}; }}
        blockquote {{ margin-left: {px(14)}px; color: {color("muted")}; }}
        table {{ border-collapse: collapse; border-style: solid; border-width: 0;
                 margin-top: {px(8)}px; margin-bottom: {px(8)}px; }}
        th {{ color: {color("muted")}; text-align: left; font-weight: 600;
              border-bottom: 1px solid {color("line_strong")}; }}
        td {{ border-bottom: 1px solid {color("line")}; vertical-align: top; }}
        hr {{ color: {color("line")}; }}
    """


def _hex(name: str) -> str:
    return theme.color(name).name()
