"""Every key of the trainer's dataset file, as people set it: label, help, control, default.

The schema says what the trainer accepts (`schema`); here is what a person is told of it, and what
can be typed. Which keys an entry shows, and with which values, is decided in `dataset_fields`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.core.language import enumerated, tr
from app.core.planner.rules import FRAME_STEP, SIZE_STEP
from app.core.planner.schema import Kind
from app.core.planner.windows import MODES

Control = Literal[
    "text", "folder", "file", "number", "frames", "lengths", "numbers", "size", "rate", "switch",
    "choice",
]  # fmt: skip
"""``frames`` is one length 4n+1, ``lengths`` several; ``rate`` has a decimal point in the file."""

BOTH: tuple[Kind, ...] = ("image", "video")
IMAGE: tuple[Kind, ...] = ("image",)
VIDEO: tuple[Kind, ...] = ("video",)

LEAST_SIDE, MOST_SIDE = 32, 8192  # pixels; the trainer finds no buckets for less
MOST_NUMBER = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key of the dataset file.

    Attributes:
        name: As it is written.
        label: For people, as short as a card is narrow.
        help: What it does, in plain words.
        control: What it is set with.
        default: What the trainer takes where it is not written; None: nothing.
        unset: Words for a default that is nothing.
        kinds: The datasets that may have it.
        general: It may stand in ``[general]`` too.
        usual: It is in sight on every card; others wait behind "More".
        place: It says where files lie: a project decides that itself.
        extractions: Says something only with these; empty: with every one.
        architectures: Says something only to these; None: to every one.
        models: Those it is made for, for people, where others do nothing with it.
        low: The least number; so is ``high`` the greatest.
        step: What an arrow key adds; numbers are then ``step * n + offset``.
    """

    name: str
    label: str
    help: str
    control: Control
    default: object = None
    unset: str = "none"
    kinds: tuple[Kind, ...] = BOTH
    general: bool = False
    usual: bool = False
    place: bool = False
    extractions: tuple[str, ...] = ()
    architectures: tuple[str, ...] | None = None
    models: str = ""
    low: int = 1
    high: int = MOST_NUMBER
    step: int = 1
    offset: int = 0


