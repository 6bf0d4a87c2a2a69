"""Small files as the trainer writes them: weights, states, samples, in a run's folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.core.training.folder import OUTPUT, RUN_FILE, RUNS
from app.core.training.model import Run
from tests.films import make_film, picture

Array = npt.NDArray[Any]
KINDS = {"float32": "F32", "float16": "F16", "float64": "F64", "uint16": "BF16", "int8": "I8"}


def bf16(values: Array) -> Array:
    """Return values as the upper halves of 32-bit floats, rounded towards zero."""
    halves: Array = (values.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return halves


def write_tensors(
    path: Path, tensors: Mapping[str, Array], metadata: Mapping[str, str] | None = None
) -> Path:
    """Write a safetensors file; ``uint16`` arrays are bfloat16."""
    header: dict[str, Any] = {"__metadata__": dict(metadata or {})}
    place, body = 0, b""
    for name, array in tensors.items():
        data = array.tobytes()
        offsets = [place, place + len(data)]
        kind = KINDS[array.dtype.name]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": offsets}
        place, body = place + len(data), body + data
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return path


def lora_tensors(
    strength: float = 1.0, *, blocks: int = 2, rank: int = 4, alpha: float = 4.0, seed: int = 7
) -> dict[str, Array]:
    """Return the tensors of a LoRA on a network of so many blocks."""
    drawn = np.random.default_rng(seed)
    found: dict[str, Array] = {}
    for block in range(blocks):
        for layer in ("self_attn_q", "ffn_0"):
            name = f"lora_unet_blocks_{block}_{layer}"
            found[f"{name}.lora_down.weight"] = drawn.normal(size=(rank, 16)).astype(np.float32)
            up = strength * drawn.normal(size=(12, rank))
            found[f"{name}.lora_up.weight"] = up.astype(np.float32)
            found[f"{name}.alpha"] = np.array(alpha, np.float32)
    return found


def write_checkpoint(
    folder: Path, name: str, *, step: int | None = None, epoch: int | None = None,
    strength: float = 1.0, when: float | None = None, state: bool = False, rank: int = 4,
    seed: int = 7, blocks: int = 2,
) -> Path:  # fmt: skip
    """Write a checkpoint into a run's output folder; return its path."""
    metadata = {"ss_output_name": "film", "sshs_model_hash": "ad8745e9a61355d5" * 4}
    metadata |= {} if step is None else {"ss_steps": str(step)}
    metadata |= {} if epoch is None else {"ss_epoch": str(epoch)}
    path = folder / OUTPUT / name
    write_tensors(path, lora_tensors(strength, rank=rank, seed=seed, blocks=blocks), metadata)
    if when is not None:
        os.utime(path, (when, when))
    if state:
        path.with_name(f"{path.stem}-state").mkdir()
    return path


def write_run(project: Path, run_id: str = "001-film", **fields: object) -> Path:
    """Write a run's folder; return it."""
    folder = project / RUNS / run_id
    folder.mkdir(parents=True)
    made: dict[str, Any] = {"name": "film", "steps_per_epoch": 100, "epochs": 10}
    run = Run(id=run_id, **{**made, "total_steps": 1000, **fields})
    (folder / RUN_FILE).write_text(run.to_json(), encoding="utf-8")
    return folder


def write_prompts(folder: Path, *lines: str) -> None:
    """Write the frozen prompts of a run."""
    (folder / "sample_prompts.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_sample(
    folder: Path, name: str, numbers: int = 9, size: tuple[int, int] = (96, 64)
) -> Path:
    """Write a sample: a film of numbered pictures at 24 frames per second, or a picture."""
    path = folder / OUTPUT / "sample" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".png":
        import cv2

        _, data = cv2.imencode(".png", picture(numbers, size))
        path.write_bytes(data.tobytes())
        return path
    return make_film(path, numbers, rate=24, size=size)
