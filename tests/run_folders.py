"""Folders of runs as a supervisor leaves them: believable, of the author's size, made in a moment.

``write_run(project, "half")`` writes a run that is half through; `ten_runs` a history. What "runs"
has this process for its supervisor, so that it is alive as long as the test is.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import struct
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import psutil

from app.core.training.folder import (
    EVENTS,
    GPU_FILE,
    LOG,
    OUTPUT,
    PACE_FILE,
    RECIPE_FILE,
    RUN_FILE,
    RUNS,
    STATE_FILE,
    log_file,
    next_id,
)
from app.core.training.model import (
    Command,
    FrozenFile,
    Point,
    Run,
    RunState,
    StateName,
    StepName,
    StepState,
    StopRequest,
)
from tests.core.training.trainer.checkouts import write_weights
from tests.event_files import EventFile, tracker_folder

Kind = Literal["waiting", "caching", "first", "half", "failed", "stopped", "finished", "dead"]
KINDS: Mapping[Kind, tuple[StateName, float]] = {  # its state, and the share of its steps
    "waiting": ("waiting", 0.0),
    "caching": ("running", 0.0),
    "first": ("running", 0.01),
    "half": ("running", 0.505),  # in the middle of an epoch
    "failed": ("failed", 0.0004),
    "stopped": ("stopped", 0.38),
    "finished": ("done", 1.0),
    "dead": ("running", 0.225),
}

NAME = "ghibli_wan14b_v02"
PRESET = "takenoko-3090"
STEPS_PER_EPOCH, EPOCHS, SECONDS_PER_STEP = 1_078, 50, 11.5
SOURCES, BATCHES = 360, 718  # text batches; latent batches
PROMPTS = (
    "Studio style, a girl runs over a meadow at dawn, wide shot, slow push-in",
    "Studio style, a large grey rabbit under a tree in the rain, medium shot",
)
CARD_GIB, PEAK_MIB = 24.0, 20_600
VALUES: Mapping[str, Any] = {
    "train.task": "t2v-14B",
    "train.network_dim": 32,
    "train.network_alpha": 32,
    "train.learning_rate": 5e-5,
    "train.max_train_epochs": EPOCHS,
    "train.blocks_to_swap": 10,
    "train.discrete_flow_shift": 3.0,
    "train.optimizer_type": "adamw8bit",
    "train.optimizer_args": ["weight_decay=0.1"],
    "train.fp8_base": True,
    "train.save_every_n_epochs": 1,
    "train.save_state": True,
    "train.sample_every_n_epochs": 1,
    "train.sdpa": True,
}
OOM = (
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 1.27 GiB. GPU 0 has a total "
    "capacity of 24.00 GiB of which 0 bytes is free."
)
TROUBLE = (
    "The card ran out of memory in step 22: 24.0 of 24 GiB were taken. "
    "Swap 6 more blocks, or take smaller clips."
)
FAILED: dict[str, Any] = {
    "trouble": TROUBLE,
    "trouble_kind": "memory",
    "cure_key": "train.blocks_to_swap",
    "cure": {"train.blocks_to_swap": 26},
}
KEPT = "Kept: 18 checkpoints, the last one of epoch 18, and its state to go on from."


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What differs between runs.

    Attributes:
        every: A point of the pace, and of the bar in the log, for each so many steps.
        loss: At the end, of one that fell from ``loss + 0.03``.
        values: Of the recipe, over `VALUES`.
        events: Whether TensorBoard's files are written, a record for each point of the pace.
        samples: Whether films of the prompts are there, of each epoch.
        prompts: How many there are; of these ``said`` are the first.
        sources: Files whose texts are cached; ``batches``: of pictures.
        whole: Whether checkpoints are as large as real ones; their weights are a hole in the file.
    """

    name: str = NAME
    preset: str = PRESET
    loss: float = 0.092
    epochs: int = EPOCHS
    steps_per_epoch: int = STEPS_PER_EPOCH
    seconds_per_step: float = SECONDS_PER_STEP
    every: int = 10
    seed: int = 7
    smoke: bool = False
    events: bool = False
    samples: bool = False
    prompts: int = 2
    said: tuple[str, ...] = PROMPTS
    sources: int = SOURCES
    batches: int = BATCHES
    whole: bool = False
    parent: str = ""
    epochs_before: int = 0
    steps_before: int = 0
    values: Mapping[str, Any] = field(default_factory=lambda: VALUES)

    @property
    def total(self) -> int:
        return self.epochs * self.steps_per_epoch