KEYS: tuple[Key, ...] = (
    Key(
        name="image_directory",
        label="Folder",
        help="The pictures, each with its caption beside it. Subfolders are not read, nor are "
        "pictures without a caption.",
        control="folder",
        kinds=IMAGE,
        usual=True,
        place=True,
    ),
    Key(
        name="video_directory",
        label="Folder",
        help="The clips, each with its caption beside it. Subfolders are not read; a clip without "
        "a caption ends the caching.",
        control="folder",
        kinds=VIDEO,
        usual=True,
        place=True,
    ),
    Key(
        name="image_jsonl_file",
        label="JSONL",
        help="A file with one picture and its caption per line, instead of a folder. It needs a "
        "cache folder.",
        control="file",
        kinds=IMAGE,
        place=True,
    ),
    Key(
        name="video_jsonl_file",
        label="JSONL",
        help="A file with one clip and its caption per line, instead of a folder. It needs a "
        "cache folder.",
        control="file",
        kinds=VIDEO,
        place=True,
    ),
    Key(
        name="cache_directory",
        label="Cache",
        help="Where the trainer keeps what it computed of the files. Each dataset needs a folder "
        "of its own, without [ ] * ? in its path.",
        control="folder",
        unset="the folder",
        usual=True,
        place=True,
    ),
    Key(
        name="resolution",
        label="Resolution",
        help="An area, width × height: each clip gets the size of about this area that is nearest "
        "to its own shape, in multiples of 16.",
        control="size",
        default=[960, 544],
        general=True,
        usual=True,
        low=LEAST_SIDE,
        high=MOST_SIDE,
        step=SIZE_STEP,
    ),
    Key(
        name="frame_extraction",
        label="Windows",
        help="head: from the start. chunk: one after another. slide: at every stride. uniform: "
        "spread over the clip. full: the whole clip.",
        control="choice",
        default="head",
        kinds=VIDEO,
        usual=True,
    ),
    Key(
        name="target_frames",
        label="Frames",
        help="Lengths of the windows, each 4n + 1. Several lengths train each clip several times.",
        control="lengths",
        default=[1],
        kinds=VIDEO,
        usual=True,
        extractions=("head", "chunk", "slide", "uniform"),
        step=FRAME_STEP,
        offset=1,
    ),
    Key(
        name="frame_sample",
        label="Per clip",
        help="Windows of each length that are spread over a clip. With 1 the trainer takes the "
        "start of the clip, as head does.",
        control="number",
        default=1,
        kinds=VIDEO,
        usual=True,
        extractions=("uniform",),
    ),
    Key(
        name="frame_stride",
        label="Stride",
        help="A window begins at every so many frames.",
        control="number",
        default=1,
        kinds=VIDEO,
        usual=True,
        extractions=("slide",),
    ),
    Key(
        name="max_frames",
        label="At most",
        help="The longest window, 4n + 1; what is longer is cut there.",
        control="frames",
        default=129,
        kinds=VIDEO,
        usual=True,
        extractions=("full",),
        step=FRAME_STEP,
        offset=1,
    ),
    Key(
        name="num_repeats",
        label="Repeats",
        help="How often each window is trained per epoch.",
        control="number",
        default=1,
        general=True,
        usual=True,
    ),
    Key(
        name="batch_size",
        label="Batch size",
        help="Samples of one step; they share a size and a length.",
        control="number",
        default=1,
        general=True,
        usual=True,
    ),
    Key(
        name="bucket_no_upscale",
        label="No upscaling",
        help="Pictures smaller than the resolution keep their size. The trainer does so for "
        "stills; it enlarges clips all the same.",
        control="switch",
        default=False,
        general=True,
        usual=True,
    ),
    Key(
        name="enable_bucket",
        label="Buckets",
        help="Files of other shapes get sizes of their own, instead of all being cut to the "
        "resolution. Clips are cached in buckets all the same: leave it on.",
        control="switch",
        default=False,
        general=True,
    ),
    Key(
        name="caption_extension",
        label="Captions",
        help="What the names of caption files end in, with its dot. Folders need it; a JSONL "
        "does not.",
        control="text",
        general=True,
    ),
    Key(
        name="source_fps",
        label="Source rate",
        help="The rate the clips have, in frames per second, all of them: frames are dropped down "
        "to the model's own rate. Not written: every frame is used as it is.",
        control="rate",
        unset="as is",
        kinds=VIDEO,
        high=1000,
    ),
    Key(
        name="control_directory",
        label="Control",
        help="Clips or pictures of the same names that guide the model, such as poses or depth.",
        control="folder",
        architectures=("wan", "framepack"),
        models="Wan Fun-Control and FramePack",
    ),
    Key(
        name="fp_latent_window_size",
        label="Sections",
        help="Latent frames of each section that FramePack makes of a window.",
        control="number",
        default=9,
        architectures=("framepack",),
        models="FramePack",
        high=99,
    ),
    Key(
        name="fp_1f_clean_indices",
        label="Clean indices",
        help="Places of the frames that are given, for training on one frame.",
        control="numbers",
        kinds=IMAGE,
        architectures=("framepack", "wan"),
        models="training on one frame",
        low=0,
    ),
    Key(
        name="fp_1f_target_index",
        label="Target index",
        help="Place of the frame that is learnt, for training on one frame.",
        control="number",
        kinds=IMAGE,
        architectures=("framepack", "wan"),
        models="training on one frame",
        low=0,
    ),
    Key(
        name="fp_1f_no_post",
        label="No post frames",
        help="Leave out the frames after the target, for training on one frame.",
        control="switch",
        default=False,
        kinds=IMAGE,
        architectures=("framepack", "wan"),
        models="training on one frame",
    ),
    Key(
        name="multiple_target",
        label="Layers",
        help="Each picture has several targets, its layers.",
        control="switch",
        default=False,
        kinds=IMAGE,
        architectures=(),
        models="Qwen-Image-Layered",
    ),
    Key(
        name="no_resize_control",
        label="Control size kept",
        help="Control pictures are used as large as they are.",
        control="switch",
        default=False,
        kinds=IMAGE,
        architectures=(),
        models="FLUX Kontext and Qwen-Image-Edit",
    ),
    Key(
        name="control_resolution",
        label="Control size",
        help="Control pictures get about this area, width × height.",
        control="size",
        unset="as stills",
        kinds=IMAGE,
        architectures=(),
        models="FLUX Kontext and Qwen-Image-Edit",
        low=LEAST_SIDE,
        high=MOST_SIDE,
        step=SIZE_STEP,
    ),
)

_BY_NAME = {key.name: key for key in KEYS}
CHOICES: dict[str, tuple[str, ...]] = {"frame_extraction": MODES}
MODELS = {"wan": "Wan", "hunyuan": "HunyuanVideo", "framepack": "FramePack"}


def key_named(name: str) -> Key | None:
    """Return a key by its name; None where the trainer has none of it."""
    return _BY_NAME.get(name)


def keys_of(kind: Kind | None) -> tuple[Key, ...]:
    """Return the keys a dataset of a kind may have, as a card lists them; None: ``[general]``."""
    if kind is None:
        return tuple(key for key in KEYS if key.general)
    return tuple(key for key in KEYS if kind in key.kinds)


def silence_of(key: Key, extraction: str, architecture: str) -> str:
    """Return why a key changes nothing where it stands, as a sentence; "" where it does.

    Args:
        key: It.
        extraction: Of its dataset, as written; anything for one of pictures.
        architecture: What is trained, such as ``wan``.
    """
    if key.extractions and extraction not in key.extractions:
        return tr("Only {extractions} reads it.", extractions=_either(key.extractions))
    if key.architectures is not None and architecture not in key.architectures:
        model = MODELS.get(architecture, architecture)
        return tr("{model} does nothing with it.", model=model)
    return ""


def _either(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    return tr("{first} or {last}", first=enumerated(names[:-1]), last=names[-1])
