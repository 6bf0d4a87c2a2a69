"""What each recorded run shows, by its README and by what a person reads in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Phases = tuple[str, ...]

LOADING: Phases = (
    "looking at the model",
    "reading the dataset",
    "listing files",
    "counting samples",
    "preparing the card",
)
CACHING = ("reading the dataset", "listing files", "loading the VAE")
TEXT = ("reading the dataset", "listing files", "loading the text encoder", "encoding captions")
PROMPTS = ("caching prompts", "loading the text encoder", "caching prompts", "loading the VAE")
STARTING = (
    "loading the model",
    "making the LoRA",
    "preparing the optimizer",
    "starting to train",
    "making the first step",
    "training",
)
OUT = "/srv/musubi-run"


@dataclass(frozen=True)
class Expected:
    """What the log of a run that did not fail gives; None and empty: it has none of it."""

    kind: str
    phases: Phases
    batches: tuple[int | None, ...] = ()
    files: tuple[int, ...] = ()
    point: tuple[int, int, int, int] | None = None  # epoch, epochs, step, steps
    loss: float | None = None
    items: int | None = None
    overridden: int | None = None
    checkpoints: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    samples_at: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    accumulated: int | None = None


def _encoding(count: int) -> Phases:
    return tuple(f"encoding dataset {n} of {count}" for n in range(1, count + 1))


def _saves(folder: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{OUT}/{folder}/{name}" for name in names)


_SAMPLES = ("sampling prompt 1", "sampling prompt 2")
_AGAIN = ("sampling prompt 1 of 2", "sampling prompt 2 of 2")
_END = ("saving a checkpoint", "finished")
_THREE: dict[str, Any] = {"batches": (5, 15, 11), "files": (5, 8, 8), "items": 31}

# loss: loss/average of the event file at the last step, of three digits; where there is none, what
# a person reads in the last bar.
WELL: dict[str, Expected] = {
    "01_latents": Expected(
        "cache_latents", (*CACHING, *_encoding(3)), batches=(5, 15, 12), files=(5, 8, 8)
    ),
    "02_text": Expected("cache_text", (*TEXT, *_encoding(3)), batches=(5, 8, 8), files=(5, 8, 8)),
    "03_train": Expected(
        "train",
        (
            *(*LOADING, *PROMPTS, *STARTING, "saving the state", *_SAMPLES, "training"),
            *("saving the state", *_AGAIN, "training", *_AGAIN, "saving the state", "finished"),
        ),
        point=(3, 3, 93, 93),
        loss=2.34,
        overridden=93,
        accumulated=1,
        checkpoints=_saves(
            "out", "mylora-000001.safetensors", "mylora-000002.safetensors", "mylora.safetensors"
        ),
        states=_saves("out", "mylora-000001-state", "mylora-000002-state", "mylora-state"),
        samples_at=(31, 62, 93),
        **_THREE,
    ),
    "04_train_unbuf": Expected(
        "train",
        (
            *(*LOADING, *PROMPTS, *STARTING[:5], *_SAMPLES, *STARTING[4:]),
            *("saving a checkpoint", "saving the state", *_AGAIN, "training"),
            *("saving the state", "saving a checkpoint", *_AGAIN, "training", *_AGAIN),
            *("saving the state", "saving a checkpoint", "finished"),
        ),
        point=(3, 3, 93, 93),
        loss=2.34,
        overridden=93,
        accumulated=1,
        checkpoints=_saves(
            "out4", "mylora-000001.safetensors", "mylora-000002.safetensors", "mylora.safetensors"
        ),
        states=_saves("out4", "mylora-000001-state", "mylora-000002-state", "mylora-state"),
        samples_at=(0, 31, 62, 93),
        **_THREE,
    ),
    "05_train_pty": Expected(
        "train",
        (*LOADING, *STARTING, "saving a checkpoint", "training", *_END),
        point=(2, 2, 62, 62),
        loss=2.44,
        overridden=62,
        accumulated=1,
        checkpoints=_saves("out5", "ptyrun-000001.safetensors", "ptyrun.safetensors"),
        **_THREE,
    ),
    "06_latents_skip": Expected(
        "cache_latents", (*CACHING, *_encoding(3)), batches=(5, 15, 12), files=(5, 8, 8)
    ),
    "06b_text_skip": Expected(
        "cache_text", (*TEXT, *_encoding(3)), batches=(5, 8, 8), files=(5, 8, 8)
    ),
    "07_train_steps": Expected(
        "train",
        (
            *(*LOADING, *PROMPTS, *STARTING, "saving a checkpoint", "saving the state"),
            *("training", *_SAMPLES, "saving a checkpoint", "saving the state", "training"),
            *("saving a checkpoint", "saving the state", "training", *_AGAIN),
            *("saving a checkpoint", "saving the state", "training", "saving the state"),
            *("saving a checkpoint", "finished"),
        ),
        point=(2, 2, 24, 24),
        loss=2.46,
        accumulated=2,
        checkpoints=_saves(
            "out7",
            *(f"bysteps-step000000{n:02}.safetensors" for n in (5, 10, 15, 20)),
            "bysteps.safetensors",
        ),
        states=_saves(
            "out7", *(f"bysteps-step000000{n:02}-state" for n in (5, 10, 15, 20)), "bysteps-state"
        ),
        removed=_saves(
            "out7",
            "bysteps-step00000005-state",
            "bysteps-step00000005.safetensors",
            "bysteps-step00000010-state",
            "bysteps-step00000010.safetensors",
        ),
        samples_at=(10, 20),
        **_THREE,
    ),
    "08_resume": Expected(
        "train",
        (
            *(*LOADING[:4], "preparing the card", *STARTING[:3], "loading the state to go on from"),
            *(*STARTING[3:], "saving a checkpoint", "saving the state", "training"),
            *("saving the state", "saving a checkpoint", "finished"),
        ),
        point=(2, 2, 62, 62),
        loss=2.24,
        overridden=62,
        accumulated=1,
        checkpoints=_saves("out8", "resumed-000001.safetensors", "resumed.safetensors"),
        states=_saves("out8", "resumed-000001-state", "resumed-state"),
        warnings=("random numbers",),
        **_THREE,
    ),
    "17_train_true_1.3B": Expected(
        "train",
        (*LOADING, *STARTING, *_END),
        batches=(5,),
        files=(5,),
        point=(1, 1, 3, 3),
        loss=2.66,
        items=5,
        accumulated=1,
        checkpoints=_saves("outfull", "full.safetensors"),
    ),
    "18_train_ascii": Expected(
        "train",
        (*LOADING, *STARTING, *_END),
        point=(1, 1, 31, 31),
        loss=2.45,
        overridden=31,
        accumulated=1,
        checkpoints=_saves("outf", "f.safetensors"),
        **_THREE,
    ),
    "f25_tf_round": Expected(
        "cache_latents",
        (*CACHING, *_encoding(1)),
        batches=(8,),
        files=(3,),
        warnings=("rounds target_frames to [1, 17, 21]",),
    ),
    "f30_fps_float": Expected(
        "cache_latents",
        (*CACHING, *_encoding(1), "removing old cache files"),
        batches=(5,),
        files=(3,),
        warnings=("3 cache files of an earlier plan were removed",),
    ),
    "f32_missing_dir": Expected(
        "cache_latents",
        (*CACHING, *_encoding(2)),
        batches=(2, 0),
        files=(2, 0),
        warnings=("A dataset has no videos",),
    ),
    "f33_empty_dir": Expected(
        "cache_latents",
        (*CACHING, *_encoding(1)),
        batches=(0,),
        files=(0,),
        warnings=("A dataset has no videos",),
    ),
    "f36_no_general": Expected(
        "cache_latents", (*CACHING, *_encoding(1)), batches=(2,), files=(2,)
    ),
    "f39_truncated": Expected("cache_latents", (*CACHING, *_encoding(1)), batches=(7,), files=(4,)),
    "f42_nocap_image": Expected(
        "cache_latents", (*CACHING, *_encoding(1)), batches=(1,), files=(1,)
    ),
    "f45_all_short": Expected(
        "cache_latents",
        (*CACHING, *_encoding(1)),
        batches=(0,),
        files=(1,),
        warnings=("Nothing of dataset 1 was cached: all its clips are shorter",),
    ),
    "f48_huge_target": Expected(
        "cache_latents", (*CACHING, *_encoding(1)), batches=(3,), files=(3,)
    ),
}

# What the sentence must name, the kind, and the option that cures it.
FAILED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "09_sigint_group": (("interrupted",), "stopped", ""),
    "10_sigint_pid": (("came to its end", "saved"), "stopped", ""),
    "11_sigterm_group": (("ended from outside",), "stopped", ""),
    "12_sigkill_group": (("killed", "memory"), "memory", ""),
    "13_sigterm_pid": (("came to its end", "saved"), "stopped", ""),
    "14_sigkill_child": (
        ("The system ended the trainer", "memory"),
        "memory",
        "train.blocks_to_swap",
    ),
    "15_sigint_direct": (("interrupted",), "stopped", ""),
    "16_sigint_cache": (("interrupted",), "stopped", ""),
    "16b_sigterm_cache": (("ended from outside",), "stopped", ""),
    "f20_syntax": (("syntax.toml", "Unbalanced quotes", "line 13", "column 22"), "dataset", ""),
    "f21_unknown_key": (("Dataset 1", "flip_aug"), "dataset", ""),
    "f22_unknown_section": (("[training]",), "dataset", ""),
    "f23_tf_string": (("tf_string.toml", "homogeneous", "line 11"), "dataset", ""),
    "f24_tf_int": (("Dataset 0", "target_frames", "list"), "dataset", ""),
    "f26_tf_zero": (("target_frames", "0"), "dataset", ""),
    "f27_tf_empty": (("no target_frames",), "dataset", ""),
    "f28_bad_mode": (("frame_extraction first", "head"), "dataset", ""),
    "f29_fps_int": (("Dataset 0", "source_fps", "24.0"), "dataset", ""),
    "f31_bool_string": (("Dataset 0", "enable_bucket", "true or false"), "dataset", ""),
    "f34_same_cache": (("cache folder", "cache_directory"), "dataset", ""),
    "f35_no_datasets": (("no dataset",), "dataset", ""),
    "f37_corrupt": (("v_corrupt/bad.mp4", "damaged"), "dataset", ""),
    "f38_zerobyte": (("v_zero/zero.mp4", "damaged"), "dataset", ""),
    "f40_audio_only": (("no picture", "sound"), "dataset", ""),
    "f41_nocap_video": (("v_nocap/c45_16.txt", "caption"), "dataset", ""),
    "f43_nocapext_video": (("caption_extension", ".txt"), "dataset", ""),
    "f44_latin1_caption": (("caption", "UTF-8"), "dataset", ""),
    "f46_corrupt_image": (("i_corrupt/bad.png", "damaged"), "dataset", ""),
    "f47_tiny_res": (("resolution", "too small"), "dataset", ""),
    "f50_vae_missing_path": (("the VAE", "nope.safetensors"), "model", "train.vae"),
    "f51_vae_not_given": (("No VAE",), "model", "train.vae"),
    "f52_vae_wrong_file": (("the VAE", "another model"), "model", "train.vae"),
    "f53_no_config": (("dataset file", "nothere.toml"), "dataset", "train.dataset_config"),
    "f54_bad_arg": (("--no_such_option",), "option", "cache_latents.no_such_option"),
    "f55_cuda_device": (("PyTorch without CUDA",), "machine", ""),
    "f60_te_missing_t5": (("the text encoder", "nope.pth"), "model", "train.t5"),
    "f61_te_no_t5_arg": (("--t5", "missing"), "option", "cache_text.t5"),
    "f62_te_tokenizer_missing": (("tokenizer", "internet"), "model", ""),
    "f63_te_nocap_video": (("v_nocap/c45_16.txt", "caption"), "dataset", ""),
    "f70_train_no_cache": (("nothing to train", "caching"), "dataset", ""),
    "f71_train_no_te_cache": (("cached caption",), "dataset", ""),
    "f72_train_dit_missing": (("the model", "/nope.safetensors"), "model", "train.dit"),
    "f73_train_no_attn": (("attention", "sdpa"), "option", "train.sdpa"),
    "f74_train_adamw8bit": (("bitsandbytes", "adamw"), "option", "train.optimizer_type"),
    "f75_train_bad_module": (("network_module",), "option", "train.network_module"),
    "f76_train_bad_arg": (("--learnig_rate",), "option", "train.learnig_rate"),
    "f77_train_resume_missing": (("state", "nope-state"), "model", "train.resume"),
    "f78_train_sample_no_t5": (("Samples need the text encoder",), "option", "train.t5"),
    "f79_train_prompts_missing": (("prompts", "nope.txt"), "model", "train.sample_prompts"),
    "f80_train_no_logdir": (("TensorBoard", "logging_dir"), "option", "train.logging_dir"),
    "f81_train_bad_task": (("--task", "t2v-99B", "t2v-14B"), "option", "train.task"),
    "f82_train_wrong_dit": (("wan_2.1_vae.safetensors", "DiT"), "model", "train.dit"),
    "f83_accelerate_noscript": (("script", "nope.py"), "trainer", ""),
    "f84_train_mixed_nobucket": (("sizes", "enable_bucket"), "dataset", ""),
    "f85_train_no_optimizer": (("optimizer_type",), "option", "train.optimizer_type"),
    "f86_train_odd_resolution": (("16", "enable_bucket"), "dataset", ""),
    "f87_train_cp1252": (("UTF-8",), "trainer", ""),
}
