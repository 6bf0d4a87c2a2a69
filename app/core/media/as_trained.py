"""A frame as the trainer sees it: exported, then resized and cut to a bucket by its own rule.

(The rule is musubi-tuner 0.3.4's ``media_utils.resize_image_to_bucket``; which bucket it is, the
planner knows.) Only what an encoder loses is not in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.core.media.colour import BT709, LIMITED
from app.core.media.convert import Converter
from app.core.media.geometry import Geometry, Size

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt

    Pixels = npt.NDArray[np.uint8]  # shape (height, width, 3): red, green, blue


class TrainedPictures:
    """Makes of decoded pictures of one film what a dataset's bucket holds of them.

    Args:
        path: The film, for messages.
        geometry: Of the export.
        bucket: The size the trainer caches it at.
        still: Whether it is exported as a picture, not as a frame of a clip.
        strict: Refuse HDR; otherwise it comes out pale.
    """

    def __init__(
        self,
        path: Path,
        geometry: Geometry,
        bucket: Size,
        *,
        still: bool = False,
        strict: bool = False,
    ) -> None:
        self._bucket = bucket
        self._convert = Converter(path, geometry, "picture" if still else "clip", strict=strict)

    def __call__(self, frame: av.VideoFrame) -> Pixels:
        """Return the picture; raises `SourceError` as `Converter` does."""
        import numpy as np

        made = self._convert(frame)
        if made.format.name == "yuv420p":  # as the clip's file says of itself
            made.colorspace = made.color_primaries = made.color_trc = BT709
            made.color_range = LIMITED
        return in_bucket(np.asarray(made.to_ndarray(format="rgb24"), np.uint8), self._bucket)


def in_bucket(picture: Pixels, bucket: Size) -> Pixels:
    """Return a picture resized until it covers ``bucket``, and what is in the middle of that.

    Larger pictures are averaged by area, smaller ones enlarged by Lanczos's kernel; one of the
    bucket's size is returned as it is.
    """
    height, width = picture.shape[:2]
    if (width, height) == bucket:
        return picture
    scale = max(bucket.width / width, bucket.height / height)  # the trainer's doubles
    size = Size(int(width * scale + 0.5), int(height * scale + 0.5))
    resized = _enlarged(picture, size) if scale > 1 else _shrunk(picture, size)
    left, top = (size.width - bucket.width) // 2, (size.height - bucket.height) // 2
    return resized[top : top + bucket.height, left : left + bucket.width]


def _enlarged(picture: Pixels, size: Size) -> Pixels:
    import numpy as np
    from PIL import Image

    made = Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)
    return np.asarray(made, dtype=np.uint8)


def _shrunk(picture: Pixels, size: Size) -> Pixels:
    import cv2
    import numpy as np

    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def for_screen(picture: Pixels) -> memoryview:
    """Return the rows of a picture as blue, green, red, 255 of each pixel."""
    import cv2
    import numpy as np

    made = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2BGRA), dtype=np.uint8)
    return made.reshape(-1).data
