"""From a decoded picture to one to export: cut, scaled, turned, its colours converted.

FFmpeg's filters do the work, one frame in and one frame out, on one thread. A picture that is
already what is wanted passes through without a copy; the frame that comes out is never the one that
went in, so its time may be set.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import av
from av.error import FFmpegError
from av.filter import Graph

from app.core.errors import SourceError
from app.core.language import tr
from app.core.media.colour import Colour, Tags, colour_of, refuse_hdr
from app.core.media.geometry import Crop, Geometry, Size

Step = tuple[str, str]  # a filter and its arguments
Sizes = tuple[Size, Size]  # before and after scaling
Kind = Literal["clip", "picture", "screen"]

# Shrinking averages areas as the trainer's own resize does (OpenCV's INTER_AREA; 62 dB alike).
_SHRINK = "area"
_STRETCH = "bicubic"
_EXACT = "+accurate_rnd+full_chroma_int+full_chroma_inp"
_TURNS = {
    90: [("transpose", "dir=clock")],
    180: [("hflip", ""), ("vflip", "")],
    270: [("transpose", "dir=cclock")],
}


class Converter:
    """Turns decoded pictures of one source into exported ones.

    The colours are those of `colour`. A ``clip`` comes out as BT.709 limited yuv420p, a ``picture``
    as BGR of 8 bits a channel, a picture for the ``screen`` as BGRA, made in half the time and off
    by a step or two.

    Args:
        path: The source, for messages.
        geometry: Which part, and how large.
        kind: What comes out.
        strict: Refuse HDR; otherwise it comes out pale.
    """

    def __init__(
        self, path: Path, geometry: Geometry, kind: Kind = "clip", *, strict: bool = True
    ) -> None:
        self.path = path
        self.geometry = geometry
        self.kind = kind
        self._strict = strict
        self._graph = Graph()
        self._tags: tuple[Tags, str] | None = None

    def __call__(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Return a new frame made from ``frame``, which stays as it is.

        Raises:
            SourceError: HDR, a picture of another size, or of a kind that cannot be converted.
        """
        tags = tags_of(frame)
        if frame.format.name.startswith("yaf"):
            raise self._unknown(frame)  # WORKAROUND for libswscale 9.5: it would end the process
        try:
            if self._tags != (tags, frame.format.name):
                self._configure(frame, tags)
            self._graph.vpush(frame)
            return self._graph.vpull()
        except FFmpegError as error:
            raise self._unknown(frame, detail=str(error)) from error

    def _unknown(self, frame: av.VideoFrame, *, detail: str = "") -> SourceError:
        return SourceError(
            tr(
                'The pictures of "{path}" ({name}) cannot be converted; '
                "convert the film to H.264 with another tool first.",
                path=self.path,
                name=frame.format.name,
            ),
            detail=detail,
        )

    def _configure(self, frame: av.VideoFrame, tags: Tags) -> None:
        if self._strict:
            refuse_hdr(tags, self.path)
        if (frame.width, frame.height) != self.geometry.coded:
            raise SourceError(
                tr(
                    '"{path}" changes its picture size from {coded} to '
                    "{width}x{height} on the way; split it there with another tool first.",
                    path=self.path,
                    coded=self.geometry.coded,
                    width=frame.width,
                    height=frame.height,
                )
            )
        colour = colour_of(tags)
        chain = [
            ("buffer", _source(frame, tags)),
            *steps(frame.format.name, tags.kind, colour, self.geometry, self.kind),
            ("buffersink", ""),
        ]
        self._graph = Graph()
        self._graph.threads = 1
        nodes = [self._graph.add(name, arguments or None) for name, arguments in chain]
        self._graph.link_nodes(*nodes).configure()
        self._tags = (tags, frame.format.name)


def tags_of(frame: av.VideoFrame) -> Tags:
    """Return what a decoded picture says of its colours."""
    name = frame.format.name
    rgb = frame.format.is_rgb or name == "pal8"
    return Tags(
        width=frame.width,
        height=frame.height,
        kind="rgb" if rgb else "gray" if name.startswith(("gray", "ya", "mono")) else "yuv",
        matrix=int(frame.colorspace),
        primaries=int(frame.color_primaries),
        transfer=int(frame.color_trc),
        range=2 if name.startswith("yuvj") else int(frame.color_range),
    )


