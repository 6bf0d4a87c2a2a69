"""Stands for transformers: its model says what it was asked, or does what the prompt says.

Words of the prompt that are faults: CRASH, CRASH-ONCE (while the file named in ONCE is not there),
HANG, MEMORY, FAULT, PRINT, SILENT, LONG, CHILD. In the name of the model: "heavy", "broken".
"""

import os
import pathlib
import subprocess
import sys
import time

import torch

__version__ = "4.57.6"


class Ids(list):
    @property
    def shape(self):
        return (len(self), len(self[0]) if self and isinstance(self[0], list) else 0)

    def __getitem__(self, place):
        if isinstance(place, tuple):
            rows, columns = place
            return Ids([list(row[columns]) for row in list(self)[rows]])
        return super().__getitem__(place)


class Inputs(dict):
    def to(self, device):
        self.moved_to = device
        return self


class Processor:
    video_processor = object()

    @classmethod
    def from_pretrained(cls, where, **options):
        print("Loading the processor …", where)
        return cls()

    def apply_chat_template(self, messages, *, tokenize, add_generation_prompt, **_):
        assert not tokenize and add_generation_prompt
        parts = [part for message in messages for part in message["content"]]
        return " ".join(part.get("text", f"<{part['type']}>") for part in parts)

    def __call__(self, *, text, return_tensors, images=(), videos=(), **details):
        said = text[0]
        if videos:
            fps = details["video_metadata"][0]["fps"]
            said += f" film of {len(videos[0])} at {fps:.2f}"
        elif images:
            said += f" pictures {[each.size for each in images]}"
        Processor.asked = said
        return Inputs(input_ids=Ids([[1, 2, 3]]))

    def batch_decode(self, ids, *, skip_special_tokens):
        return [Model.reply]


AutoProcessor = Processor


class Parameter:
    device = "cpu"
    dtype = torch.bfloat16


class GenerationConfig:
    eos_token_id = 9


class Model:
    device = "cpu"
    generation_config = GenerationConfig()
    reply = ""

    @classmethod
    def from_pretrained(cls, where, **options):
        name = pathlib.Path(where).name
        if "heavy" in name:
            raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 17 GiB")
        if "broken" in name:
            raise OSError("Error no file named model.safetensors found in directory")
        if "deadly" in name:
            os._exit(11)
        return cls()

    def eval(self):
        return self

    def to(self, device):
        return self

    def parameters(self):
        return iter([Parameter()])

    def generate(self, *, input_ids, max_new_tokens, **chosen):
        said = Processor.asked
        act(said)
        Model.reply = "" if "SILENT" in said else f"Réponse 한국어: {said} seed {torch.seeds[-1]}"
        new = [5] * max_new_tokens if "LONG" in said else [5, 9]
        return Ids([input_ids[0] + new])


def act(said):
    once = pathlib.Path(os.environ.get("ONCE", "nowhere"))
    if "CRASH-ONCE" in said:
        if not once.exists():
            once.touch()
            os._exit(3)
    elif "CRASH" in said:
        print("Fatal: the driver has gone", file=sys.stderr, flush=True)
        os._exit(3)
    if "HANG" in said:
        time.sleep(600)
    if "CHILD" in said:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        once.write_text(str(child.pid))
        time.sleep(600)
    if "MEMORY" in said:
        raise torch.cuda.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
    if "FAULT" in said:
        raise RuntimeError("shapes do not match")
    if "PRINT" in said:
        print('{"id": 3, "ok": true, "text": "not an answer"}')
        os.system("echo from a program of C")


Qwen2_5_VLForConditionalGeneration = Model
