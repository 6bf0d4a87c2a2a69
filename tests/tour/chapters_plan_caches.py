"""The tour of the caches: nothing yet, cached, stale, left over; a log that differs."""

from __future__ import annotations

from pathlib import Path

from app.core.planner.plan import Plan
from app.ui.plan.caches import CachesFoot
from tests.core.planner.caches.cache_files import age, write_latents, write_text
from tests.core.planner.caches.trainer_logs import head
from tests.tour.chapters import chapter
from tests.tour.hand import Keys
from tests.tour.material import Material
from tests.tour.stage import Stage, Theatre


def cache_all(plan: Plan) -> list[Path]:
    """Cache a plan; return the caches of captions."""
    texts = []
    for dataset in plan.datasets:
        folder = Path(dataset.config.cache_place or "")
        for window in dataset.windows:
            width, height = window.bucket
            write_latents(folder / window.cache_file, window.frames, height, width)
        for source in dataset.facts.sources.items:
            words = Path(source.path).with_suffix(".txt").read_text(encoding="utf-8")
            texts.append(write_text(folder / f"{source.stem}_wan_te.safetensors", words))
    return texts


async def looked(stage: Stage, foot: CachesFoot) -> None:
    foot.work.look_again()
    await stage.until(lambda: not foot.work.looking, "the look into the caches")
    await stage.rest()


@chapter
async def plan_caches(theatre: Theatre, material: Material) -> None:
    """Caches: an export first, none, all, some stale; their lists; a log beside the plan."""
    async with theatre.window() as stage:
        window, hand = stage.window, stage.hand
        await stage.open(material.picked("Caches"))
        hand.ctrl("3")
        await stage.rest()
        foot = window.plan.caches
        await looked(stage, foot)
        await stage.picture("caches-an-export-comes-first")
        hand.ctrl("E")
        await stage.until(lambda: not window.jobs.busy, "the export")
        window.notices.clear()
        await looked(stage, foot)
        await stage.picture("caches-nothing-cached", may_scroll=True)
        view = window.plan.source.view
        assert view is not None
        texts = cache_all(view.plan)
        await looked(stage, foot)
        await stage.picture("caches-all-cached", may_scroll=True)
        for path in texts[:3]:
            write_text(path, "words of yesterday")
        folder = texts[0].parent
        first = next(path for path in folder.iterdir() if not path.name.endswith("_te.safetensors"))
        age(first, 9_999)
        texts[-1].unlink()
        write_latents(folder / "gone_00000-021_0768x0416_wan.safetensors", 21, 416, 768)
        write_text(folder / "gone_wan_te.safetensors", "gone")
        (folder / "my_style_wan.safetensors").write_bytes(b"x" * 40)
        await looked(stage, foot)
        await stage.picture("caches-stale", may_scroll=True)
        hand.key("R", Keys.ControlModifier | Keys.ShiftModifier)
        await stage.sheet()
        await stage.picture("caches-refresh-only-these", may_scroll=True)
        await stage.leave_dialog()
        log = material.folder / "caching.log"
        found = [("videos", 9)] * len(view.plan.datasets)
        log.write_text(head(found), encoding="utf-8")
        await foot.work.compare_with(log)
        await looked(stage, foot)
        await stage.picture("caches-a-log-that-differs", may_scroll=True)
