"""Ten thousand captions: replacing a phrase in them, spelling, completing words."""

from __future__ import annotations

import asyncio
import random
import shutil
import statistics
import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.captions.replacing import Search, replace
from app.core.captions.spelling import Speller, words_of
from app.core.captions.vocabulary import Vocabulary
from app.core.library.edits import adding
from app.core.library.model import Clip, Source
from app.core.library.project import Project
from tests.bench import Bench, row
from tests.bench.rows_library import wall_seconds
from tests.bench.rows_window import Beat, in_window

if TYPE_CHECKING:
    from tests.tour.stage import Stage

CAPTIONS, WORDS = 10_000, 80
SEARCH = Search(text="big rabbit", replacement="large white rabbit")


def captions() -> list[str]:
    """Return captions of some eighty words each, of 8,000 words as often as words are."""
    chance = random.Random(1)
    known = [word.stem for word in _dictionary_words() if word.stem.isalpha()]
    words = chance.sample(known, 8_000)
    often = [1 / place for place in range(1, len(words) + 1)]

    def sentence() -> str:
        return " ".join(chance.choices(words, often, k=WORDS // 4)).capitalize()

    return [
        f"{sentence()}. {sentence()}. A big rabbit {sentence().lower()}. {sentence()}."
        for _ in range(CAPTIONS)
    ]


def _dictionary_words() -> list:  # type: ignore[type-arg]  # spylls has no types
    return list(Speller()._dictionaries[0].dic.words)


def clips() -> list[Clip]:
    return [
        Clip(source=1, start=9 * n, end=9 * n + 9, caption=text)
        for n, text in enumerate(captions())
    ]


@row(
    "caption_preview",
    target=200.0,
    unit="ms",
    limit="a phrase that all of 10,000 captions have: every change found, with its new text",
    at_most=True,
)
def caption_preview(bench: Bench) -> float:
    every = clips()

    def work() -> None:
        assert len(replace(every, SEARCH)) == CAPTIONS

    return 1000 * statistics.median(wall_seconds(work) for _ in range(max(bench.rounds, 5)))


def captioned_project(folder: Path) -> Path:
    """Make a project with the captions, of a film that is not there."""
    project_folder = folder / "captions"
    shutil.rmtree(project_folder, ignore_errors=True)
    film = Source(
        path="film.mkv",
        size=1,
        mtime_ns=1,
        quick_hash="",
        frames=9 * CAPTIONS,
        rate=Fraction(24),
        width=1920,
        height=1040,
    )
    with Project.create(project_folder, "Captions") as project:
        project.apply(adding(film))
        project.apply(adding(*clips()))
    return project_folder


async def replaced(stage: Stage, folder: Path) -> dict[str, float]:
    """Return the seconds until all is replaced, shown and taken back, and the longest waits, ms."""
    window = stage.window
    stage.hand.drop([captioned_project(folder)])
    await stage.until(lambda: window.document.is_open, "the project")
    stage.hand.ctrl("2")
    tab = window.stages.captions
    await asyncio.sleep(3)
    tab.replace.panel.phrase.setText(SEARCH.text)
    tab.replace.panel.new.setText(SEARCH.replacement)
    await stage.until(lambda: len(tab.replace.replacing.hits) == CAPTIONS, "the hits")
    rewordings = await tab.replace.replacing.rewordings()
    undone = window.document.undo_label
    from app.core.captions.rewording import written

    found: dict[str, float] = {}
    await asyncio.sleep(1)
    beat, begun = Beat(), time.perf_counter()
    number = await tab.replace.making.make(rewordings, lambda each: written(each, "Replace"))
    await asyncio.sleep(0)  # what listens has heard
    found["apply"] = time.perf_counter() - begun
    assert number == CAPTIONS and "large white" in window.document.rows.clips[5].caption
    await asyncio.sleep(2)
    found["apply_wait"] = max(beat.stop())
    beat, begun = Beat(), time.perf_counter()
    window.document.undo()
    found["undo"] = time.perf_counter() - begun
    assert window.document.undo_label == undone
    await asyncio.sleep(2)
    found["undo_wait"] = max(beat.stop())
    return found


@row(
    "caption_replace",
    target=1.0,
    unit="s",
    limit="a phrase replaced in 10,000 captions in the window: one step, written, logged, followed",
    at_most=True,
)
def caption_replace(bench: Bench) -> float:
    rounds = [in_window(bench, "replaced", "rows_captions_bulk") for _ in range(bench.rounds)]
    for each in rounds:
        print({name: round(value, 3) for name, value in each.items()})
    return statistics.median(each["apply"] for each in rounds)


@row(
    "spelling_check",
    target=2.0,
    unit="s",
    limit="the words of 10,000 captions checked, the dictionaries read before",
    at_most=True,
)
def spelling_check(bench: Bench) -> float:
    texts = captions()

    def work() -> None:
        speller = Speller()
        words = {text[start:end] for text in texts for start, end in words_of(text)}
        assert len(words) > 5_000
        speller.unknown(words)

    return statistics.median(wall_seconds(work) for _ in range(bench.rounds))


@row(
    "spelling_suggestion",
    target=300.0,
    unit="ms",
    limit="what may have been meant by one of five misspelt words: the slowest",
    at_most=True,
)
def spelling_suggestion(bench: Bench) -> float:
    speller = Speller()
    return 1000 * max(
        wall_seconds(lambda word=word: speller.suggestions(word))
        for word in ("burow", "strecthing", "definately", "backgorund", "xqzzyk")
    )


@row(
    "completion",
    target=8.0,
    unit="ms",
    limit="words offered behind what is typed, of 10,000 captions: the slowest of a hundred",
    at_most=True,
)
def completion(bench: Bench) -> float:
    texts = captions()
    vocabulary = Vocabulary()
    vocabulary.put(dict(enumerate(texts)))
    chance = random.Random(2)
    vocabulary.offers("ab")  # which sorts the words
    typed = [text[: chance.randrange(20, 300)] for text in texts[:100]]
    return 1000 * max(wall_seconds(lambda before=each: vocabulary.offers(before)) for each in typed)
