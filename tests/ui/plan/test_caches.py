"""The foot of *Plan*: what the trainer has cached, looked into in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.core.cache import Cache
from app.core.errors import DatasetError
from app.core.export.project_export import export_project
from app.core.library.edits import changing
from app.core.library.model import Clip
from app.ui.plan.caches import CachesFoot
from app.ui.plan.caches_dialog import CacheFilesDialog
from tests.core.planner.caches.cache_files import write_latents, write_text
from tests.core.planner.caches.trainer_logs import caching, head, image_block, training, video_block
from tests.ui.conftest import Run
from tests.ui.plan.conftest import Stage
from tests.ui.rig import until

Live = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture
def foot(stage: Stage) -> CachesFoot:
    return stage.tab.caches


@pytest.fixture
def live(qt_run: Run, stage: Stage) -> Live:
    """Run a coroutine on the loop, and let all threads of the jobs leave."""

    def run(work: Callable[[], Awaitable[None]]) -> None:
        async def whole() -> None:
            await work()
            await stage.tab.source.jobs.close()

        qt_run(whole())

    return run


async def looked(foot: CachesFoot) -> None:
    foot.work.look_again()
    await until(lambda: not foot.work.looking)


def export(stage: Stage) -> None:
    export_project(stage.document.project, cache=Cache())
    stage.count()


def fill(stage: Stage) -> Path:
    """Cache all that is planned; return the cache folder of the clips."""
    view = stage.tab.source.view
    assert view is not None
    for dataset in view.plan.datasets:
        folder = Path(dataset.config.cache_place or "")
        for window in dataset.windows:
            width, height = window.bucket
            write_latents(folder / window.cache_file, window.frames, height, width)
        for source in dataset.facts.sources.items:
            words = Path(source.path).with_suffix(".txt").read_text(encoding="utf-8")
            write_text(folder / f"{source.stem}_wan_te.safetensors", words)
    return Path(view.plan.datasets[0].config.cache_place or "")


def recaption(stage: Stage) -> None:
    clip = stage.document.rows.clips[0]
    stage.document.apply(changing(clip, replace(clip, caption="other words"), label="words"))


def picked(stage: Stage) -> list[Clip]:
    return [clip for clip in stage.document.rows.clips if clip.state == "picked"]


def shown(foot: CachesFoot) -> list[str]:
    return [chip.text() for chip in foot.chips.values() if not chip.isHidden()]


def test_that_an_export_comes_first(stage: Stage, foot: CachesFoot, live: Live) -> None:
    async def work() -> None:
        await looked(foot)
        assert shown(foot) == ["3 to export first"]
        assert foot.note.text() == "Nothing is cached yet. An export comes first."
        export(stage)
        await looked(foot)
        assert shown(foot) == ["7 missing"]
        assert foot.note.text().startswith("Nothing is cached yet. Caching makes 4 windows and 3 ")

    live(work)


def test_that_a_chip_tells_how_it_was_counted(stage: Stage, foot: CachesFoot, live: Live) -> None:
    async def work() -> None:
        export(stage)
        fill(stage)
        await looked(foot)
        assert shown(foot) == ["7 cached"]
        tip = foot.chips["cached"].toolTip()
        assert tip.startswith("Files in the cache folders: 4 of windows, 3 of captions.")
        assert foot.refresh_button.isHidden() and foot.orphans_button.isHidden()

    live(work)


def test_that_the_job_bar_is_told_that_the_counts_are_equal(
    stage: Stage, foot: CachesFoot, live: Live
) -> None:
    said: list[tuple[str, str, str]] = []
    foot.compared.connect(lambda *words: said.append(words))

    async def work() -> None:
        export(stage)
        await looked(foot)
        assert said[-1] == ("", "", "")
        fill(stage)
        await looked(foot)
        words = "Plan equals the trainer’s own count of the last caching run"
        assert said[-1] == (words, "4 = 4", "good")

    live(work)


def test_that_stale_files_are_removed_once_they_were_seen(
    stage: Stage, foot: CachesFoot, live: Live
) -> None:
    told: list[str] = []
    foot.told.connect(told.append)

    async def work() -> None:
        export(stage)
        folder = fill(stage)
        recaption(stage)
        export(stage)
        await looked(foot)
        assert shown(foot) == ["6 cached", "1 stale: caption changed"]
        before = set(folder.iterdir())
        foot.refresh_stale()
        dialog = await opened(foot)
        assert dialog.action_button is not None
        assert dialog.action_button.text() == "Remove 1 file"
        index = dialog.table.model().index(0, 2)
        assert index.data() == "caption changed"
        assert "1 cache file will be removed" in dialog.accessibleDescription()
        assert set(folder.iterdir()) == before
        dialog.action_button.click()
        await until(lambda: told and not foot.work.looking)
        assert len(before - set(folder.iterdir())) == 1
        assert told == ["1 cache file removed: the next caching makes what is missing"]
        assert shown(foot) == ["6 cached", "1 missing"]

    live(work)


def test_that_nothing_to_remove_is_said(stage: Stage, foot: CachesFoot, live: Live) -> None:
    said: list[str] = []
    foot.told.connect(said.append)

    async def work() -> None:
        foot.refresh_stale()
        export(stage)
        await looked(foot)
        foot.refresh_stale()
        foot.remove_orphans()
        assert [each.partition(":")[0] for each in said] == [
            "Not looked into yet.", "Nothing is stale", "Nothing is left over"
        ]  # fmt: skip

    live(work)


async def opened(foot: CachesFoot) -> CacheFilesDialog:
    dialogs: list[CacheFilesDialog] = []

    def there() -> bool:
        dialogs[:] = [
            each for each in foot.window().findChildren(CacheFilesDialog) if each.isVisible()
        ]
        return bool(dialogs)

    await until(there)
    return dialogs[0]


def test_that_a_chip_lists_its_files_and_leads_to_the_clip(
    stage: Stage, foot: CachesFoot, live: Live, qtbot: QtBot
) -> None:
    asked: list[tuple[str, int]] = []
    stage.tab.clip_asked.connect(lambda kind, row: asked.append((kind, row)))

    async def work() -> None:
        export(stage)
        await looked(foot)
        qtbot.mouseClick(foot.chips["missing"], Qt.MouseButton.LeftButton)
        dialog = await opened(foot)
        assert dialog.action_button is None
        assert dialog.table.model().rowCount() == 7
        dialog.table.setCurrentIndex(dialog.table.model().index(0, 0))
        qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
        await asyncio.sleep(0.05)

    live(work)
    first = min(stage.document.rows.clips, key=lambda clip: clip.start)
    assert asked == [("clip", first.id)]


def test_that_an_alarm_stands_at_the_top_until_it_is_no_longer_so(
    stage: Stage, foot: CachesFoot, live: Live, tmp_path: Path
) -> None:
    log = tmp_path / "caching.log"
    blocks = (
        video_block(0, resolution="(64, 48)", targets="(1, 29)", mode="head", sample=1),
        image_block(1, resolution="(64, 64)"),
    )
    top = head([("videos", 2), ("images", 1)], *blocks)

    async def work() -> None:
        export(stage)
        log.write_text(top + caching(4, 1), encoding="utf-8")
        await foot.work.compare_with(log)
        await looked(foot)
        [first] = [each for each in stage.tab.said.sentences() if "caching of pictures" in each]
        assert "head: batches cached: the plan has 3, the trainer counted 4" in first.replace(
            "Head", "head"
        )
        assert foot.log_chip.text() == "differs from caching.log"
        log.write_text(top + caching(3, 1), encoding="utf-8")
        await foot.work.compare_with(log)
        await looked(foot)
        assert not [each for each in stage.tab.said.sentences() if "trainer counted" in each]
        assert foot.log_chip.text() == "equals caching.log"
        foot.work.forget_log()
        assert foot.log_chip.isHidden()

    live(work)


def test_that_an_alarm_goes_with_the_edit_that_mends_it(
    stage: Stage, foot: CachesFoot, live: Live, tmp_path: Path
) -> None:
    log = tmp_path / "train.log"
    buckets = [{"(80, 32, 1)": 1, "(80, 32, 29)": 0}, {}]
    log.write_text(
        head([("videos", 1), ("images", 1)]) + training(buckets, [1, 1], 2), encoding="utf-8"
    )

    async def work() -> None:
        export(stage)
        await foot.work.compare_with(log)
        await looked(foot)
        before = len(foot.said)
        assert before
        clip = picked(stage)[1]
        stage.document.apply(changing(clip, replace(clip, state="rejected"), label="reject"))
        stage.count()
        await looked(foot)
        assert not any("videos listed" in each.sentence for each in foot.said)

    live(work)


def test_that_a_log_may_be_dropped(
    stage: Stage, foot: CachesFoot, live: Live, tmp_path: Path, qapp: QApplication
) -> None:
    log = tmp_path / "caching.log"
    log.write_text(head([("videos", 2), ("images", 1)]) + caching(3, 1), encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(log))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    async def work() -> None:
        export(stage)
        foot.dropEvent(event)
        await until(lambda: foot.work.log is not None and not foot.work.looking)
        assert foot.log_chip.text() == "equals caching.log"

    live(work)


def test_that_a_file_that_is_no_log_is_refused(
    stage: Stage, foot: CachesFoot, live: Live, tmp_path: Path
) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("nothing")

    async def work() -> None:
        with pytest.raises(DatasetError, match="No counts of the trainer"):
            await foot.work.compare_with(other)
        assert foot.work.log is None

    live(work)


def test_that_a_plan_that_is_only_tried_is_not_looked_at(stage: Stage, foot: CachesFoot) -> None:
    view = stage.tab.source.view
    assert view is not None
    before = foot.work._view
    foot.work.show_view(replace(view, tentative=True))
    assert foot.work._view is before


def test_that_each_clip_knows_how_its_caches_stand(
    stage: Stage, foot: CachesFoot, live: Live
) -> None:
    async def work() -> None:
        assert foot.work.state_of(clip(0)) is None
        export(stage)
        fill(stage)
        recaption(stage)
        export(stage)
        await looked(foot)
        assert [foot.work.state_of(clip(n)) for n in (0, 1)] == ["stale", "cached"]

    def clip(place: int) -> Clip:
        return picked(stage)[place]

    live(work)


def test_that_it_looks_by_itself_once_it_has_begun(
    stage: Stage, foot: CachesFoot, live: Live
) -> None:
    async def work() -> None:
        export(stage)
        foot.work.begin()
        await until(lambda: foot.work.summary is not None and not foot.work.looking)
        assert shown(foot) == ["7 missing"]
        recaption(stage)
        stage.count()
        await until(lambda: "1 to export first" in shown(foot))
        export_project(stage.document.project, cache=Cache())
        foot.work.files_changed()
        stage.count()
        await until(lambda: shown(foot) == ["7 missing"])

    live(work)
