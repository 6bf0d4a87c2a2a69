"""One pass forward through a film: which pictures it gives, and which of them are whole."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import deque
from collections.abc import Callable

import av
from av.error import FFmpegError
from av.video.frame import PictureType

from app.core.media.decoding import FLAGGING, Decoder, Keep, Lost
from app.core.media.index import LAST, FrameIndex

_NEAR = 6  # frames worth decoding to save a jump to the next key frame
_PATIENCE = 20  # packets to wait for pictures that depend on others; no codec reorders by more
_FARTHEST = 600  # frames to go back at once for a picture that did not come out
_FALSE_KEYS = 300  # key frames found to be none before the film is read from its start
_PREDICTED = {PictureType.P, PictureType.B, PictureType.S, PictureType.SP}


class _Runs:
    """Runs of packets, each from a bad one to the next key frame, in decoding order."""

    def __init__(self, index: FrameIndex, starts: list[int]) -> None:
        self._index = index
        self._starts = sorted(starts)

    def add(self, start: int) -> None:
        insort(self._starts, start)

    def start_of(self, order: int) -> int | None:
        """Return the first bad packet of the run that packet ``order`` is in; None if in none."""
        place = bisect_right(self._starts, order)
        if not place or self._index.next_key(self._starts[place - 1]) <= order:
            return None
        end = self._index.next_key(order)
        while place > 1 and self._index.next_key(self._starts[place - 2]) == end:
            place -= 1
        return self._starts[place - 1]


class Pass:
    """Reads frames in ascending order as cheaply as it can, and jumps for others.

    A packet that the decoder complains of spoils every frame decoded after it, up to the next key
    frame: those depend on it, or may.

    Attributes:
        first_bad: After a frame that could not be had: the first frame, in display order, that the
            same damage spoils.
    """

    def __init__(self, index: FrameIndex, decoder: Decoder, tick: Callable[[], None]) -> None:
        """Begin nowhere; ``tick`` is called before each packet is decoded, and may raise."""
        self._tick = tick
        self.decoder = decoder
        self.first_bad = len(index)
        self._index = index
        self._suspected = _Runs(index, index.suspects.tolist())
        self._spoilt = _Runs(index, [] if index.codec in FLAGGING else index.suspects.tolist())
        self._false_keys: set[int] = set()  # frames that the container wrongly calls key frames
        self._forget(-1)

    def _forget(self, began: int) -> None:
        self._began = began  # the frame decoding began at; -1 before it did
        self._out = began - 1  # the last frame handed out or passed over
        self._fed = began - 1  # the last frame fed, in display order
        self._bad = LAST  # the first bad packet, in decoding order
        self._pending: deque[tuple[int, av.VideoFrame]] = deque()
        self._inside: set[int] = set()  # frames fed that have not come out
        self._left_out: set[int] = set()  # frames that were not wanted when they were fed

    def close(self) -> None:
        """Close the file."""
        self._forget(-1)
        self.decoder.close()

    def read(self, frame: int, keep: Keep | None) -> av.VideoFrame | None:
        """Return a frame; None where the film does not give it whole.

        Args:
            frame: The frame wanted now.
            keep: Which frames may be wanted next; others may be left out. None: only this one,
                after which the decoder is emptied: quickest, but the pass then ends.
        """
        order = int(self._index.order[frame])
        if self.decoder.parallel and self._suspected.start_of(order) is not None:
            return None
        if self._spoilt.start_of(order) is not None:
            self._blame(frame, order)
            return None
        key = self._key_before(frame)
        if not self._reaches(frame, key):
            self._start(key)
        picture = self._advance(frame, keep)
        back = 1
        while picture is None and self._began > 0 and back < _FARTHEST:
            false_key = self._began in self._false_keys
            if self._bad < LAST and not false_key:
                break
            # Where pictures are refreshed bit by bit, or key frames are none, the first pictures
            # after a jump do not come out.
            self._start(self._key_before(max(0, self._began - (1 if false_key else back))))
            picture = self._advance(frame, keep)
            back *= 1 if false_key else 4
        if picture is None:
            self._blame(frame, order)
        return picture

    def _key_before(self, frame: int) -> int:
        if len(self._false_keys) > _FALSE_KEYS:
            return 0
        key = self._index.key_before(frame)
        while key in self._false_keys:
            key = self._index.key_before(key - 1) if key else 0
        return key

    def _blame(self, frame: int, order: int) -> None:
        bad = self._spoilt.start_of(order)
        spoilt = self._index.order >= (self._bad if bad is None else min(bad, self._bad))
        self.first_bad = min(frame, int(spoilt.argmax())) if spoilt.any() else frame

    def _reaches(self, frame: int, key: int) -> bool:
        """Return whether decoding on gives ``frame`` with no more work than a jump would take."""
        if self._index.order[frame] >= self._bad:
            return False
        if self._pending and self._pending[-1][0] >= frame:
            return any(place == frame for place, _ in self._pending)
        if self._began < 0 or frame <= self._out or frame in self._left_out:
            return False
        return not self.decoder.ended and key <= max(self._out + _NEAR, self._fed)

    def _start(self, frame: int) -> None:
        self._forget(self.decoder.start(frame))

    def _advance(self, frame: int, keep: Keep | None) -> av.VideoFrame | None:
        patience = _PATIENCE
        while True:
            while self._pending and self._pending[0][0] < frame:
                self._out = self._pending.popleft()[0]
            here = bool(self._pending) and self._pending[0][0] == frame
            if here and (self._certain(frame) or not patience):
                break
            if (self._pending and not here) or not self._feed(keep or frame.__eq__):
                break
            if keep is None and self.decoder.fed == frame and not self.decoder.ended:
                self._take(self._rest())
            patience -= here
        if not here or self._index.order[frame] >= self._bad:
            return None
        self._out, picture = self._pending.popleft()
        return picture

    def _certain(self, frame: int) -> bool:
        """Return whether every picture that ``frame`` may depend on has been seen to be whole."""
        if self.decoder.ended:
            return True
        order = self._index.order
        return not any(order[place] < order[frame] for place in self._inside)

    def _feed(self, keep: Keep) -> bool:
        """Decode one more packet; return False where nothing more can come."""
        if self.decoder.ended or self._began in self._false_keys:
            return False
        self._tick()
        try:
            pictures = self.decoder.feed(keep)
        except Lost:
            self.decoder.rewind()
            self._forget(0)
            return True
        except FFmpegError:
            if self.decoder.fed == self._began > 0 and not self.decoder.parallel:
                self._false_keys.add(self._began)  # or it is damaged: decoding from before tells
            self._spoil(self.decoder.fed_order)
            pictures = self._rest()
        else:
            self._note_fed()
        self._take(pictures)
        return True

    def _take(self, pictures: list[tuple[int, av.VideoFrame]]) -> None:
        for place, picture in pictures:
            self._pending.append((place, picture))
            if picture.is_corrupt and place >= self._began:
                self._spoil(int(self._index.order[place]))
            if place == self._began > 0 and _is_predicted(picture):
                self._false_keys.add(place)
                self._bad = -1
        if pictures:
            last = pictures[-1][0]
            self._inside = {place for place in self._inside if place > last}

    def _rest(self) -> list[tuple[int, av.VideoFrame]]:
        """Return what the decoder still holds."""
        try:
            return self.decoder.drain()
        except FFmpegError:
            self._spoil(self.decoder.fed_order)
            return []

    def _note_fed(self) -> None:
        place = self.decoder.fed
        if place is None:
            return
        self._fed = max(self._fed, place)
        (self._left_out if self.decoder.left_out else self._inside).add(place)
        if len(self._left_out) > 1000:
            self._left_out = {place for place in self._left_out if place > self._out}

    def _spoil(self, order: int) -> None:
        """Remember that the packet ``order`` is bad."""
        if self.decoder.parallel:
            self._bad = -1  # which packet it was is not sure: the other decoder will see
            return
        self._bad = min(self._bad, order)
        self._spoilt.add(order)


def _is_predicted(picture: av.VideoFrame) -> bool:
    """Return whether a picture depends on others, so that decoding cannot begin with it."""
    return picture.pict_type in _PREDICTED and not picture.key_frame
