"""Small good files of text, tables, settings and projects, with what they are about."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

from app.core import paths, settings
from app.core.captions.machine.captioners import Worker, with_captioner
from app.core.captions.machine.presets import Server
from app.core.export.project_export import export_project
from app.core.library.edits import adding
from app.core.library.model import Clip, Prompt, Shot, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.geometry import Crop
from app.core.media.index import index_file
from app.core.planner.costs.cost import Setup
from app.core.planner.costs.measured import MeasuredRun, keep_run
from app.core.shots.cuts import Shot as FoundShot
from app.core.shots.scene_csv import write_scenes
from tests.core.planner.caches.cache_files import write_latents, write_text
from tests.films import make_film

FILM = "film.mp4"
_SIZE = (128, 96)
_CAPTIONS = {
    "utf-8": "a girl in a café, slow push-in",
    "utf-8-sig": "a girl in a café, slow push-in",
    "utf-16": "한국어 caption of a street at night",
    "cp949": "소녀가 들판을 달린다",
    "shift_jis": "雨の中の大きな木、固定カメラ",
    "cp1252": "a café in the façade",
}


def project(folder: Path) -> Path:
    """Write a project with all kinds of rows, exported once; return its folder."""
    (folder / "films").mkdir(parents=True)
    make_film(folder / "films" / FILM, 60, size=_SIZE, options={"mbtree": "0"})
    with Project.create(folder / "p", "Paper") as made:
        made.change(made.settings, dataclasses.replace(made.settings, trigger="Paper style"))
        film = add_film(made, folder / "films" / FILM)
        made.add([Shot(source=film.id, start=0, end=30), Shot(source=film.id, start=30, end=60)])
        clips = made.add(
            [
                Clip(source=film.id, start=0, end=30, caption="a boat", tags=("sea",)),
                Clip(source=film.id, start=30, end=58, caption="a crane", crop=Crop(64, 48, 8, 8)),
                Clip(source=film.id, start=20, end=30, state="rejected"),
            ]
        )
        made.add([Still(source=film.id, frame=7, caption="a hat")])
        prompt = Prompt(position=1, text="a boat at dawn", width=96, height=64, frames=21)
        made.apply(adding(prompt, label="Prompt"))
        made.change(clips[0], dataclasses.replace(clips[0], caption="a boat in the rain"))
        made.undo()
        made.save_draft(clips[1], "half a sent")
        export_project(made)
    return folder / "p"


def datasets(folder: Path) -> Path:
    """Write clips and pictures with captions, caches and dataset files over them; return it."""
    from PIL import Image

    (folder / "v").mkdir(parents=True)
    (folder / "i").mkdir()
    make_film(folder / "v" / "a.mp4", 50, rate=16, size=(96, 64), options={"mbtree": "0"})
    make_film(folder / "v" / "b.mp4", 30, rate=24, size=(96, 64), options={"mbtree": "0"})
    Image.new("RGB", (96, 64), "teal").save(folder / "i" / "c.png")
    for name in ("v/a", "v/b", "i/c"):
        (folder / f"{name}.txt").write_text(f"words of {name}\n", encoding="utf-8")
    write_latents(folder / "cv" / "a_00000-021_0096x0064_wan.safetensors", 21, 64, 96)
    write_text(folder / "cv" / "a_wan_te.safetensors", "words of v/a")
    (folder / "dataset.toml").write_text(_TOML, encoding="utf-8")
    rows = [{"video_path": "v/a.mp4", "caption": "words"}, {"video_path": "v/b.mp4", "caption": ""}]
    (folder / "list.jsonl").write_text(
        "".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8"
    )
    document = {
        "general": {"resolution": [96, 64], "caption_extension": ".txt"},
        "datasets": [
            {"video_jsonl_file": "list.jsonl", "cache_directory": "cl", "target_frames": [1, 21]},
            {"image_directory": "i", "cache_directory": "ci", "num_repeats": 3},
        ],
    }
    (folder / "dataset.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    return folder


_TOML = """\
# two datasets
[general]
resolution = [96, 64]
caption_extension = ".txt"
batch_size = 1
enable_bucket = true
bucket_no_upscale = false

[[datasets]]
video_directory = "v"
cache_directory = "cv"
target_frames = [1, 21, 45]
frame_extraction = "uniform"
frame_sample = 2
source_fps = 16.0
num_repeats = 2

[[datasets]]
image_directory = "i"
cache_directory = "ci"
resolution = [64, 64]
"""


def lists(folder: Path) -> Path:
    """Write a film and the lists of other programs about it; return the folder."""
    folder.mkdir(parents=True)
    film = make_film(folder / FILM, 60, size=_SIZE, options={"mbtree": "0"})
    found = [FoundShot(0, 20), FoundShot(20, 45), FoundShot(45, 60)]
    write_scenes(folder / "film-Scenes.csv", found, index_file(film))
    (folder / "film.csv").write_text("0.1,1.2,a girl\n1.5,,\n,0:00:02,x\n", encoding="utf-8")
    (folder / "film.tsv").write_text("0.1\t1.2\ta girl\n1.5\t2\tb\n", encoding="utf-8")
    segments = [
        {"start": 0.1, "end": 1.2, "name": "a girl", "tags": {"mood": "calm"}},
        {"start": 1.5, "name": "to the end"},
    ]
    new = {"version": 2, "mediaFileName": FILM, "cutSegments": segments}
    (folder / "film-proj.llc").write_text(json.dumps(new, indent=2), encoding="utf-8")
    (folder / "old.llc").write_text(
        "{version: 1, mediaFileName: 'film.mp4', // old\n cutSegments: [{start: .5, end: 1,},]}",
        encoding="utf-8",
    )
    return folder


def captions(folder: Path) -> Path:
    """Write a project and captions for its picks, in many encodings; return the folder."""
    made = project(folder)
    exported = [
        *(made / "dataset" / "clips").glob("*.txt"),
        *(made / "dataset" / "stills").glob("*.txt"),
    ]
    names = sorted(path.stem for path in exported)
    given = folder / "given"
    for place, (encoding, text) in enumerate(_CAPTIONS.items()):
        each = given / f"from {place}"
        each.mkdir(parents=True)
        for name in names:
            (each / f"{name}.txt").write_bytes(f"{text}\n".encode(encoding))
    return folder


def own_settings(folder: Path) -> Path:
    """Write a folder of settings with everything that may be in it; return it."""
    chosen = settings.Preferences(theme="light", zoom=1.25, keys={"go.clips": ("F5",)})
    chosen = chosen.opened(folder / "p").filtered("stars > 2", "grid").searched("a", "b")
    chosen = chosen.left_at(folder / "p", settings.Place("clip", 2))
    chosen = with_captioner(chosen, Server.of("lmstudio"))
    chosen = with_captioner(chosen, Worker(python="/x/python", model="/x/model"))
    settings.save(chosen, folder)
    presets_folder = paths.resources() / "presets"
    keep_run(MeasuredRun(Setup(), 7488, 1, 20.0, 11.5, "2026-11-26", "768×416×21"), folder)
    for ours, own in ((presets_folder / "training", "training"), (presets_folder, "recipes")):
        (folder / own).mkdir()
        for path in sorted(ours.glob("*.toml"))[:2]:
            shutil.copy(path, folder / own / path.name)
    return folder
