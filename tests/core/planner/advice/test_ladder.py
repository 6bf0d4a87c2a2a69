"""What to do when memory runs out, on the author's dataset."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.planner.advice.changes import Change
from app.core.planner.advice.ladder import Rung, heaviest_of, ladder
from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.facts import ImageFact, Source, VideoFact
from app.core.planner.ledger import ledger
from app.core.planner.plan import Plan
from tests.core.planner.entry_files import config_with, image_entry, plan_of, sources, video_entry
from tests.core.planner.test_plan import author_plan

SEED = Setup()


def climb(setup: Setup = SEED, plan: Plan | None = None) -> tuple[Rung, ...]:
    plan = plan or author_plan()
    return ladder(plan, ledger(plan).rows, Costs(setup))


def titled(rungs: tuple[Rung, ...], word: str) -> Rung:
    (found,) = [rung for rung in rungs if word in rung.title]
    return found


def test_that_the_steps_come_in_the_order_to_try_them() -> None:
    assert [(rung.title, rung.state) for rung in climb()] == [
        ("Close other programs that use the card", "open"),
        ("Swap 10 → 14 blocks", "open"),
        ("Hold weights in scaled 8-bit floats", "done"),
        ("Shorten windows 21 → 17 frames", "open"),
        ("Shrink 768×416 → 704×384", "open"),
        ("Offload activations", "open"),
        ("Lower the rank 32 → 16", "open"),
        ("Make smaller samples, or none", "advice"),
        ("Allow expandable segments", "advice"),
    ]


def test_that_only_what_lies_outside_of_the_plan_is_left_to_the_hand() -> None:
    assert [rung.title for rung in climb() if rung.by_hand] == [climb()[0].title]


def test_that_swapping_four_more_says_what_it_gives_and_costs() -> None:
    rung = titled(climb(), "Swap")
    assert rung.gib is not None and rung.seconds is not None and rung.fits
    assert rung.gib == (pytest.approx(21.7, abs=0.05), pytest.approx(20.3, abs=0.1))
    assert 0.1 < rung.seconds[1] - rung.seconds[0] < 0.5
    assert rung.setup == replace(SEED, swap=14) and rung.change is None


def test_that_a_step_says_whether_training_then_fits() -> None:
    tight = replace(SEED, swap=3)
    assert titled(climb(tight), "Swap 3 → 7").fits
    assert not titled(climb(tight), "rank").fits
    assert not any(rung.fits for rung in climb(replace(SEED, card_gib=8.0)))


def test_that_what_is_done_is_ticked() -> None:
    last = replace(SEED, swap=39, offload=True, rank=8, desktop_gib=0.0)
    assert [rung.state for rung in climb(last)].count("done") == 5
    assert titled(climb(replace(SEED, swap=38)), "Swap 38 → 39").state == "open"
    assert titled(climb(replace(SEED, precision="bf16")), "8-bit").setup == SEED


def test_that_checkpointing_comes_first_where_it_is_off() -> None:
    rungs = climb(replace(SEED, checkpointing=False))
    assert rungs[1].title == "Turn on gradient checkpointing" and rungs[1].setup == SEED
    assert rungs[1].gib is not None and rungs[1].gib[0] > 3 * rungs[1].gib[1]


def test_that_shorter_windows_keep_the_other_lengths_of_their_dataset() -> None:
    rung = titled(climb(), "frames")
    assert rung.change == Change(1, {"target_frames": [1, 17]})
    assert rung.gib is not None and rung.gib[1] == pytest.approx(19.6 + 1, abs=0.1)


def test_that_a_smaller_resolution_lightens_the_bucket_that_results() -> None:
    rung = titled(climb(), "704")
    assert rung.change == Change(1, {"resolution": [704, 384]})
    assert rung.gib is not None and rung.gib[1] < rung.gib[0]
    assert rung.seconds is not None and rung.seconds[1] < rung.seconds[0]


def test_that_a_change_is_made_in_the_text_and_nothing_else() -> None:
    text = '# mine\n[[datasets]]\nvideo_directory = "v"\ntarget_frames = [1, 21] # two\n'
    changed = Change(0, {"target_frames": [1, 17]}).made_in(text)
    assert changed == text.replace("[1, 21]", "[1, 17]")


def test_that_pictures_have_no_frames_to_lose() -> None:
    stills = sources(*(Source(f"i/{n}.png", ImageFact(1024, 1024)) for n in range(3)))
    plan = plan_of(config_with(image_entry(resolution=[1024, 1024])), stills)
    rungs = climb(plan=plan)
    assert titled(rungs, "Shorten windows").state == "never"
    assert titled(rungs, "1024×1024 → ").state == "open"


def test_that_a_dataset_of_whole_clips_shortens_the_longest() -> None:
    clips = sources(*(Source(f"v/{n}.mp4", VideoFact(81, 384, 208)) for n in range(3)))
    entry = video_entry(resolution=[384, 208], frame_extraction="full", target_frames=[1])
    rung = titled(climb(plan=plan_of(config_with(entry), clips)), "Shorten windows 81 → 65 frames")
    assert rung.change == Change(0, {"max_frames": 65})


def test_that_nothing_is_offered_where_another_bucket_is_as_heavy() -> None:
    clips = sources(*(Source(f"v/{n}.mp4", VideoFact(45, 384, 208)) for n in range(3)))
    one = video_entry(resolution=[384, 208], target_frames=[45])
    plan = plan_of(config_with(one, {**one, "cache_directory": "c2"}), clips, clips)
    assert titled(climb(plan=plan), "windows").state == "never"
    assert titled(climb(plan=plan), "pictures").state == "never"


def test_that_a_plan_without_samples_has_no_ladder() -> None:
    plan = plan_of(config_with(video_entry()), sources())
    assert climb(plan=plan) == ()


def test_that_the_heaviest_row_is_the_ledgers() -> None:
    found = ledger(author_plan())
    assert heaviest_of(found.rows) is found.heaviest
