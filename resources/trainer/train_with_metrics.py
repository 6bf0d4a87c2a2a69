"""Trains as musubi-tuner's own script does, and writes down what it does not tell; for Rushes.

It is run by the trainer's own Python, in place of the trainer's script and with the same options.
It imports nothing of Rushes, and Python 3.10 is enough. The environment says the rest:

``RUSHES_TRAINER_SCRIPT``
    The trainer's script.
``RUSHES_RUN``
    The run's folder. ``metrics.jsonl`` in it gets a line a step (`Metrics`); ``validation.json``,
    where it is there, says what to measure again and again (`Validation`); a ``requests/stop.json``
    that says ``"how": "checkpoint"`` makes it save at once, and end.

No file of the trainer is changed: its trainer class has methods that are meant to be overridden
(its pull request 943), and a class derived from it takes its place in this process. Where a
version has not these methods, that is said and the trainer's script runs as it is.
"""

from __future__ import annotations

import importlib
import inspect
import json
import math
import os
import runpy
import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

HOOKS = {  # methods of the trainer that are derived from, and the arguments that are used
    "process_batch": (
        *("args", "accelerator", "transformer", "network", "latents", "dit_dtype"),
        *("network_dtype", "global_step"),
    ),
    "compute_loss": ("args", "output", "timesteps"),
    "on_train_start": ("args", "accelerator", "network", "transformer", "optimizer"),
    "on_post_optimizer_step": ("args", "accelerator", "sync_gradients", "global_step"),
    "extra_step_logs": ("args", "logs"),
}
KEPT = ("args", "accelerator", "transformer", "network", "dit_dtype", "network_dtype")
MODULE, CLASS = "wan_train_network", "WanNetworkTrainer"
FINEST = 1000  # timesteps between clean and noise


def say(sentence: str) -> None:
    """Print a sentence where the trainer prints its own."""
    sys.stderr.write(f"Rushes: {sentence}\n")
    sys.stderr.flush()


# ------------------------------------------------------------------------------- finding hooks


def trainer_module(script: str) -> object:
    """Return the module of the trainer's script, imported; None where it cannot be."""
    script = Path(script)
    for folder in (script.parent.parent, script.parent / "src"):
        if (folder / "musubi_tuner").is_dir() and str(folder) not in sys.path:
            sys.path.append(str(folder))  # behind what is installed
    try:
        return importlib.import_module(f"musubi_tuner.{MODULE}")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "musubi_tuner":
            raise  # the trainer lacks something, which is for it to say
    return None


def lacking(module: object) -> str:
    """Return what the trainer has not of what is needed, in words; empty: all is there."""
    if module is None:
        return "it has no package musubi_tuner"
    trainer = getattr(module, CLASS, None)
    if trainer is None or not callable(getattr(module, "main", None)):
        return f"{MODULE} has no {CLASS} or no main"
    for name, wanted in HOOKS.items():
        method = getattr(trainer, name, None)
        if method is None:
            return f"{CLASS} has no {name}"
        missing = [each for each in wanted if each not in inspect.signature(method).parameters]
        if missing:
            return f"{name} has no argument {missing[0]}"
    return ""


# ------------------------------------------------------------------------------- what is written


class Metrics:
    """``metrics.jsonl``: a line of JSON a step, and one for each measured timestep."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._failed = False

    def write(self, **line: object) -> None:
        """Append a line; what is no number is null. A disk that is full stops no training."""
        line = {name: value for name, value in line.items() if value is not None}
        try:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(_plain(line)) + "\n")
        except OSError as error:
            if not self._failed:
                self._failed = True
                say(f"{self._file} cannot be written ({error}); the training goes on.")


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


class Stopping:
    """Whether somebody asked for a last checkpoint, and the end."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def wanted(self) -> bool:
        """Whether it is asked for now."""
        try:
            value = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return isinstance(value, dict) and value.get("how") == "checkpoint"


class StopTraining(Exception):
    """The training has saved and is to end."""


# ------------------------------------------------------------------------------- validation


