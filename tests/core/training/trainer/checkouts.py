"""Folders that look like musubi-tuner, Pythons that behave as told, weights without weight."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from app.core.training.trainer.wan_parts import Wan

COMMIT = "30c658c0" * 5
_BYTES = {"F32": 4, "BF16": 2, "F16": 2, "F8_E4M3": 1, "U8": 1}
_HOOKS = (
    "process_batch",
    "compute_loss",
    "on_train_start",
    "on_post_optimizer_step",
    "extra_step_logs",
)
_PARSER = """
def setup_parser_common():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sdpa", action="store_true")
    parser.add_argument("--seed", type=int, default=None)
    return parser


def hv_setup_parser(parser):
    parser.add_argument("--dit_in_channels", type=int)
    return parser
"""
_WAN = """
import torch_that_is_not_there

def wan_setup_parser(parser):
    parser.add_argument("--task", choices=list(WAN_CONFIGS))
    parser.add_argument("--fp8_scaled", action="store_true")
    return parser
"""
_DATASET = """
class ImageDataset:
    def retrieve_latent_cache_batches(self):
        return BucketSelector(self.resolution, self.enable_bucket, self.bucket_no_upscale)

class VideoDataset:
    def retrieve_latent_cache_batches(self, num_workers):
        return BucketSelector(self.resolution, architecture=self.architecture)
"""
_CONFIGS = 'WAN_CONFIGS = {"t2v-14B": t2v_14B, "t2v-A14B": t2v_A14B}\n'


def make_checkout(
    folder: Path, layout: str = "new", *, version: str = "0.3.4", hooks: tuple[str, ...] = _HOOKS
) -> Path:
    """Make a folder that looks like musubi-tuner of that layout."""
    inside = folder / "src" / "musubi_tuner" if layout == "new" else folder
    parser = "training/parser_common.py" if layout == "new" else "hv_train_network.py"
    methods = "".join(f"    def {name}(self, args):\n        pass\n" for name in ("train", *hooks))
    trainer = f"class NetworkTrainer:\n{methods}"
    files = {
        "wan_train_network.py": _WAN,
        "hv_train_network.py": trainer if layout == "old" else "from musubi_tuner import *\n",
        "wan_cache_latents.py": 'parser.add_argument("--i2v")\n',
        "wan_cache_text_encoder_outputs.py": 'parser.add_argument("--fp8_t5")\n',
        "dataset/image_video_dataset.py": _DATASET,
        "wan/configs/__init__.py": _CONFIGS,
    }
    for name, text in files.items():
        write(inside / name, text)
    with_parser = inside / parser
    write(with_parser, (trainer if layout == "old" else "") + _PARSER)
    if layout == "new":
        write(inside / "training" / "trainer_base.py", trainer)
        write(folder / "wan_train_network.py", "from musubi_tuner.wan_train_network import main\n")
    if version:
        write(
            folder / "pyproject.toml", f'[project]\nname = "musubi-tuner"\nversion = "{version}"\n'
        )
    return folder


def write(path: Path, text: str) -> Path:
    """Write a text file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def at_commit(folder: Path, *, packed: bool = False, tag: str = "") -> None:
    """Let a folder be a git checkout of `COMMIT`."""
    git = folder / ".git"
    write(git / "HEAD", "ref: refs/heads/main\n")
    lines = ["# pack-refs with: peeled fully-peeled sorted"]
    if packed:
        lines.append(f"{COMMIT} refs/heads/main")
    else:
        write(git / "refs" / "heads" / "main", f"{COMMIT}\n")
    if tag:
        lines += [f"{'ab' * 20} refs/tags/{tag}", f"^{COMMIT}"]
    write(git / "packed-refs", "\n".join(lines) + "\n")


def make_python(folder: Path, code: str) -> Path:
    """Make an interpreter that runs code of ours, whatever it is given; Unix only."""
    write(folder / "acts.py", code)
    python = write(
        folder / "bin" / "python", f'#!/bin/sh\nexec "{sys.executable}" "{folder}/acts.py" "$@"\n'
    )
    python.chmod(0o755)
    return python


def make_environment(
    folder: Path, libraries: Mapping[str, str], versions: Mapping[str, str] | None = None
) -> Path:
    """Make an environment whose Python is ours with other libraries; return its Python. Unix only.

    Args:
        folder: Of the environment.
        libraries: Source of modules, by name.
        versions: What is said to be installed, by name.
    """
    site = folder / "site"
    site.mkdir(parents=True, exist_ok=True)
    for name, source in libraries.items():
        write(site / name / "__init__.py", source)
    for name, version in (versions or {}).items():
        about = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        write(site / f"{name.replace('-', '_')}-{version}.dist-info" / "METADATA", about)
    python = write(
        folder / "bin" / "python", f'#!/bin/sh\nPYTHONPATH="{site}" exec "{sys.executable}" "$@"\n'
    )
    python.chmod(0o755)
    return python


def write_weights(
    path: Path,
    shapes: Mapping[str, tuple[int, ...]],
    dtype: str = "BF16",
    *,
    metadata: Mapping[str, str] | None = None,
    cut: int = 0,
) -> Path:
    """Write a safetensors file whose weights are a hole in the file; ``cut`` bytes short."""
    header: dict[str, object] = {"__metadata__": dict(metadata)} if metadata else {}
    at = 0
    for name, shape in shapes.items():
        size = _BYTES[dtype]
        for side in shape:
            size *= side
        header[name] = {"dtype": dtype, "shape": [*shape], "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        file.truncate(8 + len(text) + at - cut)
    return path


T2V_14B = Wan(5120, 40, 16)
T2V_1_3B = Wan(1536, 30, 16)
I2V_14B = Wan(5120, 40, 36, pictures=True)
I2V_A14B = Wan(5120, 40, 36)


def dit_shapes(wan: Wan) -> dict[str, tuple[int, ...]]:
    """Return the tensors of a video model: shapes are true where they are looked at."""
    shapes: dict[str, tuple[int, ...]] = dict.fromkeys(sorted(wan.parts()), (4,))
    shapes["patch_embedding.weight"] = (wan.width, wan.channels, 1, 2, 2)
    shapes["blocks.0.cross_attn.k.weight"] = (wan.width, wan.width)
    return shapes


VAE = {
    "encoder.conv1.weight": (96, 3, 3, 3, 3),
    "conv1.weight": (32, 32, 1, 1, 1),
    "conv2.weight": (16, 16, 1, 1, 1),
    "decoder.conv1.weight": (384, 16, 3, 3, 3),
}
VAE_5B = VAE | {"encoder.conv1.weight": (160, 12, 3, 3, 3), "conv2.weight": (48, 48, 1, 1, 1)}
T5 = {
    "token_embedding.weight": (256384, 8),
    "blocks.0.attn.q.weight": (8, 8),
    "blocks.0.pos_embedding.embedding.weight": (32, 64),
    "norm.weight": (8,),
}
T5_COMFY = {
    "shared.weight": (256384, 8),
    "encoder.block.0.layer.0.SelfAttention.q.weight": (8, 8),
}
CLIP = {
    "log_scale": (),
    "visual.patch_embedding.weight": (1280, 3, 14, 14),
    "textual.token_embedding.weight": (8, 8),
}
