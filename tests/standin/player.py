"""What the stand-in's scripts run, in a Python that knows nothing but its own library."""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests import trainer_logs
from tests.standin import behaviour, family, files, words
from tests.standin.events import EventWriter

GO = "go"  # a file in the stand-in's folder: gates are open
_DRAW_EVERY = 0.1  # seconds between two bars, as tqdm
_JUNK = b"INFO:noise:" + b"x" * 1012 + b"\n"


class Voice:
    """Prints, unbuffered; is gone after so many bytes."""

    def __init__(self, die_at: int) -> None:
        self._left = die_at

    def _write(self, stream: int, data: bytes) -> None:
        if self._left and len(data) >= self._left:
            os.write(stream, data[: self._left])
            _vanish()
        if self._left:
            self._left -= len(data)
        while data:
            data = data[os.write(stream, data) :]

    def out(self, text: str) -> None:
        """Print a line on stdout."""
        self._write(1, f"{text}\n".encode())

    def err(self, text: str) -> None:
        """Print on stderr, without a line's end."""
        self._write(2, text.encode())

    def junk(self, amount: int) -> None:
        """Print so many bytes on stderr."""
        while amount > 0:
            self._write(2, _JUNK[-min(amount, len(_JUNK)) :])
            amount -= len(_JUNK)


def _vanish() -> None:
    """End as a process ends that is killed from outside."""
    if os.name == "nt":
        os._exit(1)
    os.kill(os.getpid(), signal.SIGKILL)


class Stage:
    """One run of one script."""

    def __init__(self, step: str, folder: Path) -> None:
        self.step, self.folder = step, folder
        self.does = behaviour.read(folder)
        self.voice = Voice(self.does.die_at_byte)

    def begin(self) -> None:
        """Start the family; ignore signals if it shall."""
        does = self.does
        if does.ignore_signals:
            family.ignore_signals()
        for _ in range(does.children):
            family.start(
                self.folder, "child", ignore=does.ignore_signals, further=does.grandchildren
            )
        for _ in range(does.daemons):
            family.start_daemon(self.folder, ignore=does.ignore_signals, unmarked=does.unmarked)
        family.note(self.folder, self.step)

    def at(self, done: int) -> None:
        """Do what shall happen when so much is done."""
        places = (f"{self.step}@{done}", *((self.step,) if done == 0 else ()))
        does = self.does
        if does.gate in places:
            while not (self.folder / GO).exists():
                time.sleep(0.02)
        if does.killed in places:
            _vanish()
        if does.hang in places:
            while True:
                time.sleep(0.5)
        if does.crash in places:
            self.voice.err("\n")
            raise RuntimeError("the stand-in was told to crash")


def cache(stage: Stage, places: words.Places) -> None:
    """Cache latents or texts."""
    stage.voice.err(words.head_of_caching(stage.step, places))
    time.sleep(stage.does.start_seconds)
    stage.at(0)
    done = 0
    for number, batches in enumerate(stage.does.batches):
        stage.voice.err(words.dataset_line(stage.step, number))
        began, drawn = time.monotonic(), 0.0
        stage.voice.err(words.items_bar(0, 0.0))
        for item in range(1, batches + 1):
            time.sleep(stage.does.seconds_per_item)
            done += 1
            now = time.monotonic()
            if now - drawn >= _DRAW_EVERY or item == batches:
                stage.voice.err(words.items_bar(item, max(now - began, 1e-3)))
                drawn = now
            if f"{stage.step}@{done}" == stage.does.full_disk:
                cached = Path(places.dataset).parent / "cache" / "a.safetensors"
                files.fail_for_space(cached, b"\0" * 100)
            stage.at(done)
        stage.voice.err("\n")


