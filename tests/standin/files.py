"""Files of a training: whole ones, and ones that are being written."""

from __future__ import annotations

import errno
import json
import os
import struct
import time
import zlib
from pathlib import Path

_PIECES = 20


def safetensors(step: int, epoch: int, about: int, **metadata: str) -> bytes:
    """Return a small LoRA of two layers whose weights tell the step.

    Args:
        step: Steps done.
        epoch: The epoch, from 1.
        about: Bytes, roughly.
        metadata: Further words of its header.
    """
    rank, width = 4, max(16, about // (2 * 2 * 4 * 4))
    header: dict[str, object] = {
        "__metadata__": {
            "ss_steps": str(step),
            "ss_epoch": str(epoch),
            "ss_network_module": "networks.lora_wan",
            "ss_network_dim": str(rank),
            "ss_network_alpha": f"{rank}.0",
            "modelspec.architecture": "wan2.1/lora",
            **metadata,
        }
    }
    body = bytearray()
    for block in range(2):
        name = f"lora_unet_blocks_{block}_cross_attn_k"
        tensors = {
            "alpha": ((), [float(rank)]),
            "lora_down.weight": ((rank, width), [0.01 + step * 1e-6] * (rank * width)),
            "lora_up.weight": ((width, rank), [step * 1e-5] * (rank * width)),
        }
        for part, (shape, numbers) in tensors.items():
            begin = len(body)
            body += struct.pack(f"<{len(numbers)}f", *numbers)
            header[f"{name}.{part}"] = {
                "dtype": "F32",
                "shape": list(shape),
                "data_offsets": [begin, len(body)],
            }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + bytes(body)


def write_slowly(path: Path, data: bytes, seconds: float) -> None:
    """Write a file under its own name, as the trainer does, in pieces over a time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pieces = _PIECES if seconds else 1
    size = -(-len(data) // pieces)
    with path.open("wb") as file:
        for begin in range(0, len(data), size):
            file.write(data[begin : begin + size])
            file.flush()
            time.sleep(seconds / pieces)


def write_state(folder: Path, data: bytes) -> None:
    """Write a state's folder: weights, optimizer, scheduler, random states."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.safetensors").write_bytes(data)
    for name in ("optimizer.bin", "scheduler.bin", "random_states_0.pkl"):
        (folder / name).write_bytes(name.encode() * 20)


def fail_for_space(path: Path, data: bytes) -> None:
    """Leave half a file and raise what a full disk raises."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data[: len(data) // 2])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """Return a picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
