"""The colours by role, dark and light. Knows no Qt.

A widget names a role ("muted"), never a colour. For every tone there are four: the tone itself is
readable as words on every surface and on its own ``_fill``; ``_fill`` and ``_edge`` draw a chip, a
notice or a step of that tone; ``_solid`` is for bars, dots and swatches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Tone = Literal["neutral", "good", "warn", "bad", "info", "accent", "violet", "rose"]
TONES: tuple[Tone, ...] = get_args(Tone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """One theme: every colour as ``#rrggbb``."""

    name: Literal["dark", "light"]
    # Surfaces, from the back to the front.
    rail: str  # left rail and job bar
    background: str  # the middle of the window
    surface: str  # side panels, cards
    inset: str  # what is typed into
    raised: str  # buttons, selected rows, neutral chips
    hover: str  # raised, under the mouse
    # Lines.
    line: str  # frames of cards and fields
    line_soft: str  # hairlines between rows
    line_strong: str  # frames of key caps and buttons under the mouse
    # Words.
    text: str
    muted: str  # labels, second lines: 4.5:1 on every surface
    dim: str  # heads, units, hints: 3:1 on every surface
    faint: str  # what is disabled, empty stars
    # The one accent.
    accent: str  # filled: the primary button, progress, the picked frame
    accent_hover: str
    accent_low: str  # key cap on the accent
    on_accent: str  # words on the accent
    accent_text: str  # the accent as words
    accent_fill: str
    accent_edge: str
    selection: str  # behind selected words
    # States.
    good: str
    good_solid: str
    good_fill: str
    good_edge: str
    warn: str
    warn_solid: str
    warn_fill: str
    warn_edge: str
    bad: str
    bad_solid: str
    bad_fill: str
    bad_edge: str
    info: str
    info_solid: str
    info_fill: str
    info_edge: str
    violet: str
    violet_solid: str
    violet_fill: str
    violet_edge: str
    rose: str
    rose_solid: str
    rose_fill: str
    rose_edge: str
    # Over pictures, the same in both themes.
    stage: str  # behind a film
    scrim: str  # behind words on a picture
    on_scrim: str

    def tone_text(self, tone: Tone) -> str:
        """The colour of words in ``tone``."""
        if tone == "neutral":
            return self.muted
        return self.accent_text if tone == "accent" else str(getattr(self, tone))

    def tone_solid(self, tone: Tone) -> str:
        """The colour of a bar, dot or swatch in ``tone``."""
        if tone == "neutral":
            return self.muted
        return self.accent if tone == "accent" else str(getattr(self, f"{tone}_solid"))

    def tone_fill(self, tone: Tone) -> str:
        """The soft surface behind words in ``tone``."""
        return self.raised if tone == "neutral" else str(getattr(self, f"{tone}_fill"))

    def tone_edge(self, tone: Tone) -> str:
        """The hairline around ``tone_fill``."""
        return self.line_strong if tone == "neutral" else str(getattr(self, f"{tone}_edge"))


DARK = Tokens(
    name="dark",
    rail="#101216",
    background="#15171c",
    surface="#1c1f26",
    inset="#14161b",
    raised="#262a33",
    hover="#2f3440",
    line="#2f3541",
    line_soft="#272b34",
    line_strong="#3a4150",
    text="#e7e9ee",
    muted="#98a1b0",
    dim="#6f7887",
    faint="#4a5261",
    accent="#f2a33a",
    accent_hover="#f7b65e",
    accent_low="#c98a31",
    on_accent="#1b1206",
    accent_text="#f2a33a",
    accent_fill="#2a2014",
    accent_edge="#6b4c20",
    selection="#5c4520",
    good="#58b27a",
    good_solid="#58b27a",
    good_fill="#18261f",
    good_edge="#2c5a41",
    warn="#e2b53e",
    warn_solid="#e2b53e",
    warn_fill="#272213",
    warn_edge="#5c4d22",
    bad="#e5645b",
    bad_solid="#e5645b",
    bad_fill="#2b1719",
    bad_edge="#6b3133",
    info="#5aa7e8",
    info_solid="#5aa7e8",
    info_fill="#152330",
    info_edge="#274d6e",
    violet="#b28df0",
    violet_solid="#b28df0",
    violet_fill="#231d31",
    violet_edge="#4d3f70",
    rose="#e684ae",
    rose_solid="#e684ae",
    rose_fill="#2c1a24",
    rose_edge="#683b51",
    stage="#0b0c0f",
    scrim="#15171c",
    on_scrim="#e7e9ee",
)

LIGHT = Tokens(
    name="light",
    rail="#e2e5ea",
    background="#eef0f3",
    surface="#f9fafb",
    inset="#ffffff",
    raised="#e9ecf1",
    hover="#dde2e9",
    line="#d3d8e0",
    line_soft="#e3e7ec",
    line_strong="#bcc4cf",
    text="#1b1e25",
    muted="#535d6b",
    dim="#717b8a",
    faint="#a9b2be",
    accent="#ee9a2b",
    accent_hover="#f4ab4a",
    accent_low="#d18118",
    on_accent="#1b1206",
    accent_text="#8a4f00",
    accent_fill="#fdf0dc",
    accent_edge="#e6bd80",
    selection="#fbd9a5",
    good="#1b6e40",
    good_solid="#2f9e5f",
    good_fill="#e2f3e8",
    good_edge="#9bcfb0",
    warn="#7d5700",
    warn_solid="#d6a11d",
    warn_fill="#fbf1d2",
    warn_edge="#dfc477",
    bad="#b32b25",
    bad_solid="#d9483f",
    bad_fill="#fce7e5",
    bad_edge="#eaa9a4",
    info="#17609c",
    info_solid="#2f86d1",
    info_fill="#e1effb",
    info_edge="#9cc5e8",
    violet="#6444b4",
    violet_solid="#8a63e0",
    violet_fill="#eee8fb",
    violet_edge="#c4b1ec",
    rose="#a32c63",
    rose_solid="#d8558f",
    rose_fill="#fbe5ee",
    rose_edge="#e6a9c3",
    stage="#0b0c0f",
    scrim="#15171c",
    on_scrim="#e7e9ee",
)

DATASETS: tuple[Tone, ...] = ("good", "info", "violet", "accent", "rose")
"""The tones of dataset 0, 1, 2, …; they come round again."""
