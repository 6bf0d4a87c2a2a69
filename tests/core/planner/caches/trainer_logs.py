"""Logs in the trainer's form: what it prints of datasets, whatever they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BLOCK = """[Dataset {index}]
  is_image_dataset: {image}
  resolution: {resolution}
  batch_size: {batch_size}
  num_repeats: {num_repeats}
  caption_extension: ".txt"
  enable_bucket: True
  bucket_no_upscale: False
  cache_directory: "c"
  debug_dataset: False
"""
VIDEO = """    video_directory: "{directory}"
    video_jsonl_file: "None"
    control_directory: "None"
    target_frames: {targets}
    frame_extraction: {mode}
    frame_stride: 1
    frame_sample: {sample}
    max_frames: 129
    source_fps: None
    fp_latent_window_size: 9

"""


def video_block(
    index: int = 0,
    *,
    resolution: str = "(384, 208)",
    targets: str = "(45,)",
    mode: str = "uniform",
    sample: int = 2,
    batch_size: int = 1,
    num_repeats: int = 1,
    directory: str = "v",
) -> str:
    """Return the block of a dataset of videos."""
    head = BLOCK.format(
        index=index,
        image=False,
        resolution=resolution,
        batch_size=batch_size,
        num_repeats=num_repeats,
    )
    return head + VIDEO.format(directory=directory, targets=targets, mode=mode, sample=sample)


def image_block(index: int = 0, *, resolution: str = "(768, 768)") -> str:
    """Return the block of a dataset of images."""
    return (
        BLOCK.format(index=index, image=True, resolution=resolution, batch_size=1, num_repeats=1)
        + '    image_directory: "i"\n    image_jsonl_file: "None"\n    fp_latent_window_size: 9\n\n'
    )


def head(found: Sequence[tuple[str, int]], *blocks: str) -> str:
    """Return what each of the trainer's programs prints first; ``found``: noun and files."""
    lines = ["INFO:__main__:Load dataset config from /somewhere/dataset.toml\n"]
    for noun, files in found:
        lines.append(f"INFO:musubi_tuner.dataset.datasources:glob {noun} in /somewhere\n")
        lines.append(f"INFO:musubi_tuner.dataset.datasources:found {files} {noun}\n")
    return "".join(lines) + "INFO:musubi_tuner.dataset.config_utils:" + "".join(blocks) + "\n"


def caching(*batches: int, text: bool = False) -> str:
    """Return what a caching program prints behind its head: a bar for each dataset."""
    module = "cache_text_encoder_outputs" if text else "cache_latents"
    made = []
    for index, count in enumerate(batches):
        made.append(f"INFO:musubi_tuner.{module}:Encoding dataset [{index}]\n")
        made.append("\r0it [00:00, ?it/s]")
        made += [f"\r{n}it [00:{n % 60:02},  8.1it/s]" for n in range(1, count + 1)]
        made.append(f"\r{count}it [00:{count % 60:02},  8.0it/s]\n")
    return "".join(made)


def training(datasets: Sequence[Mapping[str, int]], batches: Sequence[int], items: int) -> str:
    """Return what training prints of its buckets; the keys are as the trainer writes them."""
    lines = []
    for buckets, count in zip(datasets, batches, strict=True):
        lines += [
            f"INFO:musubi_tuner.dataset.bucket:bucket: {key}, count: {n}\n"
            for key, n in buckets.items()
        ]
        lines.append(f"INFO:musubi_tuner.dataset.bucket:total batches: {count}\n")
    return (
        "".join(lines)
        + "running training / 学習開始\n"
        + f"  num train items / 学習画像、動画数: {items}\n"
        + f"  num batches per epoch / 1epochのバッチ数: {sum(batches)}\n"
    )