class Validation:
    """Loss on clips that are not trained on, with the same timesteps and noise each time.

    ``validation.json``::

        {"dataset_config": path, "every_steps": 1078, "timesteps": [100, 300, 500, 700, 900],
         "items": 8, "seed": 7}

    ``items`` is how many batches of each bucket are measured at most.
    """

    def __init__(self, value: object, metrics: Metrics) -> None:
        self.config = value["dataset_config"]
        self.every = max(1, int(value["every_steps"]))
        self.timesteps = [float(each) for each in value["timesteps"]]
        self._most = max(1, int(value.get("items", 8)))
        self._seed = int(value.get("seed", 0))
        self._metrics = metrics
        self._batches = None

    @classmethod
    def read(cls, file: Path, metrics: Metrics) -> Validation | None:
        """Return what a file asks for; None where there is none, or it cannot be read."""
        try:
            return cls(json.loads(file.read_text(encoding="utf-8")), metrics)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            say(f"{file} cannot be read ({error}): nothing is validated.")
            return None

    def measure(self, trainer: object, step: int, held: dict) -> None:
        """Measure now. ``held`` is what `process_batch` got, of `KEPT`."""
        import torch

        if self._batches is None:
            self._batches = self._take(trainer, held)
        if not self._batches:
            return
        began = time.monotonic()
        network = held["accelerator"].unwrap_model(held["network"])
        model = held["accelerator"].unwrap_model(held["transformer"])
        cards = [torch.cuda.current_device()] if torch.cuda.is_available() else []
        was_training = network.training
        with torch.random.fork_rng(devices=cards), torch.no_grad():
            network.eval()
            _switch(model, "switch_block_swap_for_inference")
            try:
                means = {each: self._mean(trainer, held, each) for each in self.timesteps}
            finally:
                _switch(model, "switch_block_swap_for_training")
                network.train(was_training)
        for timestep, loss in means.items():
            self._metrics.write(step=step, val={"t": timestep, "loss": loss})
        say(f"validated {len(self._batches)} batches in {time.monotonic() - began:.1f} s.")

    def _take(self, trainer: object, held: dict) -> list:
        """Return the batches to measure: of each bucket the first ones."""
        import copy

        args = copy.copy(held["args"])
        args.dataset_config = self.config
        try:
            group = trainer._build_dataset(args)[0]
        except ValueError as error:
            say(f"nothing is validated: {str(error).partition(' / ')[0]}")
            return []
        found, taken = {}, []
        for number in range(len(group)):
            batch = group[number]
            shape = tuple(batch["latents"].shape)
            found[shape] = found.get(shape, 0) + 1
            if found[shape] <= self._most:
                taken.append(batch)
        return taken

    def _mean(self, trainer: object, held: dict, timestep: float) -> float:
        return sum(
            self._loss(trainer, held, batch, timestep, self._seed + number)
            for number, batch in enumerate(self._batches)
        ) / len(self._batches)

    def _loss(self, trainer: object, held: dict, batch: dict, timestep: float, seed: int) -> float:
        import torch

        args, accelerator = held["args"], held["accelerator"]
        latents = trainer.scale_shift_latents(batch["latents"].to(accelerator.device))
        torch.manual_seed(seed)
        noise = torch.randn(latents.shape, dtype=torch.float32).to(latents)
        share = timestep / FINEST
        noisy = ((1 - share) * latents + share * noise).to(held["dit_dtype"])
        steps = torch.full((latents.shape[0],), timestep + 1, device=accelerator.device)
        steps = steps.to(held["dit_dtype"])
        if getattr(trainer, "high_low_training", False):
            trainer.next_model_is_high_noise = share >= trainer.timestep_boundary
        output = trainer.call_dit(
            args, accelerator, held["transformer"], latents, batch, noise, noisy, steps,
            held["network_dtype"],
        )  # fmt: skip
        difference = output.pred.float() - output.target.float()
        return float(difference.pow(2).mean())


def _switch(model: object, name: str) -> None:
    """Call a method that models with swapped blocks have."""
    method = getattr(model, name, None)
    if method is not None:
        method()


# ------------------------------------------------------------------------------- the trainer


