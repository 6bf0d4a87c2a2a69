"""What the numbers of a decoded picture mean as colours; pure.

Exports are BT.709, limited range. What a source says of itself is believed; what it leaves open is
taken as players take it:

- matrix: BT.709 for pictures wider than 1279 or taller than 576 pixels, BT.601 below (mpv's rule);
- range: limited for Y'CbCr, full for RGB, and for gray formats, which have no colour to go by;
- wide gamuts (BT.2020, P3) are mapped to BT.709, what lies outside is clipped. The slightly
  differing primaries of SD material are taken as BT.709's, as most players do.

HDR (PQ, HLG) would need a choice of tone mapping that nobody made: it is refused with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.core.errors import SourceError
from app.core.language import tr

# ITU-T H.273 code points, as FFmpeg's AVCOL_* count them -> names of FFmpeg's filter options.
_MATRICES = {
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    9: "bt2020nc",
}
_UNSPECIFIED = {2, 3}
_WIDE_GAMUTS = {9: "bt2020", 11: "smpte431", 12: "smpte432"}
_HDR = {16: "PQ", 18: "HLG"}
_FULL = 2

BT709 = 1  # the code point of matrix, primaries and transfer alike
LIMITED = 1


@dataclass(frozen=True, slots=True)
class Tags:
    """What a decoded picture says of itself.

    Attributes:
        width: Pixels as coded.
        height: Pixels as coded.
        kind: ``rgb``, ``gray`` or ``yuv``.
        matrix: H.273 code points, as are the next three; 2 = unspecified.
        primaries: Colour primaries.
        transfer: Transfer characteristic.
        range: 0 = unspecified, 1 = limited, 2 = full.
    """

    width: int
    height: int
    kind: str
    matrix: int
    primaries: int
    transfer: int
    range: int


@dataclass(frozen=True, slots=True)
class Colour:
    """What a picture's numbers mean.

    Attributes:
        matrix: ``bt709``, ``smpte170m``…, ``gbr`` for RGB.
        full: Full range instead of limited.
        gamut: Name of primaries wider than BT.709's; empty for BT.709 and its like.
    """

    matrix: str
    full: bool
    gamut: str = ""

    @property
    def is_export(self) -> bool:
        """True where the numbers are those of an export already."""
        return self.matrix == "bt709" and not self.full and not self.gamut


def colour_of(tags: Tags) -> Colour:
    """Return what a picture's numbers mean; a matrix that cannot be converted counts as unsaid."""
    if tags.kind == "rgb":
        return Colour("gbr", full=True, gamut=_WIDE_GAMUTS.get(tags.primaries, ""))
    return Colour(
        matrix=_MATRICES.get(tags.matrix) or _usual_matrix(tags),
        full=tags.range == _FULL or (tags.kind == "gray" and tags.range != LIMITED),
        gamut=_WIDE_GAMUTS.get(tags.primaries, ""),
    )


def refuse_hdr(tags: Tags, path: Path) -> None:
    """Raise `SourceError` for pictures whose colours cannot be converted."""
    if tags.transfer in _HDR:
        raise SourceError(
            tr(
                '"{path}" is HDR ({transfer}), and how to bring it down to ordinary '
                "brightness is a matter of taste; convert it to SDR (BT.709) with another tool "
                "first.",
                path=path,
                transfer=_HDR[tags.transfer],
            )
        )
    if tags.kind == "yuv" and tags.matrix not in {0, *_UNSPECIFIED, *_MATRICES}:
        raise SourceError(
            tr(
                'The colours of "{path}" are coded in a way that is not understood here (matrix '
                "{matrix} of H.273); convert it to BT.709 with another tool first.",
                path=path,
                matrix=tags.matrix,
            )
        )


def _usual_matrix(tags: Tags) -> str:
    return "bt709" if tags.width >= 1280 or tags.height > 576 else "smpte170m"