def write_run(
    project: Path,
    kind: Kind = "half",
    recipe: Recipe | None = None,
    *,
    now: float | None = None,
    ended_ago: float = 0.0,
    stop: StopRequest | None = None,
    queue_place: int = 0,
) -> Path:
    """Write the folder of a run of a project; return it.

    Args:
        project: The project's folder; it need not be one.
        kind: How it goes.
        recipe: What it trains; None: the author's.
        now: Unix seconds; None: the time it is.
        ended_ago: Seconds since what has ended ended.
        stop: What somebody asked for.
        queue_place: Of one that waits.
    """
    recipe = recipe or Recipe()
    now = time.time() if now is None else now
    folder = project / RUNS / next_id(project, recipe.name)
    for name in (LOG, EVENTS, OUTPUT, "requests"):
        (folder / name).mkdir(parents=True)
    story = _Story(folder, kind, recipe, now - ended_ago)
    run = story.run()
    _write(folder / RUN_FILE, run.to_json())
    _write(folder / RECIPE_FILE, f'preset = "{recipe.preset}"\n')
    state = replace(story.state(), stop=stop, queue_place=story.place(queue_place))
    _write(folder / STATE_FILE, state.to_json())
    story.write_logs()
    story.write_pace()
    story.write_output()
    story.write_samples()
    return folder


def ten_runs(project: Path, *, now: float | None = None) -> list[Path]:
    """Write a history of ten runs, the last of which is half through; return them, oldest first."""
    now = time.time() if now is None else now
    day = 86_400.0
    small: dict[str, Any] = {"epochs": 16}
    tried: list[tuple[Kind, float, dict[str, Any]]] = [
        ("finished", 52 * day, {"name": "ghibli_13b_test", "loss": 0.131, "epochs": 4}),
        ("failed", 44 * day, {"name": "ghibli_wan14b_v01"}),
        ("stopped", 37 * day, {"name": "ghibli_wan14b_v01", "loss": 0.118}),
        ("finished", 30 * day, {"name": "ghibli_wan14b_v01", "loss": 0.108, **small}),
        ("dead", 23 * day, {"name": "ghibli_wan14b_alpha1", "values": _with(alpha=1), **small}),
        ("finished", 17 * day, {"name": "ghibli_wan14b_lr2e-4", "loss": 0.101,
                                "values": _with(rate=2e-4), **small}),
        ("stopped", 12 * day, {"name": "motion_rank16", "preset": "motion", "loss": 0.112,
                               "values": _with(rank=16, alpha=16)}),
        ("failed", 11 * day, {"name": "motion_rank16", "preset": "motion"}),
        ("finished", 5 * day, {"name": "motion_rank16", "preset": "motion", "loss": 0.104, **small,
                               "values": _with(rank=16, alpha=16)}),
        ("half", 0.0, {}),
    ]  # fmt: skip
    return [
        write_run(project, kind, Recipe(seed=n, **{"every": 40, **given}), now=now, ended_ago=ago)
        for n, (kind, ago, given) in enumerate(tried)
    ]