class Training:
    """A training from its arguments to its last checkpoint."""

    def __init__(self, stage: Stage, asked: argparse.Namespace, places: words.Places) -> None:
        self._stage, self._asked, self._places = stage, asked, places
        self._voice, self._does = stage.voice, stage.does
        self._samples = self._does.trained
        per_epoch = self._samples
        if asked.max_train_epochs:
            self._epochs = asked.max_train_epochs
            self._total = self._epochs * per_epoch
        else:
            self._total = asked.max_train_steps
            self._epochs = max(1, math.ceil(self._total / max(per_epoch, 1)))
        self._per_epoch = per_epoch
        self._dice = random.Random(asked.seed)
        self._losses: list[float] = []
        self._began = self._drawn = time.monotonic()
        self._events: EventWriter | None = None

    def run(self) -> None:
        """Train."""
        said = words.head_of_training(self._places, self._samples, self._epochs, self._total)
        self._voice.err(said)
        if not self._samples:
            raise ValueError(
                "No training items found in the dataset. Please ensure that the latent/Text "
                "Encoder cache has been created beforehand."
            )
        time.sleep(self._does.start_seconds)
        if self._does.events and self._asked.logging_dir:
            self._events = EventWriter(self._log_folder())
        self._voice.err(words.steps_bar(0, self._total, 0.0, None))
        self._voice.junk(self._does.output_bytes)
        self._stage.at(0)
        if self._asked.sample_at_first:
            self._sample(0, epoch=0)
        self._began = time.monotonic()
        step = 0
        for epoch in range(1, self._epochs + 1):
            self._voice.out(f"\nepoch {epoch}/{self._epochs}")
            while step < self._total and (step < epoch * self._per_epoch):
                step += 1
                self._step(step, epoch)
            self._end_epoch(step, epoch)
        self._end(step)

    def _log_folder(self) -> Path:
        stamp = self._asked.log_prefix + time.strftime("%Y%m%d%H%M%S")
        return (
            Path(self._asked.logging_dir)
            / stamp
            / (self._asked.log_tracker_name or "network_train")
        )

    def _step(self, step: int, epoch: int) -> None:
        time.sleep(self._does.seconds_per_step)
        loss = 0.08 + 0.1 * math.exp(-step / 400) + self._dice.gauss(0.0, 0.03)
        self._losses.append(loss)
        last = self._losses[-self._per_epoch :]
        average = sum(last[-500:]) / len(last[-500:])
        now = time.monotonic()
        if now - self._drawn >= _DRAW_EVERY or step % self._per_epoch in (0, 1):
            self._voice.err(
                words.steps_bar(step, self._total, max(now - self._began, 1e-3), average)
            )
            self._drawn = now
        if self._events:
            values = {"loss__current": loss, "loss__average": average, "lr__unet": 2e-4}
            self._events.add(step, time.time(), **values)
        every = self._asked.save_every_n_steps
        if every and step % every == 0 and step < self._total:
            name = f"{self._asked.output_name}-step{step:08}"
            self._save(name, step, epoch, f"saving state at step {step}")
        every = self._asked.sample_every_n_steps
        if every and step % every == 0:
            self._sample(step, epoch=None)
        self._stage.at(step)
        if self._shall_end():
            self._save_and_end(step, epoch)

    def _shall_end(self) -> bool:
        """Return whether it is asked to save and end, and our script would be around it."""
        run = os.environ.get("RUSHES_RUN")
        try:
            text = (Path(run or "none") / "requests" / "stop.json").read_text(encoding="utf-8")
        except OSError:
            return False
        return bool(run) and '"checkpoint"' in text and not self._does.deaf

    def _save_and_end(self, step: int, epoch: int) -> None:
        """Do what `train_with_metrics.py` does then: all is saved, and it ends well."""
        self._voice.err(words.steps_bar(step, self._total, 1.0, sum(self._losses) / step))
        self._asked.save_state = True
        name = f"{self._asked.output_name}-step{step:08}"
        self._save(name, step, epoch, f"saving state at step {step}")
        time.sleep(self._does.ending_seconds)
        self._voice.err("Rushes: stopped after saving.\n")
        sys.exit(0)

    def _end_epoch(self, step: int, epoch: int) -> None:
        if self._events:
            last = self._losses[-self._per_epoch :]
            self._events.add(epoch, time.time(), loss__epoch=sum(last) / len(last))
        every = self._asked.save_every_n_epochs
        if every and epoch % every == 0 and epoch < self._epochs:
            name = f"{self._asked.output_name}-{epoch:06}"
            self._save(name, step, epoch, f"saving state at epoch {epoch}")
        every = self._asked.sample_every_n_epochs
        if every and epoch % every == 0:
            self._sample(step, epoch=epoch)

    def _save(self, name: str, step: int, epoch: int, said: str) -> None:
        path = self._places.output / f"{name}.safetensors"
        data = files.safetensors(step, epoch, self._does.checkpoint_bytes)
        self._voice.out(f"\nsaving checkpoint: {path}")
        if self._does.full_disk.startswith("train@") and step >= int(self._does.full_disk[6:]):
            files.fail_for_space(path, data)
        files.write_slowly(path, data, self._does.checkpoint_seconds)
        if self._asked.save_state:
            self._save_state(name, data, said)

    def _save_state(self, name: str, data: bytes, said: str) -> None:
        folder = self._places.output / f"{name}-state"
        self._voice.err(words.state_lines(folder, said))
        files.write_state(folder, data)

    def _sample(self, step: int, *, epoch: int | None) -> None:
        if not self._places.prompts:
            return
        trainer = "INFO:musubi_tuner.training.trainer_base:"
        self._voice.err(
            f"{trainer}\n{trainer}generating sample images at step / "
            f"サンプル画像生成 ステップ: {step}\n"
        )
        tag = f"{step:06}" if epoch is None else f"e{epoch:06}"
        clip = Path(__file__).with_name("sample.mp4").read_bytes()
        for number, prompt in enumerate(self._places.prompts):
            self._voice.err(words.sampling(number, prompt))
            if not self._does.pictures:
                continue
            stamp = time.strftime("%Y%m%d%H%M%S")
            name = f"{self._asked.output_name}_{tag}_{number:02}_{stamp}_{42 + number}"
            folder = self._places.output / "sample"
            folder.mkdir(parents=True, exist_ok=True)
            if " --f 1 " in f"{prompt} ":
                colour = (step * 37 % 256, number * 90 % 256, 128)
                (folder / f"{name}_000.png").write_bytes(files.png(64, 48, colour))
            else:
                (folder / f"{name}.mp4").write_bytes(clip)

    def _end(self, step: int) -> None:
        data = files.safetensors(step, self._epochs, self._does.checkpoint_bytes)
        name = self._asked.output_name
        if self._asked.save_state:
            self._save_state(name, data, "saving last state.")
        path = self._places.output / f"{name}.safetensors"
        self._voice.out(f"\nsaving checkpoint: {path}")
        files.write_slowly(path, data, self._does.checkpoint_seconds)
        self._voice.err("INFO:musubi_tuner.training.trainer_base:model saved.\n")
        seconds = max(time.monotonic() - self._began, 1e-3)
        average = sum(self._losses[-self._per_epoch :][-500:]) / min(len(self._losses), 500)
        self._voice.err(words.steps_bar(step, self._total, seconds, average) + "\n")
        if self._events:
            self._events.close()
        time.sleep(self._does.end_seconds)


