"""What decoding a film from end to end gives: how many frames, whether it fails, what is whole.

Demuxing cannot tell. The verdict is kept beside the index, so a film is decoded for it once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from app.core.cache import Cache
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.media.decoding import FLAGGING, Decoder
from app.core.media.index import LAST, FrameIndex, index_file
from app.core.media.opening import open_alone, reason

_KIND = "verdict-1"


@dataclass(frozen=True)
class Verdict:
    """What a film gives when it is decoded from end to end as the trainer does.

    Attributes:
        decoded: Frames that come out before the end or the first error. This is what the trainer
            counts, mended pictures included.
        raised: Decoding fails with an error there. The trainer then aborts; the rest of the film
            cannot be used.
        damaged_after: The first frame that is not whole: missing, mended by the decoder, or past
            the point where the film breaks off; None where every frame is whole.
        mended: Pictures among ``decoded`` that the decoder made up in part.
        message: One sentence about the damage; empty where there is none.
    """

    decoded: int
    raised: bool
    damaged_after: int | None
    mended: int = 0
    message: str = ""

    @property
    def stops_at(self) -> int | None:
        """The first frame that must not be used because decoding fails before it; else None."""
        return self.damaged_after if self.raised else None


def decode_verdict(
    path: Path, *, cache: Cache | None = None, checkpoint: Checkpoint = ignore
) -> Verdict:
    """Decode a film once, or return what was found when that was done.

    Raises:
        SourceError: The file cannot be indexed.
        Stopped: The checkpoint said so.
    """
    store = cache or Cache()
    index = index_file(path, cache=store, checkpoint=checkpoint)
    known = known_verdict(index, cache=store)
    if known is not None:
        return known
    verdict = _decode(index, checkpoint)
    _keep(index, verdict, store)
    return verdict


def known_verdict(index: FrameIndex, *, cache: Cache | None = None) -> Verdict | None:
    """Return the verdict on a film if it has been decoded before."""
    data = (cache or Cache()).load(_KIND, index.key.id)
    return None if data is None else Verdict(**json.loads(data))


def remember_whole(index: FrameIndex, *, cache: Cache | None = None) -> None:
    """Keep the verdict that every frame is whole.

    For a pass that decoded the whole film anyway: no error, no picture flagged as corrupt, and
    exactly the frames of an index without oddities.
    """
    _keep(index, Verdict(len(index), raised=False, damaged_after=None), cache or Cache())


def _keep(index: FrameIndex, verdict: Verdict, cache: Cache) -> None:
    cache.save(_KIND, index.key.id, json.dumps(asdict(verdict)).encode())


def _decode(index: FrameIndex, checkpoint: Checkpoint) -> Verdict:
    refused = _refused(index)
    if refused:
        return _as_verdict(index, _Findings(error=refused))
    # In parallel these decoders may hand out a picture before they flag it as mended.
    if index.codec in FLAGGING or not _all_whole(index, checkpoint):
        return _as_verdict(index, _as_the_trainer(index, checkpoint))
    if index.cut_off:
        return _as_verdict(index, _Findings(decoded=len(index)))
    return Verdict(len(index), raised=False, damaged_after=None)


def _refused(index: FrameIndex) -> str:
    """Return why the trainer cannot even open the file; empty where it can."""
    try:
        open_alone(index.path).close()
    except UnicodeDecodeError:
        return tr("its title or another tag is not UTF-8: save it anew without its metadata")
    except FFmpegError as error:
        return reason(error)
    return ""


def _all_whole(index: FrameIndex, checkpoint: Checkpoint) -> bool:
    """Return whether a fast decode gives every frame of the index without a complaint."""
    decoder = Decoder(index, parallel=True, threads=0)
    came: list[int] = []
    try:
        while not decoder.ended:
            checkpoint(Progress(len(came), len(index), tr("Decoding")))
            for place, picture in decoder.feed(lambda place: True):
                came.append(place)
                if picture.is_corrupt:
                    return False
    except FFmpegError:
        return False
    finally:
        decoder.close()
    return came == list(range(len(index))) and not decoder.strangers


@dataclass
class _Findings:
    decoded: int = 0
    first_bad: int | None = None
    mended: int = 0
    error: str = ""


def _as_the_trainer(index: FrameIndex, checkpoint: Checkpoint) -> _Findings:
    """Decode in one thread, packet by packet, until the first error."""
    found = _Findings()
    decoder = Decoder(index, parallel=False, threads=1)
    missing = np.ones(len(index), bool)
    bad = [LAST]  # packets in decoding order
    if index.codec not in FLAGGING:
        bad += index.suspects.tolist()
    try:
        for place, picture in _pictures(decoder):
            checkpoint(Progress(found.decoded, len(index), tr("Decoding")))
            found.decoded += 1
            missing[place] = False
            if picture.is_corrupt:
                found.mended += 1
                bad.append(int(index.order[place]))
    except FFmpegError as error:
        found.error = reason(error)
        bad.append(decoder.fed_order)
    finally:
        decoder.close()
    found.decoded += decoder.strangers
    missing |= index.order >= min(bad)
    if missing.any():
        found.first_bad = int(missing.argmax())
    return found


def _pictures(decoder: Decoder) -> Iterator[tuple[int, av.VideoFrame]]:
    while not decoder.ended:
        yield from decoder.feed(lambda place: True)


def _as_verdict(index: FrameIndex, found: _Findings) -> Verdict:
    first = len(index) if found.first_bad is None and index.cut_off else found.first_bad
    if found.error:
        first = min(found.decoded, len(index) if first is None else first)
        text = tr(
            "decoding fails after {frames} frames ({why})", frames=found.decoded, why=found.error
        )
    elif found.mended:
        text = tr(
            "{number} frames had to be mended by the decoder, the first near {frame}",
            number=found.mended,
            frame=first,
        )
    elif found.decoded != len(index):
        text = tr(
            "its container lists {listed} frames, {decoded} come out",
            listed=len(index),
            decoded=found.decoded,
        )
    elif first is not None:
        text = tr(
            "it breaks off after {frames} frames ({why})",
            frames=found.decoded,
            why=index.oddities[0],
        )
    else:
        return Verdict(found.decoded, raised=False, damaged_after=None)
    message = _damaged(index.path, text, first)
    return Verdict(found.decoded, bool(found.error), first, found.mended, message)


def _damaged(path: Path, why: str, first_bad: int | None) -> str:
    if not first_bad:
        return tr('"{path}" is damaged: {why}; get it again.', path=path, why=why)
    return tr(
        '"{path}" is damaged: {why}; use the frames before {frame}.',
        path=path,
        why=why,
        frame=first_bad,
    )
