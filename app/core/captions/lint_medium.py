"""Words of the medium in a caption: video, frames, image, what is laid over the picture.

A window frame, a picture on the wall and a video game are things of the film, and no alarm.
"""

from __future__ import annotations

from app.core.captions.lint_rules import Words

_THE = r"\b(?:the|this|these|that|each|every|entire|whole)"
_SHORT = r"(?: (?:short|brief|entire|whole|animated|given|provided|\d+))?"
_GAME = (
    r"(?! (?:games?|calls?|cameras?|screens?|walls?|tapes?|stores?|arcades?|monitors?|players?))"
)
_GAME += r"(?!-)"
_SAYS = r"(?:shows?|depicts?|captures?|features?|portrays?|begins?|starts?|opens?|ends?|closes?)"
_THING = (
    r"(?! (?:of (?!(?:the|this) (?:video|clip|image|footage))|frames?\b|books?\b|windows?\b|on|"
)
_THING += (
    r"hanging|hangs|above|behind|leaning|in (?:the|an?|his|her) (?:mirror|water|glass|locket)))"
)
_NTH = r"(?:first|second|third|last|final|next|previous|subsequent|initial|opening|closing|later)"

_OF_VIDEO = ("video", rf"{_THE}{_SHORT} videos?\b{_GAME}")
_OF_CLIP = ("clip", rf"{_THE}{_SHORT} (?:(?:video|film|movie) clips?\b|clips? {_SAYS}\b)")
_OF_FOOTAGE = ("footage", rf"{_THE}{_SHORT} footage\b")
_NUMBERED = (
    "frame",
    rf"\b{_NTH} (?:few )?frames?\b{_THING}|\bframes? #?\d+\b",
)

OF_VIDEO = Words.of(
    _OF_VIDEO,
    _OF_CLIP,
    _OF_FOOTAGE,
    _NUMBERED,
    ("screenshot", rf"{_THE}{_SHORT} screenshots?\b"),
    (
        "clip",
        r"\b(?:in|of|throughout|during) (?:the|this) (?:entire |whole )?clip\b(?! (?:in|on)\b)",
    ),
    ("image", rf"{_THE} images?\b{_THING}"),
    (
        "picture|photo",
        rf"{_THE} (?:pictures?|photos?|photographs?) {_SAYS}\b"
        rf"|\bin (?:the|this) (?:picture|photo|photograph)\b{_THING}",
    ),
    (
        "frames",
        rf"\b(?:the|these|each|all|across|between|\d+) frames\b{_THING}(?! (?:are|is|rest|sit)\b)",
    ),
    (
        "frame",
        r"\b(?:in|into|of|from|across|within|throughout|fills?|enters?|leaves?|exits?|leaving"
        r"|entering|exiting|filling) (?:the |this )?frame\b(?! (?:of|around|on|house)\b)",
    ),
    (
        "as the ",
        r"\bas the (?:video|clip|scene|footage|animation) "
        r"(?:progresses|continues|unfolds|goes on|plays)\b",
    ),
)
"""Of a moving picture: any word for what it is instead of what it shows."""

OF_IMAGE = Words.of(_OF_VIDEO, _OF_CLIP, _OF_FOOTAGE, _NUMBERED)
"""Of a still: only what it is not; "the image" does a picture less harm."""

OVERLAY = Words.of(
    ("watermark", r"\bwatermark(?:s|ed)?\b"),
    ("subtitle|closed caption", r"\b(?:closed captions?|subtitles?|subtitled)\b"),
    ("overlay|overlaid|on-screen text", r"\btext overlays?\b|\boverlaid text\b|\bon-screen text\b"),
    ("logo", r"\blogo\b[^.!?]{0,30}\b(?:upper|lower|top|bottom)[ -](?:left|right)\b"),
    ("워터마크|자막|字幕|水印|透かし", r"워터마크|자막|字幕|水印|透かし"),
)
"""What lies over the picture and does not belong to the film."""
