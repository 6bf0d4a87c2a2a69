"""Writes captions with a model of the transformers library, for Rushes.

It is run by a Python that has torch and transformers, mostly the trainer's own: it imports nothing
of Rushes, and Python 3.10 is enough. A line of JSON on standard input asks, a line of JSON on
standard output answers; whatever libraries print goes to standard error::

    {"id": 1, "op": "hello"}
    {"id": 2, "op": "load", "model": …, "device": "auto", "dtype": "auto", "four_bit": false,
        "download": false}
    {"id": 3, "op": "caption", "kind": "video", "prompt": …, "system": …, "max_tokens": 320,
        "seed": 1, "frames": [{"jpeg": base64, "seconds": 0.0}, …]}
    {"id": 4, "op": "quit"}

An answer has the ``id`` and either ``"ok": true`` with what was asked for, or ``"ok": false`` with
``trouble``, a sentence, ``detail``, a traceback, and the ``kind`` of trouble: "lacks" (this Python
lacks something), "model" (the model cannot be used), "memory" (out of memory) or "fault".

It ends with the end of standard input, in the middle of its work too: no model stays in memory
after Rushes has gone.
"""

from __future__ import annotations

import base64
import importlib.metadata
import importlib.util
import io
import json
import os
import platform
import queue
import re
import sys
import threading
import time
import traceback
from pathlib import Path

PROTOCOL = 1
FAMILIES = {  # a model's type: its name, its class, the transformers that brought it
    "qwen2_vl": ("Qwen2-VL", "Qwen2VLForConditionalGeneration", "4.45"),
    "qwen2_5_vl": ("Qwen2.5-VL", "Qwen2_5_VLForConditionalGeneration", "4.49"),
    "qwen3_vl": ("Qwen3-VL", "Qwen3VLForConditionalGeneration", "4.57"),
    "qwen3_vl_moe": ("Qwen3-VL", "Qwen3VLMoeForConditionalGeneration", "4.57"),
    "qwen3_5": ("Qwen3.5", "Qwen3_5ForConditionalGeneration", "5.2"),
    "qwen3_5_moe": ("Qwen3.5", "Qwen3_5MoeForConditionalGeneration", "5.2"),
}
LIBRARIES = ("torch", "torchvision", "transformers", "accelerate", "bitsandbytes", "pillow")
GREEDY_SEED = 1  # the likeliest words; any other seed draws, for another wording


