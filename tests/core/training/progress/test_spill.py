"""Why steps became slow."""

from __future__ import annotations

from app.core.training.progress.gpu import GpuSample
from app.core.training.progress.spill import slowdown_of


def card(
    *, used: float = 20_000, shared: float | None = None, celsius: float = 70, count: int = 10
) -> list[GpuSample]:
    return [
        GpuSample(float(n), used=used, shared=shared, celsius=celsius, busy=99.0, total=24_576.0)
        for n in range(count)
    ]


def test_that_memory_that_spills_is_told_with_what_to_do() -> None:
    found = slowdown_of(40.0, 10.0, 11.0, card(shared=200) + card(shared=3400))
    assert found is not None and found.kind == "spill" and found.factor == 4.0
    assert "40 s instead of 10 s" in found.sentence and "3.3 GiB" in found.sentence
    assert "Sysmem Fallback" in found.sentence
    assert found.cure_key == "train.blocks_to_swap"


def test_that_shared_memory_alone_is_none() -> None:
    """Blocks that are swapped through pinned memory lie there; steps are as fast as planned."""
    assert slowdown_of(11.0, 10.0, 11.0, card(shared=200) + card(shared=3400)) is None


def test_that_memory_that_spilled_from_the_start_is_told_by_the_plan() -> None:
    found = slowdown_of(60.0, 58.0, 11.0, card(shared=4000))
    assert found is not None and found.kind == "spill" and "instead of 11 s" in found.sentence


def test_that_a_full_card_is_told_where_windows_counts_nothing() -> None:
    found = slowdown_of(40.0, 10.0, None, card(used=24_400))
    assert found is not None and found.kind == "spill" and "shared memory" not in found.sentence


def test_that_a_hot_card_is_told() -> None:
    found = slowdown_of(40.0, 10.0, None, card(celsius=90))
    assert found is not None and found.kind == "heat" and "90 °C" in found.sentence


def test_that_a_slow_step_without_a_card_is_told_too() -> None:
    found = slowdown_of(4.0, 1.0, None, [])
    assert found is not None and found.kind == "other"


def test_that_nothing_is_told_before_something_is_known() -> None:
    assert slowdown_of(None, None, None, []) is None
    assert slowdown_of(5.0, None, None, card()) is None
    assert slowdown_of(5.0, 5.0, None, card()) is None


def test_that_steps_of_less_than_a_second_are_not_rounded_to_nothing() -> None:
    found = slowdown_of(0.31, None, 0.021, [])
    assert found is not None and "0.31 s instead of 0.021 s" in found.sentence
