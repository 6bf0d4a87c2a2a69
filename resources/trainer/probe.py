"""Says what a Python has for musubi-tuner, for Rushes: one line of JSON on standard output.

It is run by the trainer's own Python; 3.8 is enough, and nothing of Rushes is imported::

    python probe.py FOLDER_OF_MUSUBI_TUNER SECONDS

The line begins with "rushes-probe ", so that whatever else is printed is told from it. Libraries
are found by what is written of them on the disk; only torch is imported, in another process of the
same Python: one that hangs for SECONDS, crashes or talks without end takes nothing else along. The
trainer's source is read, never run.
"""

from __future__ import annotations

import ast  # noqa: TID251 -- one thread, in a process of its own
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

MARK = "rushes-probe "
HERE = Path(__file__).resolve()
PACKAGE = "src/musubi_tuner/"
OTHERS = "_setup_parser"  # ends the name of what adds options of one model: not of Wan, there
PACKAGES = (  # what decides what a training can do, and what the trainer cannot be without
    *("accelerate", "torchvision", "transformers", "diffusers", "safetensors", "av", "toml"),
    *("voluptuous", "einops", "ftfy", "easydict", "sentencepiece", "tqdm"),
    *("tensorboard", "bitsandbytes", "xformers", "flash-attn", "sageattention", "prodigyopt"),
    *("schedulefree", "triton", "triton-windows", "lycoris-lora", "wandb", "musubi-tuner"),
)
IMPORTED = {"opencv-python": "cv2", "pillow": "PIL"}  # found by module: they have several names
TRAINERS = (  # where NetworkTrainer is, in this order
    "src/musubi_tuner/training/trainer_base.py",
    "src/musubi_tuner/hv_train_network.py",
    "hv_train_network.py",
)
SCRIPTS = {  # where the options of a script are: its own file, and those it shares
    "train": ("wan_train_network", "training/parser_common", "hv_train_network"),
    "cache_latents": ("wan_cache_latents", "cache_latents"),
    "cache_text": ("wan_cache_text_encoder_outputs", "cache_text_encoder_outputs"),
}
SMI = "index,name,memory.total,memory.free,driver_version"
CONFIG = (
    *("compute_environment", "distributed_type", "mixed_precision", "num_processes", "gpu_ids"),
    *("use_cpu", "num_machines"),
)
LONGEST = 2000  # characters of what went wrong
FILE = 4 << 20  # bytes of a source file


def main() -> None:
    """Print what there is."""
    if sys.argv[1:] == ["--torch"]:
        tell(torch_facts())
        return
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    facts: dict = {"python": platform.python_version()}
    pieces = {
        "packages": packages,
        "package_folder": package_folder,
        "accelerate_config": accelerate_config,
        "hooks": lambda: methods(folder),
        "options": lambda: options(folder),
        "tasks": lambda: tasks(folder),
        "video_bucket_flags": lambda: video_bucket_flags(folder),
        "smi": smi,
        "torch": lambda: ask_for_torch(seconds),
    }
    for name, piece in pieces.items():
        try:
            facts[name] = piece()
        except Exception as error:  # noqa: BLE001 -- whatever it is, the rest is told
            facts[name] = None
            facts.setdefault("wrong", {})[name] = repr(error)[:LONGEST]
    tell(facts)
    os._exit(0)  # no thread that still reads, no hook of a library holds it up


def tell(facts: dict) -> None:
    """Print facts as a line of their own, and see that they get out."""
    sys.stdout.write("\n" + MARK + json.dumps(facts) + "\n")
    sys.stdout.flush()


# ------------------------------------------------------------------------------ what is installed


def packages() -> dict:
    """Return versions by name."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = str(importlib.metadata.version(name))
        except Exception:  # noqa: BLE001 -- not there, or its metadata is damaged
            continue
    for name, module in IMPORTED.items():
        if importlib.util.find_spec(module) is not None:
            found[name] = "there"
    return found


def package_folder() -> str:
    """Return where ``import musubi_tuner`` leads; empty: nowhere."""
    spec = importlib.util.find_spec("musubi_tuner")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return str(places[0]) if places else ""


def accelerate_config() -> dict:
    """Return what ``accelerate config`` has written, as far as it matters."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    home = Path(os.environ.get("HF_HOME") or cache).expanduser()
    for name in ("default_config.yaml", "default_config.yml", "default_config.json"):
        path = home / "accelerate" / name
        if path.is_file():
            return dict(config_lines(read(path)), file=str(path))
    return {}


def config_lines(text: str) -> dict:
    """Return what stands in the lines of a flat YAML or JSON."""
    found = {}
    for line in text.splitlines():
        name, _, value = line.strip().rstrip(",").partition(":")
        name, value = name.strip("\"' "), value.strip("\"' ")
        if name in CONFIG and value:
            found[name] = value[:100]
    return found


# ---------------------------------------------------------------------------- the trainer's source


def read(path: Path) -> str:
    """Return the text of a file."""
    with path.open("rb") as file:
        return file.read(FILE).decode("utf-8", "replace")


def parsed(folder: Path, name: str) -> ast.Module:
    """Return the syntax tree of a file of the trainer; an empty one where there is no such file."""
    path = folder / name
    return ast.parse(read(path) if path.is_file() else "")


def either(folder: Path, name: str) -> ast.Module:
    """Return the syntax tree of a file of the trainer, in the new layout or in the old one."""
    new = PACKAGE + name
    return parsed(folder, new if (folder / new).is_file() else name)


