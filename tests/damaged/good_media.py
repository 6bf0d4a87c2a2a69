"""Small good films and pictures of every kind that people bring."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError
from PIL import Image

from tests.films import make_film, picture

SIZE = (128, 96)
FRAMES = 40
_SAME = {"mbtree": "0"}


def films(folder: Path, most: int = 100) -> list[Path]:
    """Write films, the most usual first; those whose encoder is not here are left out."""
    odd = [place * 2 + place % 3 for place in range(FRAMES)]
    makers: dict[str, Callable[[Path], object]] = {
        "plain.mp4": lambda path: _film(path, options=_SAME),
        "fast.mp4": lambda path: _film(path, container={"movflags": "faststart"}),
        "parts.mp4": lambda path: _film(path, container={"movflags": "frag_keyframe+empty_moov"}),
        "uneven.mp4": lambda path: _film(path, pts=odd, time_base=Fraction(1, 60)),
        "turned.mov": lambda path: _film(path, rotation=90, sar=Fraction(4, 3)),
        "ten.mkv": lambda path: _film(path, codec="libx265", pix_fmt="yuv420p10le"),
        "hevc.mp4": lambda path: _film(path, codec="libx265"),
        "hevc.ts": lambda path: _film(path, codec="libx265"),
        "plain.mkv": lambda path: _film(path),
        "uneven.mkv": lambda path: _film(path, pts=odd, time_base=Fraction(1, 60)),
        "vp9.webm": lambda path: _film(path, codec="libvpx-vp9"),
        "vp8.webm": lambda path: _film(path, codec="libvpx"),
        "av1.mkv": lambda path: _film(path, codec="libsvtav1"),
        "av1.mp4": lambda path: _film(path, codec="libsvtav1"),
        "plain.ts": lambda path: _film(path),
        "mpeg2.ts": lambda path: _film(path, codec="mpeg2video"),
        "mpeg2.mpg": lambda path: _film(path, codec="mpeg2video"),
        "mpeg4.avi": lambda path: _film(path, codec="mpeg4"),
        "h264.avi": lambda path: _film(path, options={"bf": "0"}),
        "prores.mov": lambda path: _film(path, codec="prores_ks", pix_fmt="yuv422p10le"),
        "motion.avi": lambda path: _film(path, codec="mjpeg", pix_fmt="yuvj420p"),
        "ffv1.mkv": lambda path: _film(path, codec="ffv1"),
        "wmv.wmv": lambda path: _film(path, codec="wmv2"),
        "flash.flv": lambda path: _film(path),
        "sound.mp4": _with_sound,
        "sound.mkv": _with_sound,
        "moving.gif": lambda path: _film(path, codec="gif", pix_fmt="rgb8"),
    }
    made = []
    for name, make in list(makers.items())[:most]:
        path = folder / name.replace(".", "-") / name
        path.parent.mkdir(parents=True)
        with contextlib.suppress(FFmpegError, ValueError):  # this FFmpeg cannot write it
            make(path)
            made.append(path)
    return made


def _film(path: Path, **how: object) -> Path:
    return make_film(path, FRAMES, size=SIZE, **how)  # type: ignore[arg-type]


def _with_sound(path: Path) -> None:
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=24, options={"preset": "ultrafast"})
        video.width, video.height = SIZE
        video.pix_fmt = "yuv420p"
        video.codec_context.thread_count = 1
        audio = out.add_stream("aac", rate=44100)
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(picture(number, SIZE), format="gray")
            out.mux(video.encode(frame.reformat(format="yuv420p")))
        out.mux(video.encode(None))
        for place in range(60):
            silence = np.zeros((1, 1024), np.float32)
            sound = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            sound.rate, sound.pts = 44100, place * 1024
            out.mux(audio.encode(sound))
        out.mux(audio.encode(None))


def stills(folder: Path) -> list[Path]:
    """Write pictures of the kinds that the trainer reads, and some that it does not."""
    made = []
    grey = Image.fromarray(picture(77, (160, 96)))
    forms: dict[str, Image.Image] = {
        "rgb.png": grey.convert("RGB"),
        "clear.png": grey.convert("RGBA"),
        "few.png": grey.convert("P"),
        "deep.png": Image.fromarray(picture(77, (160, 96)).astype(np.uint16) * 257),
        "plain.jpg": grey.convert("RGB"),
        "ink.jpeg": grey.convert("CMYK"),
        "plain.webp": grey.convert("RGB"),
        "clear.webp": grey.convert("RGBA"),
        "plain.bmp": grey.convert("RGB"),
        "plain.tif": grey.convert("RGB"),
        "new.avif": grey.convert("RGB"),
    }
    for name, image in forms.items():
        path = folder / name.replace(".", "-") / name
        path.parent.mkdir(parents=True)
        with contextlib.suppress(OSError, KeyError, ValueError):
            image.save(path)
            made.append(path)
    return made
