"""A sentence on each key of a dataset file, for who writes it."""

from __future__ import annotations

from app.core.planner.schema import DEPRECATED

_HELP = {
    "resolution": "Width and height in pixels, such as [768, 416]; with bucketing the area that "
    "every picture's own shape is fitted to. Default [960, 544].",
    "caption_extension": 'What caption files end in, with its dot: ".txt".',
    "batch_size": "Samples of a step. Default 1.",
    "num_repeats": "How many times each sample comes in an epoch. Default 1.",
    "enable_bucket": "Sizes near each picture's shape instead of one for all. Default false.",
    "bucket_no_upscale": "Pictures are never made larger. Default false.",
    "image_directory": "The folder of the pictures; those below it are not read.",
    "image_jsonl_file": "A list of pictures and captions instead of a folder, one per line.",
    "video_directory": "The folder of the clips; those below it are not read.",
    "video_jsonl_file": "A list of clips and captions instead of a folder, one per line.",
    "cache_directory": "Where what is computed of the files is kept; each dataset needs its own.",
    "control_directory": "Pictures or clips that steer, each named as the one it belongs to.",
    "target_frames": "Lengths of windows in frames, 4n + 1, such as [1, 21]. Default [1].",
    "frame_extraction": "Where windows are cut from a clip: head, chunk, slide, uniform or full. "
    'Default "head".',
    "frame_stride": "Frames from the start of one window to the next, with slide. Default 1.",
    "frame_sample": "Windows of each clip, with uniform. Default 1.",
    "max_frames": "The most frames of a clip, with full. Default 129.",
    "source_fps": "Frames per second of the clips, with a decimal point, such as 24.0; they are "
    "converted to the model's. Not written: taken as they are.",
    "fp_latent_window_size": "Latent frames of a section, for FramePack. Default 9.",
    "fp_1f_clean_indices": "Places of the clean frames, for one-frame training.",
    "fp_1f_target_index": "Place of the frame that is trained, for one-frame training.",
    "fp_1f_no_post": "No clean frame behind, for one-frame training. Default false.",
    "multiple_target": "Several pictures are one sample, for layered images. Default false.",
    "no_resize_control": "Control pictures keep their size. Default false.",
    "control_resolution": "Width and height of control pictures.",
    "general": "What holds for every dataset that does not say otherwise.",
    "datasets": "One dataset: a folder, and how samples are taken from it.",
}


def help_of(key: str) -> str:
    """Return what a key does and its default, in a few words; "" for a key nobody knows."""
    return _HELP.get(DEPRECATED.get(key, key), "")