class Recording:
    """What stands in front of the trainer's class: it writes down what that does.

    Attributes:
        metrics, stopping, validation: Where to, when to end, what to measure (None: nothing).
    """

    metrics: Metrics
    stopping: Stopping
    validation: Validation | None
    _main = True  # of several processes, one writes
    _accelerator = None
    _grad_norm = None
    _held = None  # of `KEPT`
    _end = False

    def on_train_start(
        self, args: Namespace, accelerator: object, network: object, transformer: object,
        optimizer: object,
    ) -> None:  # fmt: skip
        """Begin to take the time, and keep the norms of gradients that are clipped."""
        super().on_train_start(args, accelerator, network, transformer, optimizer)
        self._main, self._accelerator = accelerator.is_main_process, accelerator
        self._optimizer, self._last, self._losses = optimizer, time.monotonic(), []
        clip = accelerator.clip_grad_norm_

        def clip_and_keep(*given: object, **named: object) -> object:
            self._grad_norm = clip(*given, **named)
            return self._grad_norm

        accelerator.clip_grad_norm_ = clip_and_keep

    def process_batch(self, *given: object, **named: object) -> tuple:
        """Measure before the first step; end where all is saved."""
        if self._end:
            raise StopTraining
        held = _arguments(super().process_batch, given, named)
        begins = self._held is None
        self._held = {name: held[name] for name in KEPT}
        if begins and held["global_step"] == 0:  # before anything was learnt
            self._validate(0)
        self._shape = list(held["latents"].shape[1:])
        return super().process_batch(*given, **named)

    def compute_loss(self, *given: object, **named: object) -> tuple:
        """Keep the loss with its timesteps and the shape of its latents."""
        found = super().compute_loss(*given, **named)
        timesteps = _arguments(super().compute_loss, given, named)["timesteps"]
        self._losses.append((found[0].detach(), timesteps.detach(), self._shape))
        return found

    def on_post_optimizer_step(self, *given: object, **named: object) -> None:
        """Write what the step was, measure where it is time, save where that is asked for."""
        super().on_post_optimizer_step(*given, **named)
        held = _arguments(super().on_post_optimizer_step, given, named)
        if not held["sync_gradients"]:
            return
        args, step = held["args"], held["global_step"] + 1
        if self._main:
            self._write(step)
        self._losses = []
        every = self.validation.every if self.validation is not None else 1
        if step % every == 0 or step == args.max_train_steps:
            self._validate(step)
        if self.stopping.wanted:
            self._save_and_end(args, step)

    def extra_step_logs(self, *given: object, **named: object) -> dict:
        """End where the step was saved; without a tracker the next batch is the end."""
        found = super().extra_step_logs(*given, **named)
        if self._end:
            raise StopTraining
        return found

    def train(self, args: Namespace) -> None:
        """Train, to the end or until it was asked to save and end."""
        try:
            super().train(args)
        except StopTraining:
            self._accelerator.end_training()
            say("stopped after saving.")

    def _validate(self, step: int) -> None:
        if self.validation is not None and self._main:
            self.validation.measure(self, step, self._held)
            self._last = time.monotonic()

    def _write(self, step: int) -> None:
        """Write the lines of a step: one for each batch it was made of."""
        import torch

        now = time.monotonic()
        last: dict = {"lr": float(self._optimizer.param_groups[0]["lr"]), "dt": now - self._last}
        if torch.cuda.is_available():
            last["vram_peak"] = torch.cuda.max_memory_allocated()
        if self._grad_norm is not None:
            last["grad_norm"] = float(self._grad_norm)
        for place, (loss, timesteps, shape) in enumerate(self._losses, 1):
            each = [float(timestep) for timestep in timesteps.flatten().float().cpu()]
            more = last if place == len(self._losses) else {}
            self.metrics.write(step=step, loss=float(loss), t=each, lat=shape, **more)
        self._last, self._grad_norm = now, None

    def _save_and_end(self, args: Namespace, step: int) -> None:
        """Have the trainer save at the end of this step, with a state to go on from."""
        say(f"saving at step {step}, then it ends.")
        args.save_every_n_steps, args.save_last_n_steps = step, None
        args.save_last_n_steps_state = None
        args.save_state = True
        self._end = True


def _arguments(method: Callable, given: tuple, named: dict) -> dict:
    """Return the arguments of a call by their names."""
    return dict(inspect.signature(method).bind(*given, **named).arguments)


def recording(trainer: type, run: Path) -> type:
    """Return a class of the trainer that writes down in a run's folder what it does."""
    metrics = Metrics(run / "metrics.jsonl")
    parts = {
        "metrics": metrics,
        "stopping": Stopping(run / "requests" / "stop.json"),
        "validation": Validation.read(run / "validation.json", metrics),
    }
    return type(f"Recording{trainer.__name__}", (Recording, trainer), parts)


def main() -> None:
    """Run the trainer's script, with metrics where that can be."""
    script = os.environ.get("RUSHES_TRAINER_SCRIPT", "")
    run = os.environ.get("RUSHES_RUN", "")
    if not script or not run:
        sys.exit("RUSHES_TRAINER_SCRIPT and RUSHES_RUN say what to run, and are not set.")
    sys.argv[0] = script
    folder = str(Path(script).parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    module = trainer_module(script)
    why = lacking(module)
    if why:
        say(f"no metrics with this version of musubi-tuner: {why}. It trains as ever.")
        runpy.run_path(script, run_name="__main__")
        return
    setattr(module, CLASS, recording(getattr(module, CLASS), Path(run)))
    module.main()


if __name__ == "__main__":
    main()