def safetensors(seed: int, *, step: int = 0, size: int = 64) -> bytes:
    """Return a small LoRA file of a step: a header that can be read, and numbers."""
    rng = random.Random(seed)
    shape = [4, size // 8]
    tensors = {
        f"lora_unet_blocks_0_self_attn_q.lora_{end}.weight": {
            "dtype": "F32",
            "shape": shape,
            "data_offsets": [place * size * 2, (place + 1) * size * 2],
        }
        for place, end in enumerate(("down", "up"))
    }
    header = json.dumps(
        {"__metadata__": {"ss_steps": str(step), "ss_epoch": str(seed)}, **tensors}
    ).encode()
    numbers = struct.pack(f"<{size}f", *(rng.gauss(0, 0.02) for _ in range(size)))
    return struct.pack("<Q", len(header)) + header + numbers


SAMPLE = Path(__file__).parent / "standin" / "sample.mp4"


def _shapes_of_lora(rank: int = 32) -> dict[str, tuple[int, ...]]:
    """Return the tensors of a LoRA of the 14B model."""
    width, inner = 5_120, 13_824
    square = [f"{kind}_attn_{part}" for kind in ("self", "cross") for part in "qkvo"]
    sides = {**dict.fromkeys(square, (width, width)), "ffn_0": (width, inner)}
    sides["ffn_2"] = inner, width
    return {
        f"lora_unet_blocks_{block}_{name}.lora_{end}.weight": shape
        for block in range(40)
        for name, (before, behind) in sides.items()
        for end, shape in (("down", (rank, before)), ("up", (behind, rank)))
    }


def _with(rank: int = 32, alpha: float = 32, rate: float = 5e-5) -> Mapping[str, Any]:
    changed = {"network_dim": rank, "network_alpha": alpha, "learning_rate": rate}
    return {**VALUES, **{f"train.{name}": value for name, value in changed.items()}}


class _Story:
    """One run, and when what of it happened."""

    def __init__(self, folder: Path, kind: Kind, recipe: Recipe, now: float) -> None:
        self._folder, self._kind, self._recipe, self._now = folder, kind, recipe, now
        self._name, share = KINDS[kind]
        self._step = round(recipe.total * share)
        self._rng = random.Random(recipe.seed)
        self._silent = 3 * 3600.0 if kind == "dead" else 0.0
        self._trained = self._step * recipe.seconds_per_step
        self._last = now - self._silent  # when anything was heard of it last
        lengths = [2.0, 860.0 * recipe.batches / BATCHES, 65.0 * recipe.sources / SOURCES]
        lengths += [190.0] * recipe.smoke
        self._lengths = dict(zip(self._names()[:-1], lengths, strict=True))
        if kind == "caching":
            self._began = now - 2.0 - 0.62 * 860.0
        else:
            self._began = self._last - self._trained - sum(lengths) - 45.0
        self._train_began = self._began + sum(lengths)

    def _names(self) -> tuple[StepName, ...]:
        smoke: tuple[StepName, ...] = ("smoke",) if self._recipe.smoke else ()
        return ("check", "cache_latents", "cache_text", *smoke, "train")

    # -------------------------------------------------------------------------------- run, state

    def run(self) -> Run:
        recipe = self._recipe
        commands = [
            Command(name, ("python", f"wan_{name}.py", "--task", "t2v-14B"), {}, "/trainer")
            for name in self._names()
            if name != "check"
        ]
        return Run(
            id=self._folder.name,
            name=recipe.name,
            project="Ghibli",
            created=self._began - 3.0,
            task="t2v-14B",
            preset=recipe.preset,
            values=recipe.values,
            steps=self._names(),
            commands=tuple(commands),
            samples=recipe.steps_per_epoch,
            steps_per_epoch=recipe.steps_per_epoch,
            epochs=recipe.epochs,
            total_steps=recipe.total,
            seconds_per_step=11.6,
            gib=19.3,
            card_gib=CARD_GIB,
            trainer="musubi-tuner 0.3.4",
            parent=recipe.parent,
            epochs_before=recipe.epochs_before,
            steps_before=recipe.steps_before,
            files=(FrozenFile("clips/film_0001200-0001280.mp4", 812_345, "9f2c"),),
        )

    def state(self) -> RunState:
        pid, began = os.getpid(), psutil.Process().create_time()
        if self._name == "waiting":
            steps = tuple(StepState(name=each) for each in self._names())
            return RunState(state="waiting", pid=pid, pid_began=began, steps=steps)
        if self._kind == "dead":
            began -= 9_999.0  # the number is another's now
        words = tuple(self._traceback()) if self._name == "failed" else tuple(self._last_lines())
        warned = "network_alpha is 1: the LoRA learns at 1/32 of the learning rate."
        return RunState(
            state=self._name,
            pid=pid,
            pid_began=began,
            heartbeat=self._last,
            steps=tuple(self._steps(pid, began)),
            point=self._point(),
            **(FAILED if self._name == "failed" else {}),
            last_words=words,
            warnings=(warned,) if self._recipe.values.get("train.network_alpha") == 1 else (),
            phase="" if self._name != "running" or self._kind == "caching" else "training",
            kept=KEPT if self._name == "stopped" else "",
        )

    @property
    def _counts(self) -> dict[StepName, int]:
        return {
            "cache_latents": self._recipe.batches,
            "cache_text": self._recipe.sources,
            "smoke": 3,
        }

    def place(self, wanted: int) -> int | None:
        return wanted if self._name == "waiting" else None

    def _steps(self, pid: int, began: float) -> Iterator[StepState]:
        at = self._began
        totals = {"check": None, **self._counts}
        for name, length in self._lengths.items():
            total = totals[name]
            if self._kind == "caching" and name != "check":
                if name == "cache_latents":
                    yield StepState(name=name, state="running", began=at, done=445, total=total,
                                    pid=pid, pid_began=began)  # fmt: skip
                else:
                    yield StepState(name=name)
                continue
            yield StepState(name=name, state="done", began=at, ended=at + length, code=0,
                            done=total, total=total)  # fmt: skip
            at += length
        if self._kind == "caching":
            yield StepState(name="train")
            return
        ended = self._name != "running"
        codes: dict[str, int] = {"done": 0, "failed": 1, "stopped": -15}
        yield StepState(
            name="train",
            state=self._name if ended else "running",  # type: ignore[arg-type]
            began=at,
            ended=self._last if ended else None,
            code=codes.get(self._name),
            done=self._step,
            total=self._recipe.total,
            pid=pid,
            pid_began=began,
        )

    def _point(self) -> Point | None:
        recipe, step = self._recipe, self._step
        if self._kind in ("waiting", "caching"):
            return None
        left = (recipe.total - step) * recipe.seconds_per_step
        return Point(
            epoch=min(step // recipe.steps_per_epoch + 1, recipe.epochs),
            epochs=recipe.epochs,
            step=step,
            steps=recipe.total,
            loss=round(self._mean(step), 4),
            seconds_per_step=recipe.seconds_per_step,
            seconds_left=left if self._name == "running" else None,
        )

    # ------------------------------------------------------------------------------------ files

    def write_logs(self) -> None:
        if self._name == "waiting":
            return
        _write(log_file(self._folder, "check"), "31 files, 1,078 samples: nothing to say.\n")
        for name, count in self._counts.items():
            if name in self._lengths and (self._kind != "caching" or name == "cache_latents"):
                count = 445 if self._kind == "caching" else count
                _write(log_file(self._folder, name), "".join(_cache_log(name, count)))
        if self._kind != "caching":
            _write(log_file(self._folder, "train"), "".join(self._train_log()))

    def write_pace(self) -> None:
        if self._kind in ("waiting", "caching"):
            return
        recipe, lines = self._recipe, []
        for step in range(1, self._step + 1, recipe.every):
            at = self._train_began + 45 + step * recipe.seconds_per_step
            pace = recipe.seconds_per_step + self._rng.gauss(0, 0.05)
            lines.append(json.dumps([round(at, 1), step, round(self._mean(step), 4),
                                     round(pace, 2)]))  # fmt: skip
        if recipe.events:
            self._write_events()
        _write(self._folder / PACE_FILE, "\n".join([*lines, ""]))
        gpu = []
        for n in range(int(self._trained // 120) + 2):
            at = self._last - 120.0 * (int(self._trained // 120) + 1 - n)
            mib = round(PEAK_MIB + self._rng.gauss(0, 40))
            gpu.append(json.dumps([round(at, 1), mib, mib - 900, 96, 71, 98]))
        _write(self._folder / GPU_FILE, "\n".join([*gpu, ""]))

    def _write_events(self) -> None:
        recipe = self._recipe
        began = self._train_began + 45
        file = EventFile(tracker_folder(self._folder / EVENTS), began=began)
        rate = recipe.values.get("train.learning_rate", 5e-5)
        for step in range(1, self._step + 1, recipe.every):
            at = began + step * recipe.seconds_per_step
            loss = {"loss/current": self._loss(step), "loss/average": self._mean(step)}
            file.add({**loss, "lr/unet": rate}, step, at)
            if step % recipe.steps_per_epoch < recipe.every and step > recipe.every:
                file.add({"loss/epoch": self._mean(step)}, step // recipe.steps_per_epoch, at)

    def write_samples(self) -> None:
        """Write the films of the prompts after each epoch, and the prompts."""
        recipe, folder = self._recipe, self._folder / OUTPUT / "sample"
        if not recipe.samples or not self._step:
            return
        words = [
            *recipe.said,
            *(f"{recipe.said[0]}, view {n}" for n in range(3, recipe.prompts + 1)),
        ]
        lines = [f"{each} --w 832 --h 480 --f 45 --d 7 --fs 3" for each in words[: recipe.prompts]]
        _write(self._folder / "sample_prompts.txt", "\n".join([*lines, ""]))
        folder.mkdir()
        for epoch in range(1, self._step // recipe.steps_per_epoch + 1):
            at = self._train_began + 45 + epoch * recipe.steps_per_epoch * recipe.seconds_per_step
            stamp = time.strftime("%Y%m%d%H%M%S", time.localtime(at))
            for prompt in range(recipe.prompts):
                name = f"{recipe.name}_e{epoch:06d}_{prompt:02d}_{stamp}_7.mp4"
                shutil.copy(SAMPLE, folder / name)
                os.utime(folder / name, (at, at))

    def write_output(self) -> None:
        recipe, output = self._recipe, self._folder / OUTPUT
        for epoch in range(1, self._step // recipe.steps_per_epoch + 1):
            last = epoch == recipe.epochs
            name = recipe.name if last else f"{recipe.name}-{epoch:06d}"
            file = output / f"{name}.safetensors"
            step = epoch * recipe.steps_per_epoch
            if recipe.whole:
                said = {"ss_steps": str(step), "ss_epoch": str(epoch)}
                write_weights(file, _shapes_of_lora(), metadata=said)
            else:
                file.write_bytes(safetensors(epoch, step=step))
            at = self._train_began + 45 + epoch * recipe.steps_per_epoch * recipe.seconds_per_step
            os.utime(file, (at, at))

    # --------------------------------------------------------------------------------- the words

    def _mean(self, step: int) -> float:
        return self._recipe.loss + 0.03 * math.exp(-3 * step / self._recipe.total)

    def _loss(self, step: int) -> float:
        return max(0.01, self._mean(step) + self._rng.gauss(0, 0.03))

    def _bar(self, step: int) -> str:
        recipe = self._recipe
        share = step / recipe.total
        blocks = "█" * int(share * 10)
        gone, left = (_clock(n * recipe.seconds_per_step) for n in (step, recipe.total - step))
        pace = f"{recipe.seconds_per_step:5.2f}s/it" if step else "?s/it"
        loss = f", avr_loss={self._mean(step):.3g}" if step else ""
        return (
            f"\rsteps: {share:4.0%}|{blocks:<10}| {step}/{recipe.total} "
            f"[{gone}<{left if step else '?'}, {pace}{loss}]"
        )

    def _train_log(self) -> Iterator[str]:
        recipe = self._recipe
        yield "Trying to import sageattention\nFailed to import sageattention\n"
        yield "INFO:musubi_tuner.wan.modules.model:Detected DiT dtype: torch.float16\n"
        yield "INFO:musubi_tuner.training.trainer_base:Load dataset config from dataset.toml\n"
        yield "INFO:musubi_tuner.dataset.datasources:found 240 videos\n"
        yield "running training / 学習開始\n"
        yield f"  num train items / 学習画像、動画数: {recipe.steps_per_epoch}\n"
        yield f"  num batches per epoch / 1epochのバッチ数: {recipe.steps_per_epoch}\n"
        yield f"  num epochs / epoch数: {recipe.epochs}\n"
        yield "  batch size per device / バッチサイズ: 1, 1, 1\n"
        yield f"  total optimization steps / 学習ステップ数: {recipe.total}\n"
        if recipe.values.get("train.network_alpha") == 1:
            yield "WARNING:musubi_tuner.networks.lora:network_alpha is 1\n"
        yield self._bar(0)
        for epoch in range(1, recipe.epochs + 1):
            first = (epoch - 1) * recipe.steps_per_epoch
            if first > self._step or (first == self._step and first):
                break
            yield f"\nepoch {epoch}/{recipe.epochs}\n"
            yield "INFO:musubi_tuner.dataset.cache_io:epoch is incremented. "
            yield f"current_epoch: {epoch - 1}, epoch: {epoch}\n"
            last = min(first + recipe.steps_per_epoch, self._step)
            for step in sorted({*range(first + 1, last + 1, recipe.every), last} - {0}):
                yield self._bar(step)
            if last == first + recipe.steps_per_epoch:
                yield from self._saved(epoch)
        if self._name == "failed":
            yield "\n".join(["", *self._traceback(), ""])
        if self._name == "done":
            yield "INFO:musubi_tuner.training.trainer_base:model saved.\n"

    def _saved(self, epoch: int) -> Iterator[str]:
        name = self._recipe.name
        final = epoch == self._recipe.epochs
        file = f"{name}.safetensors" if final else f"{name}-{epoch:06d}.safetensors"
        yield f"\n\nsaving checkpoint: output/{file}\n"
        if not final:
            yield f"INFO:musubi_tuner.utils.train_utils:saving state at epoch {epoch}\n"
            step = epoch * self._recipe.steps_per_epoch
            yield "INFO:musubi_tuner.training.trainer_base:generating sample images at step / "
            yield f"サンプル画像生成 ステップ: {step}\n"

    def _traceback(self) -> list[str]:
        return [
            "Traceback (most recent call last):",
            '  File "wan_train_network.py", line 621, in <module>',
            "    main()",
            '  File "trainer_base.py", line 2003, in train',
            "    accelerator.backward(loss)",
            OOM,
        ]

    def _last_lines(self) -> list[str]:
        if self._kind in ("waiting", "caching"):
            return []
        return [self._bar(self._step).strip()]


def _cache_log(name: str, count: int) -> Iterator[str]:
    module = "musubi_tuner.cache_latents" if name == "cache_latents" else "musubi_tuner.cache_text"
    yield f"INFO:{module}:Load dataset config from dataset.toml\n"
    first = count // 3
    for dataset, some in enumerate((first, first, count - 2 * first)):
        yield f"INFO:{module}:Encoding dataset [{dataset}]\n"
        yield "\r0it [00:00, ?it/s]"
        for done in range(1, some + 1):
            yield f"\r{done}it [{_clock(done * 1.2)},  1.20s/it]"
        yield "\n"


def _clock(seconds: float) -> str:
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))