class Trouble(Exception):
    """Something a person can do something about; ``str`` is the sentence."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind


# ------------------------------------------------------------------------------ what is there


def hello() -> dict:
    """Say what this Python has."""
    versions = {name: version_of(name) for name in LIBRARIES}
    facts = {
        "protocol": PROTOCOL,
        "python": platform.python_version(),
        **versions,
        "families": [kind for kind in FAMILIES if has_family(kind)],
        "cuda": None,
        "devices": [],
    }
    if versions["torch"]:
        try:
            facts.update(look_at_devices())
        except Exception as error:  # noqa: BLE001 -- a torch that cannot be imported, whatever ails it
            facts["torch_trouble"] = f"{type(error).__name__}: {error}"
    return facts


def version_of(library: str) -> str | None:
    """Return the version of a library as it is installed; None where it is not."""
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return None


def has_family(kind: str) -> bool:
    """Return whether transformers knows a family of models; without importing it."""
    found = importlib.util.find_spec("transformers")
    places = found.submodule_search_locations if found else None
    return any((Path(place) / "models" / kind).is_dir() for place in places or ())


def look_at_devices() -> dict:
    """Return what torch can compute on."""
    import torch

    devices = []
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            facts = torch.cuda.get_device_properties(number)
            devices.append({"name": facts.name, "bytes": facts.total_memory})
    return {"cuda": torch.version.cuda, "devices": devices}


# ------------------------------------------------------------------------------------ the model


class Captioner:
    """A model with its processor, and how it is asked."""

    def __init__(self, request: dict) -> None:
        self._need("torch", "transformers", "pillow")
        import torch

        self.torch = torch
        self.name = str(request["model"])
        place = model_place(self.name)
        here = place.is_dir()
        options = {} if here else {"local_files_only": not request.get("download")}
        where = str(place) if here else self.name
        try:
            self.kind = model_kind(where, options)
        except OSError as error:
            raise Trouble("model", not_here(self.name, options)) from error
        model_class = class_of(self.kind)
        self.device = self._device(str(request.get("device") or "auto"))
        self.processor, self.model = self._load(model_class, where, options, request)
        self.model.eval()
        self.sees_video = getattr(self.processor, "video_processor", None) is not None

    def _need(self, *libraries: str) -> None:
        missing = [name for name in libraries if version_of(name) is None]
        if missing:
            lacks = " and ".join(missing)
            raise Trouble(
                "lacks",
                f'The Python "{sys.executable}" has no {lacks}: install what is missing there, or '
                "choose the trainer's own Python.",
            )

    def _device(self, wanted: str) -> str:
        cuda = self.torch.cuda.is_available()
        if wanted == "auto":
            return "cuda" if cuda else "cpu"
        if wanted.startswith("cuda") and not cuda:
            raise Trouble(
                "lacks",
                f"This torch ({self.torch.__version__}) finds no graphics card: choose the "
                "trainer's own Python, or let the model run on the processor.",
            )
        return wanted

    def _load(self, model_class: type, where: str, options: dict, request: dict) -> tuple:
        import transformers

        processor = transformers.AutoProcessor.from_pretrained(where, **options)
        dtype = self._dtype(str(request.get("dtype") or "auto"))
        newer = at_least(transformers.__version__, "4.56")
        settings = {"dtype" if newer else "torch_dtype": dtype, **options}
        if request.get("four_bit"):
            settings["quantization_config"] = self._four_bit()
        placed = version_of("accelerate") is not None
        if placed:
            settings["device_map"] = {"": self.device}
        model = model_class.from_pretrained(where, attn_implementation="sdpa", **settings)
        return processor, model if placed else model.to(self.device)

    def _dtype(self, wanted: str) -> object:
        if wanted != "auto":
            return getattr(self.torch, wanted)
        on_card = self.device.startswith("cuda")
        if on_card and not self.torch.cuda.is_bf16_supported():
            return self.torch.float16
        return "auto"

    def _four_bit(self) -> object:
        import transformers

        self._need("bitsandbytes", "accelerate")
        if not self.device.startswith("cuda"):
            raise Trouble("lacks", "Models in 4 bit need a graphics card: load it in full.")
        return transformers.BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_compute_dtype=self.torch.bfloat16,
        )

    def facts(self) -> dict:
        """Say what was loaded."""
        parameter = next(self.model.parameters())
        return {
            "model": self.name,
            "family": FAMILIES.get(self.kind, (self.kind,))[0],
            "device": str(parameter.device),
            "dtype": str(parameter.dtype).replace("torch.", ""),
            "sees_video": self.sees_video,
        }

    def caption(self, request: dict) -> dict:
        """Answer a question."""
        began = time.monotonic()
        inputs = self._inputs(request).to(self.model.device)
        before = int(inputs["input_ids"].shape[1])
        most = int(request.get("max_tokens") or 320)
        seed = int(request.get("seed") or GREEDY_SEED)
        chosen = {"do_sample": False}
        if seed != GREEDY_SEED:
            chosen = {"do_sample": True, "temperature": 0.7, "top_p": 0.9}
        self.torch.manual_seed(seed)
        with self.torch.inference_mode():
            made = self.model.generate(
                **inputs, max_new_tokens=most, repetition_penalty=1.05, **chosen
            )
        new = made[:, before:]
        text = self.processor.batch_decode(new, skip_special_tokens=True)[0]
        return {
            "text": text,
            "finish": "length" if self._cut_off(new[0], most) else "stop",
            "seconds": round(time.monotonic() - began, 3),
            "tokens_in": before,
            "tokens_out": int(new.shape[1]),
        }

    def _cut_off(self, new: object, most: int) -> bool:
        ends = self.model.generation_config.eos_token_id
        ends = ends if isinstance(ends, list) else [ends]
        return len(new) >= most and int(new[-1]) not in ends

    def _inputs(self, request: dict) -> dict:
        pictures = [picture_of(each["jpeg"]) for each in request.get("frames") or ()]
        seconds = [float(each["seconds"]) for each in request.get("frames") or ()]
        as_video = request.get("kind") == "video" and len(pictures) > 1 and self.sees_video
        content = [{"type": "video"}] if as_video else timed(seconds)
        content.append({"type": "text", "text": str(request["prompt"])})
        messages = [{"role": "user", "content": content}]
        if request.get("system"):
            said = [{"type": "text", "text": str(request["system"])}]
            messages.insert(0, {"role": "system", "content": said})
        text = self.processor.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        seen: dict = {}
        if as_video:
            seen = self._video(pictures, seconds)
        elif pictures:
            seen = {"images": pictures}
        return self.processor(text=[text], return_tensors="pt", **seen)

    def _video(self, pictures: list, seconds: list) -> dict:
        """Return the pictures as a film of their own rate: none is dropped, and times are right."""
        import numpy

        film = numpy.stack([numpy.asarray(each) for each in pictures])
        length = seconds[-1] - seconds[0]
        rate = (len(seconds) - 1) / length if length > 0 else 2.0
        seen: dict = {"videos": [film]}
        import transformers

        if at_least(transformers.__version__, "4.56"):
            seen["do_sample_frames"] = False
            seen["video_metadata"] = [
                {
                    "fps": rate,
                    "duration": length + 1 / rate,
                    "total_num_frames": len(pictures),
                    "frames_indices": list(range(len(pictures))),
                    "height": film.shape[1],
                    "width": film.shape[2],
                }
            ]
        if self.kind == "qwen2_5_vl":
            seen["fps"] = rate
        return seen


def model_place(name: str) -> Path:
    """Return the folder of a model; of a name on the Hugging Face hub a path that is not there."""
    place = Path(os.path.expandvars(name)).expanduser()
    if place.is_dir():
        if not (place / "config.json").is_file():
            ggufs = any(place.glob("*.gguf"))
            cure = (
                "GGUF files are for llama-server, LM Studio or KoboldCpp"
                if ggufs
                else "choose the folder that holds config.json and the .safetensors files"
            )
            raise Trouble("model", f'"{name}" is no model folder: config.json is missing; {cure}.')
        return place
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name, re.ASCII):
        raise Trouble(
            "model",
            f'There is no folder "{name}": choose the folder of a model, or its name on Hugging '
            "Face, such as Qwen/Qwen3-VL-8B-Instruct.",
        )
    return place


def not_here(name: str, options: dict) -> str:
    """Return a sentence on a model of the hub that is not on this machine."""
    if options.get("local_files_only"):
        return (
            f'"{name}" is not on this machine: let it be downloaded in Captioner, or choose the '
            "folder of a model."
        )
    return f'"{name}" cannot be downloaded: check its name and the connection.'


def model_kind(where: str, options: dict) -> str:
    """Return the type of a model as its config.json says it."""
    config = Path(where) / "config.json"
    if not config.is_file():
        import transformers

        return str(transformers.AutoConfig.from_pretrained(where, **options).model_type)
    try:
        value = json.loads(config.read_text(encoding="utf-8"))
        return str(value["model_type"])
    except (ValueError, KeyError, TypeError) as error:
        raise Trouble(
            "model", f'"{config}" is damaged: copy or download the model again.'
        ) from error


def class_of(kind: str) -> type:
    """Return the class that loads a type of models."""
    import transformers

    name, wanted, least = FAMILIES.get(kind, ("", "AutoModelForImageTextToText", "4.46"))
    try:
        return getattr(transformers, wanted)
    except AttributeError as error:
        what = name or f'A model of the type "{kind}"'
        raise Trouble(
            "lacks",
            f"{what} needs transformers {least} or newer, but this Python has "
            f"{transformers.__version__}: choose another Python, or an older model.",
        ) from error


def at_least(version: str, wanted: str) -> bool:
    """Return whether a version is the wanted one or a later one."""
    numbers = [[int(n) for n in re.findall(r"\d+", each)[:2]] for each in (version, wanted)]
    return numbers[0] >= numbers[1]


def picture_of(jpeg: str) -> object:
    """Return a picture."""
    from PIL import Image

    return Image.open(io.BytesIO(base64.b64decode(jpeg))).convert("RGB")


def timed(seconds: list) -> list:
    """Return the places of pictures in a message, with their times where there are several."""
    if len(seconds) == 1:
        return [{"type": "image"}]
    content = []
    for when in seconds:
        content += [{"type": "text", "text": f"t={when:.1f}s"}, {"type": "image"}]
    return content


# --------------------------------------------------------------------------------------- the pipe


def said_of(error: BaseException) -> tuple[str, str]:
    """Return the kind of a failure and a sentence on it."""
    if isinstance(error, Trouble):
        return error.kind, str(error)
    words = f"{type(error).__name__}: {error}"
    if isinstance(error, MemoryError) or "out of memory" in words.lower():
        return "memory", "The graphics card has not enough free memory."
    if isinstance(error, ImportError):
        first = next((line for line in str(error).splitlines() if line.strip()), words)
        return "lacks", f"This Python lacks something that the model needs: {first.strip()[:300]}"
    if isinstance(error, OSError | ValueError):
        first = next((line for line in str(error).splitlines() if line.strip()), words)
        return "model", f"The model cannot be used: {first.strip()[:300]}"
    return "fault", f"The model failed: {words[:300]}"


class Pipe:
    """The two ends that talk to Rushes; everything else that reads or prints is kept off them."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        self._in = os.fdopen(os.dup(0), "rb")
        os.dup2(2, 1)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        sys.stdout = sys.stderr
        self.requests: queue.Queue = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._in:
            self.requests.put(line)
        os._exit(0)

    def answer(self, reply: dict) -> None:
        """Write a line."""
        line = memoryview(json.dumps(reply).encode("ascii") + b"\n")
        while line:
            line = line[self._out.write(line) or 0 :]


