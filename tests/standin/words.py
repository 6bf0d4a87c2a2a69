"""What the trainer prints, cut out of its recorded runs and told of another run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests import trainer_logs

_STEPS = b"\rsteps:   0%|"
_BLOCKS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True)
class Places:
    """Where a run of the stand-in lies, as its arguments say."""

    dataset: str
    output: Path
    name: str
    prompts: tuple[str, ...]


def head_of_caching(step: str, places: Places) -> str:
    """Return all that is printed before the first dataset is cached."""
    run = {"cache_latents": "01_latents", "cache_text": "02_text"}[step]
    text = trainer_logs.log(run).decode()
    return _told(text[: re.search(r"INFO:[\w.]+:Encoding dataset", text).start()], places)  # type: ignore[union-attr]


def dataset_line(step: str, number: int) -> str:
    """Return the line that begins a dataset."""
    module = {"cache_latents": "cache_latents", "cache_text": "cache_text_encoder_outputs"}[step]
    return f"INFO:musubi_tuner.{module}:Encoding dataset [{number}]\n"


def items_bar(done: int, seconds: float) -> str:
    """Return tqdm's bar without a total."""
    minutes, rest = divmod(int(seconds), 60)
    rate = f"{done / seconds:5.2f}it/s" if done and seconds else "?it/s"
    return f"\r{done}it [{minutes:02}:{rest:02}, {rate}]"


def head_of_training(places: Places, samples: int, epochs: int, total: int) -> str:
    """Return all that is printed before the first step."""
    data = trainer_logs.log("04_train_unbuf")
    text = data[: data.index(_STEPS)].decode()
    if not places.prompts:
        begin = text.index("INFO:__main__:cache Text Encoder outputs for sample prompt")
        text = text[:begin] + text[text.index("INFO:musubi_tuner.training.trainer_base:Loading") :]
    if samples != 31:
        begin = text.index("INFO:musubi_tuner.dataset.bucket:bucket")
        end = text.index("INFO:musubi_tuner.training.trainer_base:preparing accelerator")
        module = "INFO:musubi_tuner.dataset.bucket"
        buckets = f"{module}:bucket: (832, 448, 45), count: {samples}\n"
        text = f"{text[:begin]}{buckets}{module}:total batches: {samples}\n{text[end:]}"
    for said, number in (
        ("num train items / 学習画像、動画数: ", samples),
        ("num batches per epoch / 1epochのバッチ数: ", samples),
        ("num epochs / epoch数: ", epochs),
        ("total optimization steps / 学習ステップ数: ", total),
        ("指定エポックまでのステップ数: ", total),
    ):
        text = re.sub(re.escape(said) + r"\d+", f"{said}{number}", text)
    text = text.replace("steps for 3 epochs", f"steps for {epochs} epochs")
    return _told(text, places)


def _told(text: str, places: Places) -> str:
    text = text.replace("/srv/musubi-run/dataset.toml", places.dataset)
    return text.replace("/srv/musubi-run/out4", str(places.output))


def steps_bar(done: int, total: int, seconds: float, loss: float | None) -> str:
    """Return the bar of training as tqdm draws it into a pipe."""
    share = done / total if total else 1.0
    eighths = int(share * 80)
    bar = "█" * (eighths // 8) + (_BLOCKS[eighths % 8] if eighths < 80 else "")
    rate = done / seconds if done and seconds else 0.0
    speed = "?it/s" if not rate else f"{rate:5.2f}it/s" if rate >= 1 else f"{1 / rate:5.2f}s/it"
    left = _clock((total - done) / rate) if rate else "?"
    tail = "" if loss is None else f", avr_loss={loss:.3g}"
    return (
        f"\rsteps: {share:4.0%}|{bar:<10}| {done}/{total} [{_clock(seconds)}<{left}, {speed}{tail}]"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def sampling(number: int, prompt: str) -> str:
    """Return what is printed while a sample is made; ``number`` from 0."""
    trainer = "INFO:musubi_tuner.training.trainer_base"
    bar = f"\rSampling timesteps for prompt {number + 1}: "
    return (
        f"{trainer}:prompt: {prompt.split(' --')[0]}\n{trainer}:height: 64\n{trainer}:width: 64\n"
        f"{trainer}:frame count: 5\n{trainer}:sample steps: 2\n{trainer}:seed: 42\n\n"
        f"{bar}  0%|          | 0/2 [00:00<?, ?it/s]\x1b[A"
        f"{bar}100%|██████████| 2/2 [00:00<00:00, 21.58it/s]\n"
        "INFO:__main__:Decoding video from latents: torch.Size([16, 2, 8, 8])\n"
        "INFO:__main__:Decoding complete\n"
    )


def state_lines(folder: Path, said: str) -> str:
    """Return what is printed while a state is saved; ``said``: ``saving state at epoch 1``."""
    utils, point = "INFO:musubi_tuner.utils.train_utils", "INFO:accelerate.checkpointing"
    return (
        f"{utils}:\n{utils}:{said}\n"
        f"INFO:accelerate.accelerator:Saving current state to {folder}\n"
        f"{point}:Model weights saved in {folder / 'model.safetensors'}\n"
        f"{point}:Optimizer state saved in {folder / 'optimizer.bin'}\n"
        f"{point}:Scheduler state saved in {folder / 'scheduler.bin'}\n"
        f"{point}:Random states saved in {folder / 'random_states_0.pkl'}\n"
    )
