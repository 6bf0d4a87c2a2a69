"""Cache files as the trainer writes them, small ones."""

from __future__ import annotations

import json
import os
from pathlib import Path

DAY = 86_400


def write_latents(path: Path, frames: int, height: int, width: int, **metadata: str) -> Path:
    """Write the pictures of a window: ``frames`` of the clip, ``height`` × ``width`` pixels."""
    shape = [1, (frames - 1) // 4 + 1, height // 8, width // 8]
    name = f"latents_{shape[1]}x{shape[2]}x{shape[3]}_bf16"
    size = 2 * shape[1] * shape[2] * shape[3]
    tensor = {"dtype": "BF16", "shape": shape, "data_offsets": [0, size]}
    said = {"architecture": "wan", "width": f"{width}", "height": f"{height}", **metadata}
    return write_safetensors(path, {"__metadata__": said, name: tensor}, size)


def write_text(path: Path, caption: str | None) -> Path:
    """Write a caption's cache; None leaves out the words it was made of."""
    tensor = {"dtype": "BF16", "shape": [2, 4], "data_offsets": [0, 16]}
    said = {"architecture": "wan", "format_version": "1.0.1"}
    if caption is not None:
        said["caption1"] = caption
    return write_safetensors(path, {"__metadata__": said, "varlen_t5_bf16": tensor}, 16)


def write_safetensors(path: Path, header: object, size: int) -> Path:
    """Write a safetensors file whose tensors take ``size`` bytes, none of them set."""
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(size))
    return path


def age(path: Path, seconds: float) -> None:
    """Let a file be so much older, or younger where it is below 0."""
    stat = path.stat()
    os.utime(path, (stat.st_atime - seconds, stat.st_mtime - seconds))