class Worker:
    """What it does, by the name of the operation."""

    def __init__(self) -> None:
        self.captioner: Captioner | None = None

    def do(self, request: dict) -> dict:
        """Carry out a request; return what it gives."""
        if request["op"] == "hello":
            return hello()
        if request["op"] == "load":
            self.captioner = None
            self.captioner = Captioner(request)
            return self.captioner.facts()
        if request["op"] == "caption":
            if self.captioner is None:
                raise Trouble("fault", "No model is loaded.")
            return self.captioner.caption(request)
        raise Trouble("fault", f'There is no operation "{request["op"]}".')

    def tidy(self) -> None:
        """Give memory back after a failure."""
        torch = sys.modules.get("torch")
        if torch is not None and torch.cuda.is_available():
            torch.cuda.empty_cache()


def no_dialogs() -> None:
    """Let Windows open no window for a crash or a missing DLL: it would wait for a click."""
    if sys.platform == "win32":
        import ctypes

        failed, fault, no_file = 0x1, 0x2, 0x8000
        ctypes.windll.kernel32.SetErrorMode(failed | fault | no_file)


def main() -> None:
    """Answer until there is nothing more to answer."""
    no_dialogs()
    pipe, worker = Pipe(), Worker()
    while True:
        request = json.loads(pipe.requests.get())
        if request["op"] == "quit":
            return
        try:
            reply = {"ok": True, **worker.do(request)}
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is told
            kind, trouble = said_of(error)
            detail = traceback.format_exc()
            reply = {"ok": False, "kind": kind, "trouble": trouble, "detail": detail[-4000:]}
            del error
            worker.tidy()
        pipe.answer({"id": request["id"], **reply})


if __name__ == "__main__":
    main()
