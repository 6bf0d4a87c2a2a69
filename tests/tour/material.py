"""Projects and films to tour: the demo's own film under chosen names, and what is wrong with some.

Everything is made below one folder, which is the pass's own.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np

from app.core import paths
from app.core.cache import Cache
from app.core.demo import pick, read_recipe
from app.core.finding import find_shots
from app.core.library.edits import adding
from app.core.library.model import Clip, Dataset, Shot, Still
from app.core.library.project import Project
from app.core.library.sources import add_film
from app.core.media.index import index_file
from app.core.shots.detect import signal_of
from tests.core.checks.painted import HEIGHT, WIDTH, paint, scene, with_bars
from tests.films import cut_off, make_film

_MANY_FILMS, _MANY_SHOTS, _LONG = 12, 300, 5  # films; shots of each; frames of a shot


@dataclass(frozen=True)
class Words:
    """What things are called in a pass."""

    folder: str
    project: str
    film: str
    trigger: str
    caption: str
    tags: tuple[str, str]
    letters: str
    captions: tuple[str, ...] = ()


ENGLISH = Words(
    folder="Projects",
    project="Meadow at dawn",
    film="Big Buck Bunny.mp4",
    trigger="Studio style",
    caption="A large grey rabbit stretches in front of its burrow; slow push-in, medium shot.",
    tags=("forest", "close-up"),
    letters="exp",
)
KOREAN = Words(
    folder="작업 폴더 '지브리' #1",
    project="지브리 풍 첫 번째 학습 '초안' #2",
    film="토끼와 숲 속 친구들 '복원판' #1 (2부).mp4",
    trigger="지브리 화풍",
    caption="커다란 회색 토끼가 굴 앞에서 기지개를 켜고 아침 햇살에 눈을 깜빡인다. "
    "천천히 다가가는 화면.",
    tags=("숲", "클로즈업"),
    letters="exp",
    captions=(
        "이른 아침 숲, 토끼가 나뭇가지를 당긴다. 중간 거리, 고정된 화면.",
        "나비가 분홍색 꽃 위에 앉는다. 얕은 심도, 느린 전진.",
        "다람쥐가 도토리를 던지며 웃는다. 풀밭 위로 바람이 분다.",
    ),
)


class Material:
    """Makes what the chapters need, each thing once."""

    def __init__(self, folder: Path, words: Words) -> None:
        self.words = words
        self.folder = folder / words.folder
        self.folder.mkdir(parents=True)
        self.recipe = read_recipe()
        self.film = self._copy(self.recipe.film, words.film)

    @property
    def cache(self) -> Cache:
        """Where derived data of this pass are kept."""
        return Cache()

    def forget_what_is_known(self) -> None:
        """Let what comes work on films nobody has looked at."""
        shutil.rmtree(paths.cache_folder(), ignore_errors=True)

    def empty(self) -> Path:
        """Return a project without films."""
        folder = self.folder / self.words.project
        if not folder.exists():
            Project.create(folder, self.words.project).close()
        return folder

    def picked(self, name: str) -> Path:
        """Return a project whose shots are found and whose best are picked."""
        folder = self.folder / name
        with Project.create(folder, self.words.project) as project:
            self._pick(project)
        return folder

    def _pick(self, project: Project) -> None:
        film = add_film(project, self.film, cache=self.cache)
        find_shots(project, film, cache=self.cache)
        index = index_file(self.film, cache=self.cache)
        motion = signal_of(index, cache=self.cache).change
        spans = [(shot.start, shot.end) for shot in project.shots(film)]
        clips = self._captioned(pick(index, motion, spans, self.recipe, film.id))
        stills = [
            Still(source=film.id, frame=(clip.start + clip.end) // 2, caption=clip.caption)
            for clip in clips[:6]
        ]
        settings = project.settings
        project.change(settings, dataclasses.replace(settings, trigger=self.words.trigger))
        project.apply(adding(*clips, *stills, *_datasets(project), label="Picks"))

    def _captioned(self, clips: Sequence[Clip]) -> list[Clip]:
        said = self.words.captions
        return [
            dataclasses.replace(
                clip,
                caption=said[n % len(said)] if said else clip.caption,
                tags=self.words.tags[n % 2 :][:1],
                rating=3 + n % 3,
            )
            for n, clip in enumerate(clips)
        ]

    def wrong(self) -> Path:
        """Return a new project of clips that have something wrong with them."""
        bars = self.folder / "letterbox.mp4"
        if not bars.exists():
            scenes = [with_bars(scene(seed, 60), across=24) for seed in (1, 2)]
            paint(bars, np.concatenate([*scenes, np.zeros((60, HEIGHT, WIDTH), np.float32)]))
        folder = next(place for n in count(1) if not (place := self.folder / f"wrong {n}").exists())
        with Project.create(folder, self.words.project) as project:
            film = add_film(project, bars, cache=self.cache)
            find_shots(project, film, cache=self.cache)
            clips = [(0, 60), (30, 90), (124, 176)]  # bars; a cut inside; black
            project.apply(
                adding(*(Clip(source=film.id, start=a, end=b) for a, b in clips), label="Picks")
            )
        return folder

    def troubled(self) -> Path:
        """Return a project with a film that is gone and one that is damaged."""
        folder = self.folder / "troubled"
        gone = self._copy(self.recipe.film, f"gone {self.words.film}")
        whole = make_film(
            self.folder / "whole.mp4", 96, size=(384, 216), container={"movflags": "faststart"}
        )
        damaged = cut_off(whole, 0.6)
        whole.unlink()
        damaged = damaged.rename(self.folder / f"damaged {self.words.film}")
        with Project.create(folder, self.words.project) as project:
            self._pick(project)
            for path in (gone, damaged):
                film = add_film(project, path, cache=self.cache)
                find_shots(project, film, cache=self.cache)
        gone.unlink()
        return folder

    def unreadable(self) -> list[Path]:
        """Return files that are no films."""
        words = self.folder / f"words {Path(self.words.film).stem}.mp4"
        words.write_text("not a film", encoding="utf-8")
        nothing = self.folder / "nothing.mkv"
        nothing.write_bytes(b"")
        return [words, nothing]

    def many(self) -> Path:
        """Return a project of many films and 3,600 shots."""
        folder = self.folder / "many"
        stem, suffix = Path(self.words.film).stem, Path(self.words.film).suffix
        if folder.exists():
            return folder
        with Project.create(folder, self.words.project) as project:
            for number in range(1, _MANY_FILMS + 1):
                path = self._copy(self.recipe.film, f"{stem} {number:02d}{suffix}")
                film = add_film(project, path, cache=self.cache)
                shots = [
                    Shot(
                        source=film.id,
                        start=n * _LONG,
                        end=(n + 1) * _LONG,
                        rating=(n + number) % 6,
                        state="rejected" if n % 11 == 5 else "open",
                    )
                    for n in range(_MANY_SHOTS)
                ]
                clips = [
                    Clip(source=film.id, start=n * 80, end=n * 80 + 67, rating=n % 6, caption="a")
                    for n in range(18)
                ]
                project.apply(adding(*shots, *clips, label="Shots"))
        return folder

    def _copy(self, film: Path, name: str) -> Path:
        """Return the film under another name; the same bytes where the disk can."""
        path = self.folder / name
        try:
            os.link(film, path)
        except OSError:
            shutil.copy(film, path)
        return path


def _datasets(project: Project) -> list[Dataset]:
    """Return the datasets of a mix of three, where the project has none of its own."""
    if project.datasets():
        return []
    return [
        Dataset(position=0, name="stills", kind="image", resolution=(768, 768)),
        Dataset(
            position=1, name="head", kind="video", resolution=(768, 416), target_frames=(1, 21)
        ),
        Dataset(
            position=2, name="uniform", kind="video", resolution=(384, 208), target_frames=(45,),
            frame_extraction="uniform", frame_sample=2,
        ),
    ]  # fmt: skip