def methods(folder: Path) -> list:
    """Return the names of the methods of the trainer's NetworkTrainer."""
    for name in TRAINERS:
        for node in ast.walk(parsed(folder, name)):
            if isinstance(node, ast.ClassDef) and node.name == "NetworkTrainer":
                return [each.name for each in node.body if isinstance(each, ast.FunctionDef)]
    return []


def options(folder: Path) -> dict:
    """Return the options that each script knows, without dashes."""
    found = {}
    for script, (own, *shared) in SCRIPTS.items():
        trees = [either(folder, own + ".py")]
        for name in shared:
            body = either(folder, name + ".py").body
            trees += [each for each in body if not getattr(each, "name", "").endswith(OTHERS)]
        found[script] = list(dict.fromkeys(name for tree in trees for name in options_in(tree)))
    return found


def options_in(tree: ast.AST) -> Iterator:
    """Yield the options that a piece of source adds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "add_argument":
            for each in node.args:
                name = getattr(each, "value", None)
                if isinstance(name, str) and name.startswith("--"):
                    yield name[2:]


def tasks(folder: Path) -> list:
    """Return the tasks of Wan that it knows."""
    for node in ast.walk(either(folder, "wan/configs/__init__.py")):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            named = [getattr(each, "id", "") for each in node.targets]
            if "WAN_CONFIGS" in named:
                return [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
    return []


def video_bucket_flags(folder: Path) -> bool | None:
    """Return whether it caches video by the dataset's bucket options; None: cannot be told."""
    for node in ast.walk(either(folder, "dataset/image_video_dataset.py")):
        if isinstance(node, ast.ClassDef) and node.name == "VideoDataset":
            return selector_has_flags(node)
    return None


def selector_has_flags(dataset: ast.AST) -> bool | None:
    """Return whether the class of videos hands the bucket options on."""
    for node in ast.walk(dataset):
        if getattr(node, "name", "") != "retrieve_latent_cache_batches":
            continue
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "BucketSelector":
                named = {each.arg for each in call.keywords}
                return len(call.args) > 1 or "enable_bucket" in named
    return None


# ------------------------------------------------------------------------------------------ cards


def smi() -> list:
    """Return the cards that the driver's own tool lists; their memory in MiB."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    command = [program, "--query-gpu=" + SMI, "--format=csv,noheader,nounits"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        timeout=15, check=False,
    )  # fmt: skip
    found = []
    for line in done.stdout.decode("utf-8", "replace").splitlines():
        parts = [each.strip() for each in line.split(",")]
        if len(parts) == 5 and parts[0].isdigit():
            total, free = (int(each) if each.isdigit() else None for each in parts[2:4])
            found.append(
                {"index": int(parts[0]), "name": parts[1], "total": total, "free": free,
                 "driver": parts[4]}
            )  # fmt: skip
    return found


def torch_facts() -> dict:
    """Return what torch is and which cards it finds; imports it."""
    import torch

    facts = {
        "version": str(torch.__version__),
        "cuda": str(torch.version.cuda or ""),
        "hip": str(getattr(torch.version, "hip", None) or ""),
        "cards": [],
    }
    try:
        for index in range(torch.cuda.device_count()):
            card = torch.cuda.get_device_properties(index)
            free = None
            try:
                free = int(torch.cuda.mem_get_info(index)[0])
            except Exception as error:  # noqa: BLE001 -- a card that is full has no room to say so
                facts["wrong"] = repr(error)[:LONGEST]
            facts["cards"].append(
                {"index": index, "name": str(card.name), "total": int(card.total_memory),
                 "free": free}
            )  # fmt: skip
        facts["usable"] = bool(torch.cuda.is_available())
    except Exception as error:  # noqa: BLE001 -- a driver that does not fit, …
        facts["wrong"] = repr(error)[:LONGEST]
    return facts


def ask_for_torch(seconds: float) -> dict:
    """Return what torch says in a process of its own: facts, or why there are none."""
    if importlib.util.find_spec("torch") is None:
        return {"trouble": "missing"}
    child = subprocess.Popen(
        [sys.executable, str(HERE), "--torch"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    listener = Listener(child.stdout)
    ends = time.monotonic() + seconds
    while child.poll() is None and time.monotonic() < ends:
        time.sleep(0.05)
    code = child.poll()
    if code is None:
        child.kill()
    listener.join(2)
    if listener.facts is not None:
        return listener.facts
    trouble = "hangs" if code is None else "crashes" if code < 0 or code > 2 else "fails"
    return {"trouble": trouble, "code": code, "said": listener.last[-LONGEST:]}


class Listener(threading.Thread):
    """Reads what a process prints; keeps the line of facts, and the last of all else."""

    def __init__(self, pipe: IO) -> None:
        super().__init__(daemon=True)
        self.pipe = pipe
        self.facts, self.last = None, ""
        self.start()

    def run(self) -> None:
        """Read until it ends."""
        while True:
            line = self.pipe.readline(1 << 16).decode("utf-8", "replace")
            if not line:
                return
            said = self.said_in(line)
            if said is not None:
                self.facts = said
            else:
                self.last = (self.last + line)[-2 * LONGEST :]

    def said_in(self, line: str) -> dict | None:
        """Return the facts that a line holds; None for all else."""
        if not line.startswith(MARK):
            return None
        try:
            found = json.loads(line[len(MARK) :])
        except ValueError:
            return None
        return found if isinstance(found, dict) and "version" in found else None


if __name__ == "__main__":
    # Its own folder holds scripts of ours, which must not stand for anybody's library.
    sys.path[:] = [each for each in sys.path if Path(each).resolve() != HERE.parent]
    main()
