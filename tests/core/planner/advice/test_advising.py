"""What the author's dataset costs as a whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.planner.advice.advising import Advice, advise, advise_windows, most_frames
from app.core.planner.check import check
from app.core.planner.costs.cost import Costs
from app.core.planner.costs.setups import Setup
from app.core.planner.ledger import ledger
from tests.core.planner.entry_files import clips, config_with, plan_of, video_entry
from tests.core.planner.test_plan import author_plan

SEED = Setup()


def advice(setup: Setup = SEED) -> Advice:
    plan = author_plan()
    found = advise(plan, ledger(plan).rows, Costs(setup))
    assert found is not None
    return found


def test_that_the_authors_dataset_fits_with_ten_swapped_and_says_what_is_heaviest() -> None:
    found = advice()
    row = found.heaviest.row
    assert (row.width, row.height, row.frames) == (768, 416, 21)
    assert found.verdict == "fits" and found.needs == pytest.approx(21.7, abs=0.05)
    assert found.sentence == "Fits 24 GiB with blocks_to_swap 10."
    assert (found.least, found.recommended) == (7, 9)
    assert found.swaps.startswith("Swap at least 7; 9 leaves 1 GiB to spare")
    assert [step.row.step_tokens for step in found.steps] == [7488, 3744, 2304, 1248]


def test_that_swapping_too_little_is_tight_or_does_not_fit_and_says_what_is_enough() -> None:
    found = advice(replace(SEED, swap=5))
    assert found.verdict == "tight"
    assert found.sentence == (
        "Just fits 24 GiB with blocks_to_swap 5, if the estimate holds; 7 is enough."
    )
    found = advice(replace(SEED, swap=0))
    assert found.verdict == "over"
    assert found.sentence == "Does not fit 24 GiB with blocks_to_swap 0; 7 is enough."


def test_that_a_smaller_card_says_what_it_would_take() -> None:
    found = advice(replace(SEED, card_gib=16.0))
    assert found.verdict == "over" and found.least is not None
    assert found.sentence == f"Does not fit 16 GiB with blocks_to_swap 10; {found.least} is enough."
    none = advice(replace(SEED, card_gib=8.0))
    assert none.least is None and none.swaps == "" and "ladder" in none.sentence


def test_that_time_is_that_of_the_authors_training() -> None:
    found = advice()
    assert found.step[0] == pytest.approx(11.6, abs=0.15)
    assert found.epoch[0] / 3600 == pytest.approx(3.5, abs=0.05)
    assert found.whole[0] == pytest.approx(50 * found.epoch[0])
    assert found.caching.low < 1500 < found.caching.high


def test_that_a_training_by_steps_takes_as_long_as_its_steps() -> None:
    found = advice(replace(SEED, epochs=3, steps=1500))
    assert found.whole[0] == pytest.approx(1500 * found.step[0])
    halved = advice(replace(SEED, accumulation=2, steps=1500))
    assert halved.whole[0] == pytest.approx(1500 * halved.epoch[0] / 539)


def test_that_nothing_is_made_up_for_other_architectures() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[9])), clips(20), architecture="hunyuan")
    rows = ledger(plan).rows
    assert rows and advise(plan, rows, Costs(SEED)) is None


def test_that_a_plan_without_samples_has_no_cost() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[9])), clips(3))
    assert advise(plan, ledger(plan).rows, Costs(SEED)) is None


def test_that_the_longest_window_that_fits_is_found_for_a_size() -> None:
    costs = Costs(SEED)
    frames = most_frames(costs, 312, 1)
    assert frames % 4 == 1
    for length, fits in ((frames, True), (frames + 4, False)):
        assert costs.surely_fits(costs.of(((length - 1) // 4 + 1) * 312)) is fits
    assert most_frames(costs, 10**6, 1) == 0


def test_that_windows_are_advised_within_what_fits_the_card() -> None:
    found = advise_windows(author_plan(), 2, Costs(SEED), least=25)
    assert found.now is not None and found.now[0].samples == 478
    assert found.now[1] == pytest.approx(478 * 10.8, rel=0.02)
    assert found.most is not None and found.most % 4 == 1 and found.clips == 240
    assert found.ways and all(gain.longest <= found.most for gain, _ in found.ways)
    assert found.ways[0][0].share >= found.now[0].share


def test_that_windows_of_a_model_nobody_knows_are_advised_without_time_and_budget() -> None:
    plan = plan_of(config_with(video_entry(target_frames=[9])), clips(40), architecture="hunyuan")
    found = advise_windows(plan, 0, Costs(SEED), least=9)
    assert found.most is None and found.ways
    assert all(seconds is None for _, seconds in found.ways)


def test_that_a_dataset_of_whole_clips_has_no_windows_of_now() -> None:
    entry = video_entry(frame_extraction="full", target_frames=[1])
    plan = plan_of(config_with(entry), clips(40))
    assert advise_windows(plan, 0, Costs(SEED), least=9).now is None


@pytest.mark.parametrize(
    ("samples", "said"),
    [((), False), (((384, 384, 45),), False), (((384, 384, 45), (832, 480, 81)), True)],
)
def test_that_a_sample_larger_than_the_largest_bucket_is_said(
    samples: tuple[tuple[int, int, int], ...], said: bool
) -> None:
    plan = author_plan()
    found = advise(plan, ledger(plan).rows, Costs(SEED), samples)
    assert found is not None
    assert any("832×480×81" in each for each in found.unsure) == said
    assert bool(found.unsure) == said


def test_that_windows_of_framepack_are_counted_in_sections_and_none_is_too_short() -> None:
    entry = video_entry(target_frames=[73], fp_latent_window_size=9)
    plan = plan_of(config_with(entry), clips(80, 120, 160), architecture="framepack")
    found = advise_windows(plan, 0, Costs(architecture="framepack"), least=5)
    assert found.now is not None and found.now[0].samples == plan.samples == 6
    assert found.ways and all(gain.way.targets[0] >= 37 for gain, _ in found.ways)
    for gain, _ in found.ways:
        other = plan_of(
            config_with({**entry, **gain.way.values}), clips(80, 120, 160), architecture="framepack"
        )
        assert other.samples == gain.samples and check(other).ok


def test_that_head_is_not_advised_where_it_ends_before_a_window_is_whole() -> None:
    entry = video_entry(target_frames=[21, 45], source_fps=12.0, frame_extraction="head")
    plan = plan_of(config_with(entry), clips(40, 80, 120))
    found = advise_windows(plan, 0, Costs(), least=5)
    assert found.now is not None and found.now[0].samples == plan.samples
    assert found.ways
    for gain, _ in found.ways:
        assert gain.way.mode != "head"
        other = plan_of(config_with({**entry, **gain.way.values}), clips(40, 80, 120))
        assert other.samples == gain.samples
