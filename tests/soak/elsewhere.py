"""What a person does beside editing: detections, filters, review, playing, dialogs, windows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPoint

from app.core.shots.detectors import DETECTORS, Detector
from tests.soak.person import PATIENCE, Person
from tests.tour.hand import Hand

_FILTERS = ("", "rain", "rating>=3", "len>=25 -state:rejected", "tag:forest", "nothing at all")
_LOOKS = (("light", 1.0), ("dark", 1.25), ("light", 0.9), ("dark", 1.0))
_LANGUAGES = ("ko", "ja", "en")
_DETECTORS: tuple[Detector, ...] = ("exact", "fast", "content", "histogram", "hash", "adaptive")
DIALOGS = {
    "clips": (
        *("edit.settings", "edit.trigger", "edit.still_size", "view.keys", "view.palette"),
        *("view.queue", "play.place", "browse.saved", "browse.save_filter", "browse.help"),
        *("browse.change_saved", "pick.stills", "pick.twins", "project.new"),
    ),
    "captions": (
        *("caption.change_many", "caption.captioner", "caption.templates", "caption.history"),
        *("caption.ask_many", "browse.help", "caption.outside"),
    ),
    "plan": (
        *("plan.recipes", "plan.save_recipe", "plan.add_dataset", "plan.ladder", "plan.windows"),
        *("plan.sizes", "plan.behind", "plan.export_other"),
    ),
    "train": (
        *("train.presets", "train.options", "train.save_preset", "train.difference"),
        *("train.paste_command", "train.history", "train.log", "train.queue", "train.ending"),
        *("train.setup", "train.comfy", "train.checkpoint_details", "train.test_checkpoint"),
        *("train.tests", "train.average_checkpoints", "train.open_sample", "train.resume"),
        "train.compare_checkpoints",
    ),
}


class Elsewhere:
    """What is no edit, or many at once."""

    def __init__(self, person: Person) -> None:
        self._person, self._dice = person, person.dice
        self._dialogs = self._every_dialog()
        self._languages = self._every(_LANGUAGES)
        self._looks = self._every(_LOOKS)

    @staticmethod
    def _every(things: tuple[object, ...]) -> Iterator[object]:
        while True:
            yield from things

    def _every_dialog(self) -> Iterator[tuple[str, str]]:
        while True:
            for stage, commands in DIALOGS.items():
                yield from ((stage, command) for command in commands)

    # ------------------------------------------------------------------------------ detections

    async def detect(self, *, usual: bool = False) -> None:
        """Find the shots of a film once more: with anything, or as usual."""
        self._person.say("detect")
        window = self._person.window
        films = window.document.rows.sources
        film = films[0] if usual else self._dice.choice([f for f in films if f.frames < 1_000])
        detector: Detector = "exact" if usual else self._dice.choice(_DETECTORS)
        known = DETECTORS[detector]
        threshold = known.threshold * (1.0 if usual else self._dice.uniform(0.5, 1.5))
        threshold = min(max(threshold, known.least), known.most)
        window.clips.work.find([film], detector=detector, threshold=threshold)
        await self._person.until(lambda: not window.clips.work.finding, "the shots")

    async def opinion(self) -> None:
        """Ask another detector about a film."""
        self._person.say("second opinion")
        window = self._person.window
        window.clips.work.ask_opinion(window.document.rows.sources[0], "content")
        await asyncio.sleep(0)
        await self._person.until(lambda: not window.jobs.busy, "the opinion")
        await self._person.put_down()

    # ---------------------------------------------------------------------------------- looking

    async def filter(self) -> None:
        """Ask for some, and for all again."""
        self._person.say("filter")
        await self._person.go_to(self._dice.choice(("clips", "captions")))
        shown = self._person.window.stages.filter
        assert shown is not None, "both have one"
        for text in (*self._dice.sample(_FILTERS, 3), ""):
            shown.set_text(text)
            await asyncio.sleep(0.02)

    async def review(self) -> None:
        """Go through some shots in review mode."""
        self._person.say("review")
        await self._person.go_to("clips")
        self._person.do("play.review")
        commands = ("pick.reject", "pick.rate3", "play.next_shot", "play.next_shot", "pick.reject")
        for command in commands:
            self._person.do(command)
            await asyncio.sleep(0.03)
        self._person.window.clips.review.leave()

    async def play(self) -> None:
        """Play, faster, backwards, large, and pause."""
        self._person.say("play")
        await self._person.go_to("clips")
        for command in (
            "play.toggle",
            "play.shuttle",
            "play.shuttle_back",
            "play.look",
            "play.own",
        ):
            self._person.do(command)
            await asyncio.sleep(0.06)
        for command in ("play.pause", "play.big", "play.big", "play.own"):
            self._person.do(command)
            await asyncio.sleep(0.01)

    async def scrub(self) -> None:
        """Pull the mouse over the timeline, zoom it, step from frame to frame."""
        self._person.say("scrub")
        await self._person.go_to("clips")
        timeline = self._person.window.clips.viewing.timeline
        hand = Hand(self._person.window)
        left, right = QPoint(30, 14), QPoint(max(timeline.width() - 30, 60), 14)
        hand.press(timeline, left)
        for step in range(12):
            at = left + (right - left) * (step / 12)
            hand.pull(timeline, at, at + QPoint(8, 0), steps=2)
            await asyncio.sleep(0.01)
        hand.let_go(timeline, right)
        for command in ("view.zoom_in", "play.forward", "play.forward", "play.second_back",
                        "play.next_cut", "play.previous_cut", "view.fit_film"):  # fmt: skip
            self._person.do(command)
            await asyncio.sleep(0.005)
        await self._person.put_down()

    async def dialogs(self, count: int) -> None:
        """Open and leave the next dialogs."""
        for _ in range(count):
            stage, command = next(self._dialogs)
            await self._person.go_to(stage)
            await self._person.look_into(command)

    async def every_dialog(self) -> None:
        """Open and leave every dialog there is."""
        await self.dialogs(sum(map(len, DIALOGS.values())))

    # ---------------------------------------------------------------------------------- windows

    async def another_look(self) -> None:
        """Have another theme, larger or smaller."""
        self._person.say("theme")
        theme, zoom = next(self._looks)  # type: ignore[misc]
        self._person.window.preferences.change(theme=theme, zoom=zoom)
        await asyncio.sleep(0.02)

    async def another_window(self) -> None:
        """Speak another language, which is another window."""
        self._person.say("another window")
        await self._person.rest()
        stage, front = self._person.window.stage, self._person.front
        went: list[bool] = []
        self._person.window.destroyed.connect(lambda *_: went.append(True))
        self._person.window.preferences.change(language=next(self._languages))
        self._person.let_go()
        await self._person.until(lambda: went, "the end of the window")
        window = front.window
        await self._person.until(lambda: window.document.is_open, "its project")
        await self._person.until(lambda: window.stage == stage, "its stage")
        window.resize(1600, 1000)
        window.activateWindow()
        await self._person.rest()

    async def open(self, project: Path, *, by_home: bool = False) -> None:
        """Close the project, and open this one."""
        self._person.say("open")
        await self._person.rest()
        window = self._person.window
        if by_home:
            await self.leave()
        await asyncio.wait_for(window.open_project(project), PATIENCE)
        await self._person.rest()

    async def leave(self) -> None:
        """Close the project, and see the welcome page."""
        window = self._person.window
        await self._person.rest()
        self._person.do("project.close")
        await self._person.until(lambda: not window.document.is_open, "the welcome page")
        await self._person.rest()

    async def dataset_window(self) -> None:
        """Show the dataset file of the project in a window of its own, and close that."""
        self._person.say("dataset window")
        window = self._person.window
        file = window.document.project.folder / "dataset.toml"
        if not file.exists():
            return
        await window.datasets.open(file)
        await asyncio.sleep(0.05)
        for each in list(window.datasets.windows):
            each.close()
        await self._person.until(lambda: not window.datasets.windows, "the end of the window")

    def looks(self) -> list[Callable[[], object]]:
        """Return what is done in every round, in any order."""
        return [self.filter, self.review, self.play, self.scrub, self.another_look, self.opinion]
