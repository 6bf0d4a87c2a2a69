"""The trainer's own reading of a command line, written from its parser and its messages.

``args_wan_scripts.json`` was made by asking its parsers; the refusals are those of
`wan_train_network` 0.3.4 that do not need its files.
"""

from __future__ import annotations

import argparse
import functools
import json
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

from tests.conftest import SAMPLES

SCRIPTS = {
    "train": "wan_train_network.py",
    "cache_latents": "wan_cache_latents.py",
    "cache_text": "wan_cache_text_encoder_outputs.py",
    "generate": "wan_generate_video.py",
}
_LAYERS = {"t2v-1.3B": 30, "t2v-1.3B-FC": 30}


@functools.cache
def trainers_options(script: str) -> tuple[dict[str, Any], ...]:
    """Return the options of a script as its parser said them."""
    text = (SAMPLES / "trainer" / "args_wan_scripts.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)[SCRIPTS[script]])


class Refused(Exception):
    """The trainer's parser ends with code 2."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused(message)


def parse(script: str, arguments: Sequence[str]) -> argparse.Namespace:
    """Return the arguments as the trainer's parser takes them; raise `Refused` as it ends."""
    parser = _Parser(prog=script)
    for option in trainers_options(script):
        if option["kind"] == "flag":
            parser.add_argument(option["option"], action="store_true")
            continue
        parser.add_argument(
            option["option"],
            type={"int": int, "float": float, "_int_or_float": _int_or_float}.get(
                option["type"], str
            ),
            nargs=option.get("nargs"),
            default=option.get("default"),
            choices=option.get("choices"),
            required=option.get("required", False),
        )
    return parser.parse_args(arguments)


def _int_or_float(text: str) -> float:
    if text.endswith("%"):
        return float(text[:-1]) / 100
    number = float(text)
    return int(number) if "." not in text and number >= 1 else number


def refusals(args: argparse.Namespace, *, dit: str = "bf16") -> Iterator[str]:
    """Yield why the training ends before its first step, or after its last, as it is told to go.

    Args:
        args: Of ``wan_train_network``.
        dit: How the model's file holds its weights.
    """
    yield from _of_start(args)
    yield from _of_model(args, dit)
    yield from _of_learning(args)
    yield from _of_samples(args)


def _of_start(args: argparse.Namespace) -> Iterator[str]:
    for name in ("dataset_config", "dit", "network_module", "output_dir", "output_name"):
        if not getattr(args, name):
            yield f"{name} is required"
    attention = [args.sdpa, args.flash_attn, args.sage_attn, args.xformers, args.flash3]
    if not any(attention):
        yield "either --sdpa, --flash-attn, ... must be specified"
    elif attention.index(True) == 2:
        yield "SageAttention doesn't support training currently"
    if args.show_timesteps:
        yield "nothing is trained"
    if args.persistent_data_loader_workers and args.max_data_loader_n_workers == 0:
        yield "persistent_workers option needs num_workers > 0"
    if args.log_with in ("tensorboard", "all") and args.logging_dir is None:
        yield "logging_dir is required when log_with is tensorboard"
    if args.dim_from_weights:
        yield "TypeError"


def _of_model(args: argparse.Namespace, dit: str) -> Iterator[str]:
    if args.fp8_scaled and not args.fp8_base:
        yield "fp8_scaled requires fp8_base"
    if dit == "fp8" and args.fp8_scaled:
        yield "DiT weights is already in fp8 format"
    if dit == "bf16" and args.mixed_precision not in ("bf16", "no"):
        yield "DiT weights are in bf16, mixed precision must be bf16 or no"
    if dit == "fp16" and args.mixed_precision not in ("fp16", "no"):
        yield "DiT weights are in fp16, mixed precision must be fp16 or no"
    most = _LAYERS.get(args.task, 40) - 1
    if (args.blocks_to_swap or 0) > most:
        yield f"Cannot swap more than {most} blocks"
    if args.blocks_to_swap and args.offload_inactive_dit:
        yield "blocks_to_swap is not supported with offload_inactive_dit"
    if args.dit_high_noise and not args.task.endswith("A14B"):
        yield "dit_high_noise is only supported for Wan2.2 models"
    if args.block_swap_h2d_only and not args.gradient_checkpointing:
        yield "block_swap_h2d_only needs gradient_checkpointing"


def _of_learning(args: argparse.Namespace) -> Iterator[str]:
    if not args.optimizer_type:
        yield "module 'torch.optim' has no attribute ''"
    low = args.optimizer_type.lower()
    if low.endswith("8bit") and "." not in low and low != "adamw8bit":
        yield f"module 'torch.optim' has no attribute '{args.optimizer_type}'"
    if args.lr_scheduler == "constant" and not args.lr_scheduler_type and args.lr_warmup_steps:
        yield "SchedulerType.CONSTANT does not require num_warmup_steps. Set None or 0."
    if (
        args.network_module
        and args.network_module.startswith("networks.lora")
        and (args.network_module != "networks.lora_wan")
    ):
        yield "No LoRA modules found"
    for each in (args.network_args or []) + (args.optimizer_args or []):
        if each.count("=") != 1:
            yield "not enough or too many values to unpack"


def _of_samples(args: argparse.Namespace) -> Iterator[str]:
    if args.sample_prompts:
        needed = ["vae", "t5"] + (["clip"] if args.task in ("i2v-14B", "flf2v-14B") else [])
        for name in needed:
            if not getattr(args, name):
                yield f"TypeError: {name} is NoneType"
