"""Export and thumbnails, against plain decoding and plain encoding of the same frames.

Five clips of 5 s from a 72 s film, none touching another. The exporter decodes less than a plain
decode (what no clip shows and nothing depends on is left out) and encodes with CAVLC; what that
saves pays for converting, and for reading every clip back.
"""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from unittest import mock

import av
import numpy as np
from av.video.frame import PictureType

from app.core.cache import Cache
from app.core.media import clip_file
from app.core.media.clip_file import ClipWriter, Form, Quality
from app.core.media.conform import conform
from app.core.media.convert import Converter
from app.core.media.encode import ClipSpec, export_clips
from app.core.media.geometry import Size, plan_geometry
from app.core.media.index import FrameIndex, index_file
from app.core.media.reader import FrameReader
from app.core.media.thumbnails import Thumbnailer
from tests.bench import Bench, cpu_seconds, row
from tests.bench.media import DEMO, demo_1080p
from tests.corpus.check_export import rightness, specs

Encode = Callable[[Sequence[av.VideoFrame]], None]

_STARTS = (37, 392, 751, 1106, 1463)  # 5 s clips strewn over 72 s, none touching another
_SPAN = 121  # source frames at 24 fps: 81 at 16 fps
_PLAIN = "plain decode of each clip + x264 alone as it comes (CABAC)"
_OWN = "plain decode of each clip + the same encoder alone (CAVLC)"


@row(
    "export",
    target=0.96,
    unit="ratio",
    limit=f"{_PLAIN}, 1920x1080; export: convert, write, fsync and reading back included",
)
def export(bench: Bench) -> float:
    return _export(bench, None)


@row(
    "export_832x448",
    target=0.95,
    unit="ratio",
    limit=f"{_PLAIN}, 832x448; export: convert, write, fsync and reading back included",
)
def export_small(bench: Bench) -> float:
    return _export(bench, Size(832, 448))


@row(
    "export_unchecked",
    target=0.96,
    unit="ratio",
    limit=f"{_OWN}, 1920x1080; export: all but reading back",
)
def export_unchecked(bench: Bench) -> float:
    return _export(bench, None, unchecked=True)


@row(
    "export_832x448_unchecked",
    target=0.95,
    unit="ratio",
    limit=f"{_OWN}, 832x448; export: all but reading back",
)
def export_small_unchecked(bench: Bench) -> float:
    return _export(bench, Size(832, 448), unchecked=True)


@row(
    "export_exact",
    target=1.0,
    unit="share",
    limit="frames of 24 clips of the demo film, lossless ones bit for bit, others by PSNR",
)
def export_exact(bench: Bench) -> float:
    index = index_file(DEMO)
    choice = random.Random(16)
    wanted = [spec for _ in range(4) for spec in specs(index, len(index), choice)]
    folder = bench.folder / "exact"
    results = export_clips([(spec, folder / f"{n}.mp4") for n, spec in enumerate(wanted)])
    right = [right for row in rightness(index, results) for right in row]
    return right.count(True) / len(right)


@row(
    "thumbnails",
    target=2.5,
    unit="ratio",
    limit="naive: seek, decode key frames until one comes out, scale, JPEG",
)
def thumbnails(bench: Bench) -> float:
    index = index_file(demo_1080p(bench.folder))
    keys = [int(key) for key in np.flatnonzero(index.is_key)]
    cache = Cache(bench.folder / "thumbnails")

    def ours() -> None:
        shutil.rmtree(cache.folder, ignore_errors=True)
        with Thumbnailer(index, cache=cache) as thumbnailer:
            for key in keys:
                thumbnailer.near(key)

    return bench.cpu_ratio(lambda: _naive_thumbnails(index, keys), ours)


def _export(bench: Bench, size: Size | None, *, unchecked: bool = False) -> float:
    index = index_file(demo_1080p(bench.folder))
    clips = [ClipSpec(index.path, start, start + _SPAN, size=size) for start in _STARTS]
    orders = [(spec, bench.folder / "clips" / f"{spec.start}.mp4") for spec in clips]
    skip = mock.patch.object(clip_file, "check_clip") if unchecked else contextlib.nullcontext()
    encode = _encode_alike if unchecked else _encode_plainly
    ratios = []
    for _ in range(bench.rounds):
        limit = sum(_limit(index, spec, encode) for spec in clips)
        with skip:
            ratios.append(limit / cpu_seconds(lambda: _all_well(orders)))
    return statistics.median(ratios)


def _all_well(orders: Sequence[tuple[ClipSpec, Path]]) -> None:
    for result in export_clips(orders):
        if result.error is not None:
            raise result.error


def _limit(index: FrameIndex, spec: ClipSpec, encode: Encode) -> float:
    """Return the CPU seconds of decoding a clip's frames and of encoding them, nothing else."""
    seconds = cpu_seconds(lambda: _decode(index, spec))
    convert = Converter(index.path, plan_geometry(index, spec.crop, spec.size))
    with FrameReader(index) as reader:
        wanted = conform(index, spec.start, spec.end)
        frames = [convert(picture) for _, picture in reader.frames(wanted)]
    return seconds + cpu_seconds(lambda: encode(frames))


def _decode(index: FrameIndex, spec: ClipSpec) -> None:
    """Decode from the key frame before a clip to its last frame, as PyAV does it by itself."""
    last = int(index.pts[spec.end - 1])
    with av.open(str(index.path)) as source:
        video = source.streams.video[0]
        video.thread_type = "AUTO"
        source.seek(int(index.pts[spec.start]), stream=video)
        for frame in source.decode(video):
            if frame.pts is not None and frame.pts >= last:
                return


def _encode_alike(frames: Sequence[av.VideoFrame]) -> None:
    size = Size(frames[0].width, frames[0].height)
    writer = ClipWriter(io.BytesIO(), Path("memory"), Form(size, Fraction(16), Quality()))
    for frame in frames:
        writer.write(frame)
    writer.finish()


def _encode_plainly(frames: Sequence[av.VideoFrame]) -> None:
    options = {"preset": "veryfast", "crf": "12", "bf": "0", "sc_threshold": "0"}
    with av.open(io.BytesIO(), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=16, options=options)
        stream.width, stream.height = frames[0].width, frames[0].height
        stream.codec_context.gop_size = 16
        for place, frame in enumerate(frames):
            frame.pts, frame.time_base, frame.pict_type = place, Fraction(1, 16), PictureType.NONE
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _naive_thumbnails(index: FrameIndex, keys: Sequence[int]) -> None:
    import cv2

    with av.open(str(index.path)) as source:
        video = source.streams.video[0]
        video.thread_type = "AUTO"
        video.codec_context.skip_frame = "NONKEY"
        for key in keys:
            source.seek(int(index.pts[key]), stream=video)
            picture = next(source.decode(video)).reformat(160, 90, "bgr24")
            cv2.imencode(".jpg", picture.to_ndarray(), [cv2.IMWRITE_JPEG_QUALITY, 85])