def generate(stage: Stage) -> None:
    """Make films of a file of prompts: all of them are written at the end, as the script does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--from_file", required=True)
    parser.add_argument("--save_path", required=True)
    parser.add_argument("--lora_weight", nargs="*", default=[])
    parser.add_argument("--lora_weight_high_noise", nargs="*", default=[])
    asked = parser.parse_known_args()[0]
    logged = "INFO:musubi_tuner.wan_generate_video:"
    lines = [each for each in Path(asked.from_file).read_text("utf-8").splitlines() if each.strip()]
    for lora in (*asked.lora_weight, *asked.lora_weight_high_noise):
        stage.voice.err(f"{logged}Loading LoRA weights from {lora} with multiplier 1.0\n")
        Path(lora).read_bytes()
    stage.voice.err(f"{logged}Loading DiT model(s)\n")
    time.sleep(stage.does.start_seconds)
    stage.at(0)
    for number, line in enumerate(lines, start=1):
        stage.voice.err(f"{logged}Processing prompt {number}/{len(lines)}: {line[:50]}...\n")
        time.sleep(stage.does.seconds_per_step)
        stage.at(number)
    stage.voice.err(f"{logged}Decoding latents to videos using GPU\n")
    clip = Path(__file__).with_name("sample.mp4").read_bytes()
    folder = Path(asked.save_path)
    folder.mkdir(parents=True, exist_ok=True)
    for number, line in enumerate(lines):
        seed = line.partition(" --d ")[2].split(" ")[0]
        path = folder / f"20261126-1000{number // 60:02}-{number:03}_{seed}.mp4"
        path.write_bytes(clip)
        stage.voice.err(f"{logged}Video saved to: {path}\n")
    stage.voice.err(f"{logged}Done!\n")


def replay(stage: Stage, run: str) -> int:
    """Print what a recorded run printed; return its exit code."""
    length = max((seconds for seconds, _, _ in trainer_logs.pieces(run)), default=0.0)
    began = time.monotonic()
    for seconds, stream, data in trainer_logs.pieces(run):
        due = seconds / max(length, 1e-3) * stage.does.replay_seconds
        time.sleep(max(0.0, due - (time.monotonic() - began)))
        stage.voice._write(1 if stream == "out" else 2, data)
    return int(trainer_logs.facts(run)["rc"])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for name, kind, default in (
        ("dataset_config", str, ""), ("output_dir", str, "output"), ("output_name", str, "last"),
        ("logging_dir", str, ""), ("log_prefix", str, ""), ("log_tracker_name", str, ""),
        ("max_train_steps", int, 1600), ("max_train_epochs", int, 0), ("seed", int, 42),
        ("save_every_n_epochs", int, 0), ("save_every_n_steps", int, 0),
        ("sample_every_n_epochs", int, 0), ("sample_every_n_steps", int, 0),
        ("sample_prompts", str, ""),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--save_state", action="store_true")
    parser.add_argument("--sample_at_first", action="store_true")
    return parser.parse_known_args()[0]


def _prompts(file: str) -> tuple[str, ...]:
    if not file:
        return ()
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line.strip() and not line.startswith("#"))


def main(step: str, folder: str) -> None:
    """Be one of the trainer's scripts; the folder is the stand-in's."""
    stage = Stage(step, Path(folder))
    stage.begin()
    if step in stage.does.replay:
        sys.exit(replay(stage, stage.does.replay[step]))
    if step == "generate":
        generate(stage)
        return
    asked = _asked()
    if not Path(asked.dataset_config).is_file():
        raise ValueError(f"file not found / ファイルが見つかりません: {asked.dataset_config}")
    output = Path(asked.output_dir)
    prompts = _prompts(asked.sample_prompts)
    places = words.Places(asked.dataset_config, output, asked.output_name, prompts)
    if step in stage.does.nothing:
        return
    try:
        if step == "train":
            Training(stage, asked, places).run()
        else:
            cache(stage, places)
    except RuntimeError:
        import traceback

        traceback.print_exc()
        sys.exit(stage.does.code)
