"""Our script around the trainer's, run by this Python with a small trainer that has the hooks.

The same was done with the real one: its losses are the stock script's to the last digit.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core import paths
from app.core.training.commands.command_lines import WRAPPER

TORCH = """
import contextlib, random as _random
class cuda:
    is_available = staticmethod(lambda: False)
class random:
    @staticmethod
    @contextlib.contextmanager
    def fork_rng(devices):
        kept = _random.getstate()
        yield
        _random.setstate(kept)
no_grad = contextlib.nullcontext
float32 = None
manual_seed = _random.seed
class Tensor:
    def __init__(self, value, shape=(1, 16, 2, 4, 6)): self.value, self.shape = value, shape
    def to(self, *_, **__): return self
    detach = float_ = flatten = cpu = lambda self: self
    def float(self): return self
    def pow(self, n): return Tensor(self.value**n, self.shape)
    def mean(self): return Tensor(self.value, self.shape)
    def __float__(self): return float(self.value)
    def __iter__(self): return iter([self.value])
    def _do(self, other, how):
        return Tensor(how(self.value, getattr(other, "value", other)), self.shape)
    def __add__(self, other): return self._do(other, lambda a, b: a + b)
    def __sub__(self, other): return self._do(other, lambda a, b: a - b)
    def __mul__(self, other): return self._do(other, lambda a, b: a * b)
    __radd__, __rmul__ = __add__, __mul__
def randn(shape, dtype=None): return Tensor(_random.random(), shape)
def full(shape, value, device=None): return Tensor(value, shape)
"""

TRAINER = """
import random
import sys
import types
import torch
from torch import Tensor

class Net:
    training = True
    def eval(self): self.training = False
    def train(self, on): self.training = on

class Model:
    swapped = "training"
    def switch_block_swap_for_inference(self): self.swapped = "inference"
    def switch_block_swap_for_training(self): self.swapped = "training"

class Accelerator:
    is_main_process, sync_gradients, device = True, True, "cpu"
    ended = False
    def unwrap_model(self, model): return model
    def clip_grad_norm_(self, params, most): return 0.5
    def end_training(self): print("ended", flush=True)

class WanNetworkTrainer:
    def _build_dataset(self, args):
        print("validates on", args.dataset_config, flush=True)
        return [{"latents": Tensor(n / 10)} for n in range(5)], None, None
    def scale_shift_latents(self, latents): return latents
    def call_dit(self, args, accelerator, transformer, latents, batch, noise, noisy, steps, dtype):
        assert transformer.swapped == ("training" if steps.value == 7 else "inference")
        return types.SimpleNamespace(pred=noisy, target=noise)
    def process_batch(self, args, accelerator, transformer, network, batch, latents, noise,
                      noise_scheduler, dit_dtype, network_dtype, vae, global_step):
        output = self.call_dit(
            args, accelerator, transformer, latents, batch, noise, noise, Tensor(7), network_dtype)
        return self.compute_loss(args, output, Tensor(650.5), None, dit_dtype, network_dtype, 0)
    def compute_loss(self, args, output, timesteps, noise_scheduler, dit_dtype, network_dtype,
                     global_step):
        return Tensor(random.random()), {}
    def on_train_start(self, args, accelerator, network, transformer, optimizer): pass
    def on_post_optimizer_step(
        self, args, accelerator, network, transformer, sync_gradients, global_step): pass
    def extra_step_logs(self, args, logs): return {}
    def train(self, args):
        accelerator, net, model = Accelerator(), Net(), Model()
        optimizer = types.SimpleNamespace(param_groups=[{"lr": 5e-5}])
        self.on_train_start(args, accelerator, net, model, optimizer)
        for step in range(args.max_train_steps):
            for micro in range(2):
                sync = micro == 1
                loss, _ = self.process_batch(
                    args, accelerator, model, net, {}, Tensor(0.1), Tensor(random.random()),
                    None, None, None, None, step)
                if sync:
                    accelerator.clip_grad_norm_([], 1.0)
                self.on_post_optimizer_step(args, accelerator, net, model, sync, step)
            print("loss", float(loss), flush=True)
            assert net.training and model.swapped == "training"
            if args.save_every_n_steps and (step + 1) % args.save_every_n_steps == 0:
                print("saved", step + 1, "with state" if args.save_state else "", flush=True)
            if args.tracker:
                self.extra_step_logs(args, {})
        print("finished", flush=True)

def main():
    random.seed(1)
    args = types.SimpleNamespace(
        max_train_steps=5, save_every_n_steps=None, save_last_n_steps=3,
        save_last_n_steps_state=None, save_state=False, dataset_config="train.toml",
        tracker="--no-tracker" not in sys.argv)
    WanNetworkTrainer().train(args)

if __name__ == "__main__":
    print("the stock script runs", flush=True)
    main()