def steps(pix_fmt: str, kind: str, colour: Colour, geometry: Geometry, to: Kind) -> list[Step]:
    """Return the filters for pictures of ``pix_fmt`` (``kind`` as in `Tags`) and ``colour``."""
    chain = [_meaning(colour)]
    size = geometry.coded
    if geometry.square != size and not geometry.whole:
        chain += [_scale(size, geometry.square, _same_range(colour))]
        size = geometry.square
    if not geometry.whole:
        if _tears(pix_fmt, geometry.window):
            pix_fmt = "yuv444p"
            chain += [_scale(size, size, _same_range(colour)), ("format", pix_fmt)]
        chain += [_cut(geometry.window)]
        size = geometry.window.size
    sizes = size, geometry.scaled
    if to != "clip":
        chain += _to_bgr(kind, colour, sizes, to)
    elif kind != "yuv" or pix_fmt != "yuv420p" or sizes[0] != sizes[1] or not colour.is_export:
        chain += _to_bt709("yuv420p", kind, colour, sizes)
    return [*chain, *_TURNS.get(geometry.turn, []), ("setsar", "1")]


def _tears(pix_fmt: str, window: Crop) -> bool:
    """Return whether a cut would go through a colour sample that stands for several pixels."""
    chroma = [part for part in av.VideoFormat(pix_fmt, 64, 64).components if part.is_chroma]
    coarse = any(part.width < 64 or part.height < 64 for part in chroma)
    return coarse and (window.x | window.y) & 1 == 1


def _cut(window: Crop) -> Step:
    return "crop", f"w={window.width}:h={window.height}:x={window.x}:y={window.y}:exact=1"


def _to_bt709(pix_fmt: str, kind: str, colour: Colour, sizes: Sizes) -> list[Step]:
    """Scale to planar Y'CbCr, then convert the numbers to BT.709 limited."""
    if kind == "rgb":
        whole = "in_range=pc:out_color_matrix=bt709:out_range=tv"
        colour = Colour("bt709", full=False, gamut=colour.gamut)
        chain = [_scale(*sizes, whole, exact=True), ("format", pix_fmt)]
    elif kind == "gray":
        chain = _gray(pix_fmt, colour, sizes)
    else:
        chain = [_scale(*sizes, _same_range(colour)), ("format", pix_fmt)]
    return chain if colour.is_export else [*chain, *_recolour(colour, sizes[1])]


def _to_bgr(kind: str, colour: Colour, sizes: Sizes, to: Kind) -> list[Step]:
    """Scale and convert to BGR; the scaler knows every matrix, but no gamut."""
    chain: list[Step] = []
    if kind == "gray":
        chain = _gray("yuv444p", colour, sizes)
    elif colour.gamut:
        chain = _to_bt709("yuv444p", kind, colour, sizes)
    if chain:
        sizes = sizes[1], sizes[1]
    exact = to == "picture"
    return [*chain, _scale(*sizes, "", exact=exact), ("format", "bgr24" if exact else "bgra")]


def _gray(pix_fmt: str, colour: Colour, sizes: Sizes) -> list[Step]:
    """Scale to planar Y'CbCr without a change of numbers.

    FFmpeg's scaler takes every gray picture as full range, so that is what it is told; what the
    numbers mean is said again afterwards.
    """
    return [_scale(*sizes, "in_range=pc:out_range=pc"), ("format", pix_fmt), _meaning(colour)]


def _recolour(colour: Colour, size: Size) -> list[Step]:
    """Convert the numbers of planar Y'CbCr to BT.709 limited; the filter needs even sides."""
    matrix = {"bt2020nc": "bt2020ncl"}.get(colour.matrix, colour.matrix)
    source = f"ispace={matrix}:irange={_range(colour)}:iprimaries={colour.gamut or 'bt709'}"
    fast = int(not colour.gamut)  # without a change of gamut there is no light to compute
    target = f"itrc=bt709:space=bt709:range=tv:primaries=bt709:trc=bt709:fast={fast}"
    chain = [("colorspace", f"{source}:{target}")]
    if size.width % 2 or size.height % 2:
        even = ("pad", "w=ceil(iw/2)*2:h=ceil(ih/2)*2")
        return [even, *chain, _cut(Crop(*size, 0, 0))]
    return chain


def _scale(old: Size, new: Size, colours: str, *, exact: bool = False) -> Step:
    kernel = _STRETCH if new.width > old.width or new.height > old.height else _SHRINK
    parts = [f"w={new.width}:h={new.height}:flags={kernel}{_EXACT if exact else ''}", colours]
    return "scale", ":".join(filter(None, parts))


def _meaning(colour: Colour) -> Step:
    return "setparams", f"colorspace={colour.matrix}:range={_range(colour)}"


def _same_range(colour: Colour) -> str:
    return f"in_range={_range(colour)}:out_range={_range(colour)}"


def _range(colour: Colour) -> str:
    return "pc" if colour.full else "tv"


def _source(frame: av.VideoFrame, tags: Tags) -> str:
    """Return the arguments of the filter that takes the decoded pictures in."""
    return (
        f"video_size={tags.width}x{tags.height}:pix_fmt={frame.format.name}:time_base=1/1:"
        f"colorspace={int(frame.colorspace)}:range={int(frame.color_range)}"
    )
