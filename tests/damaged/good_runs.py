"""Small good folders of runs, logs of the trainer and files of models."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

from app.core.training.model import StopRequest
from app.core.training.results.notes import Note, note_down, note_run
from tests import trainer_logs
from tests.core.training.trainer.checkouts import T2V_1_3B, VAE, dit_shapes
from tests.run_folders import Recipe, write_run

_SHORT = Recipe(epochs=3, steps_per_epoch=40, events=True, samples=True)


def runs(folder: Path) -> Path:
    """Write a project's folder with runs, one that goes on from another; return it."""
    first = write_run(folder, "finished", _SHORT)
    names = sorted(path.name for path in (first / "output").glob("*.safetensors"))
    note_down(first, names[0], Note(star=True, text="good hands"))
    note_run(first, Note(False, "the first"))
    (first / "held_out.json").write_text(
        json.dumps({"format": 1, "files": [{"name": "clips/a.mp4"}], "why": "x", "picks": 9}),
        encoding="utf-8",
    )
    (first / "metrics.jsonl").write_text(
        "".join(
            json.dumps({"step": step, "loss": 0.1, "timestep": 500, "latents": [1, 16, 6, 8, 12]})
            + "\n"
            for step in range(1, 40)
        ),
        encoding="utf-8",
    )
    half = write_run(
        folder,
        "half",
        Recipe(epochs=3, steps_per_epoch=40, events=True, parent=first.name, epochs_before=1),
        stop=StopRequest(how="at", at=2e9),
    )
    (half / "requests" / "stop.json").write_text(
        StopRequest(how="checkpoint").to_json(), encoding="utf-8"
    )
    write_run(folder, "failed", _SHORT)
    return folder


def logs(folder: Path) -> Path:
    """Write what the real trainer printed; return the folder."""
    folder.mkdir(parents=True)
    for name in trainer_logs.names()[::6]:
        (folder / f"{name}.log").write_bytes(trainer_logs.log(name)[:300_000])
    return folder


def weights(folder: Path) -> Path:
    """Write files of models, small ones whose numbers are there; return the folder."""
    folder.mkdir(parents=True)
    shapes = dict(list(dit_shapes(T2V_1_3B).items()))
    _safetensors(folder / "wan.safetensors", dict.fromkeys(shapes, (4,)))
    _safetensors(folder / "vae.safetensors", dict.fromkeys(VAE, (2, 3)))
    lora = {
        f"lora_unet_blocks_{block}_self_attn_q.{name}": shape
        for block in range(3)
        for name, shape in (
            ("lora_down.weight", (4, 16)),
            ("lora_up.weight", (16, 4)),
            ("alpha", ()),
        )
    }
    said = {"ss_steps": "100", "ss_epoch": "2", "ss_network_dim": "4", "ss_tag_frequency": "{}"}
    _safetensors(folder / "lora.safetensors", lora, said)
    _pth(folder / "t5.pth")
    _pth(folder / "vae.pt")
    return folder


def _safetensors(
    path: Path, shapes: dict[str, tuple[int, ...]], said: dict[str, str] | None = None
) -> None:
    header: dict[str, object] = {"__metadata__": said} if said else {}
    at = 0
    for name, shape in shapes.items():
        size = 4
        for side in shape:
            size *= side
        header[name] = {"dtype": "F32", "shape": [*shape], "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    numbers = struct.pack("<f", 0.25) * (at // 4)
    path.write_bytes(len(text).to_bytes(8, "little") + text + numbers)


def _pth(path: Path) -> None:
    body = io.BytesIO()
    body.write(b"\x80\x02}q\x00(")
    for place, name in enumerate(VAE):
        text = name.encode()
        body.write(b"X" + struct.pack("<I", len(text)) + text)
        body.write(b"ctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\n")
        body.write(b"X\x01\0\0\0" + str(place % 10).encode() + b"X\x03\0\0\0cpuK\x18tQ")
        body.write(b"K\x00(K\x02K\x03t(K\x03K\x01t\x89ccollections\nOrderedDict\n)RtR")
    body.write(b"u.")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", body.getvalue())
        archive.writestr("archive/version", "3\n")
        for place in range(10):
            archive.writestr(f"archive/data/{place}", bytes(96))