"""


@pytest.fixture
def trainer(tmp_path: Path) -> Path:
    """A checkout with hooks; the path of its script."""
    package = tmp_path / "tuner" / "src" / "musubi_tuner"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "torch.py").write_text(TORCH, encoding="utf-8")
    script = package / "wan_train_network.py"
    script.write_text(TRAINER, encoding="utf-8")
    return script


def run(script: Path, *arguments: str, wrapped: bool = True) -> subprocess.CompletedProcess[str]:
    wrapper = paths.resources() / "trainer" / WRAPPER
    env = {
        **os.environ,
        "RUSHES_TRAINER_SCRIPT": str(script),
        "RUSHES_RUN": str(folder_of(script)),
        "PYTHONPATH": str(script.parent),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, str(wrapper if wrapped else script), *arguments],
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=False,
    )


def folder_of(script: Path) -> Path:
    folder = script.parents[3] / "001-a run"
    folder.mkdir(exist_ok=True)
    return folder


def lines(script: Path) -> list[dict[str, Any]]:
    text = (folder_of(script) / "metrics.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def losses(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.startswith("loss")]


def test_that_each_step_is_written_and_the_training_is_the_same(trainer: Path) -> None:
    stock, ours = run(trainer, wrapped=False), run(trainer)
    assert ours.returncode == 0, ours.stderr
    assert losses(ours.stdout) == losses(stock.stdout) != []
    assert "the stock script runs" not in ours.stdout
    written = lines(trainer)
    assert [line["step"] for line in written] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [f"loss {line['loss']}" for line in written[1::2]] == losses(ours.stdout)
    assert written[0]["t"] == [650.5]
    assert written[0]["lat"] == [16, 2, 4, 6]
    assert "grad_norm" not in written[0]
    assert (written[1]["grad_norm"], written[1]["lr"]) == (0.5, 5e-5)
    assert written[1]["dt"] >= 0


def test_that_held_out_clips_are_measured_alike_and_change_nothing(trainer: Path) -> None:
    asked = {"dataset_config": "held.toml", "every_steps": 2, "timesteps": [100, 900], "items": 3}
    file = folder_of(trainer) / "validation.json"
    stock = run(trainer, wrapped=False)
    file.write_text(json.dumps(asked), encoding="utf-8")
    ours = run(trainer)
    assert ours.returncode == 0, ours.stderr
    assert losses(ours.stdout) == losses(stock.stdout)
    assert ours.stdout.count("validates on held.toml") == 1
    assert "validated 3 batches" in ours.stderr
    found = [(line["step"], line["val"]["t"]) for line in lines(trainer) if "val" in line]
    assert found == [(step, t) for step in (0, 2, 4, 5) for t in (100, 900)]
    means = {line["val"]["loss"] for line in lines(trainer) if line.get("val", {}).get("t") == 100}
    assert len(means) == 1, "the same clips, timesteps and noise each time"


@pytest.mark.parametrize("arguments", [(), ("--no-tracker",)])
def test_that_it_saves_at_once_and_ends_when_asked(
    trainer: Path, arguments: tuple[str, ...]
) -> None:
    requests = folder_of(trainer) / "requests"
    requests.mkdir()
    (requests / "stop.json").write_text('{"how": "checkpoint", "at": null}', encoding="utf-8")
    ours = run(trainer, *arguments)
    assert ours.returncode == 0, ours.stderr
    assert "saved 1 with state" in ours.stdout
    assert ours.stdout.splitlines()[-1] == "ended"
    assert len(losses(ours.stdout)) == 1
    assert "stopped after saving" in ours.stderr


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("def process_batch(", "def process_a_batch(", "WanNetworkTrainer has no process_batch"),
        ("sync_gradients, global_step):", "sync_gradients, step):", "no argument global_step"),
        ("class WanNetworkTrainer", "class Wan21Trainer", "has no WanNetworkTrainer"),
    ],
)
def test_that_another_version_says_so_and_trains_as_ever(
    trainer: Path, old: str, new: str, why: str
) -> None:
    text = TRAINER.replace(old, new)
    if old.startswith("class"):
        text = text.replace("WanNetworkTrainer()", "Wan21Trainer()")
    # as it was before there were hooks: its loop calls none
    body = "print('trains as ever', flush=True); return\n        accelerator, net, model ="
    text = text.replace("accelerator, net, model =", body)
    trainer.write_text(text, encoding="utf-8")
    ours = run(trainer)
    assert ours.returncode == 0, ours.stderr
    assert why in ours.stderr
    assert "the stock script runs" in ours.stdout
    assert "trains as ever" in ours.stdout
    assert not (folder_of(trainer) / "metrics.jsonl").exists()


def test_that_a_script_without_the_package_runs_as_it_is(tmp_path: Path) -> None:
    script = tmp_path / "tuner" / "wan_train_network.py"
    script.parent.mkdir()
    script.write_text("import sys\nprint(__name__, sys.argv[1:])\n", encoding="utf-8")
    wrapper = paths.resources() / "trainer" / WRAPPER
    env = {**os.environ, "RUSHES_TRAINER_SCRIPT": str(script), "RUSHES_RUN": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(wrapper), "--sdpa"],
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=50,
        check=False,
    )
    assert done.stdout.strip() == "__main__ ['--sdpa']"
    assert "it has no package musubi_tuner" in done.stderr


def test_that_a_failed_training_fails_with_its_own_error(trainer: Path) -> None:
    trainer.write_text("import no_such_library\n", encoding="utf-8")
    ours = run(trainer)
    assert ours.returncode == 1
    assert "No module named 'no_such_library'" in ours.stderr
