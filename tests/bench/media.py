"""Films that several benchmarks share, made once in the bench folder."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "big_buck_bunny_72s.mp4"
_GRAIN = 2.0  # standard deviation of the luma noise, 8-bit steps


def demo_1080p(folder: Path, *, gop: int = 250, copies: int = 1) -> Path:
    """Return the demo film at 1920x1080, H.264 as a streaming service would encode it.

    Args:
        folder: Where the film is kept; it is made only where it is missing.
        gop: Greatest distance of key frames.
        copies: How often the film's 1,728 frames follow one another.
    """
    path = folder / f"demo-1080p-gop{gop}-x{copies}.mp4"
    if not path.exists():
        part = path.with_suffix(".part.mp4")
        if copies == 1:
            _encode_grainy(part, gop)
        else:
            _repeat(demo_1080p(folder, gop=gop), part, copies)
        part.replace(path)
    return path


def _encode_grainy(path: Path, gop: int) -> None:
    random = np.random.default_rng(7)
    grain = random.normal(0, _GRAIN, (8, 1080, 1920)).round().astype(np.int16)
    with av.open(str(path), "w") as out, av.open(str(DEMO)) as source:
        stream = out.add_stream("libx264", rate=24, options={"preset": "veryfast", "crf": "23"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 1920, 1080, "yuv420p"
        stream.codec_context.gop_size = gop
        for number, frame in enumerate(source.decode(video=0)):
            large = frame.reformat(1920, 1080, "yuv420p", interpolation="BICUBIC")
            out.mux(stream.encode(_grainy(large, np.roll(grain[number % 8], number * 37))))
        out.mux(stream.encode(None))


def _repeat(source: Path, path: Path, copies: int) -> None:
    """Write a film's packets several times over."""
    with av.open(str(path), "w") as out:
        shift = 0
        for copy in range(copies):
            with av.open(str(source)) as film:
                video = film.streams.video[0]
                if copy == 0:
                    stream = out.add_stream_from_template(video)
                for packet in film.demux(video):
                    if packet.dts is not None and packet.pts is not None:
                        packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                        packet.stream = stream
                        out.mux(packet)
                shift += video.duration or 0


def _grainy(frame: av.VideoFrame, grain: np.ndarray) -> av.VideoFrame:
    picture = frame.to_ndarray()
    luma = picture[:1080].astype(np.int16) + grain
    picture[:1080] = luma.clip(0, 255).astype(np.uint8)
    return av.VideoFrame.from_ndarray(picture, format="yuv420p")
