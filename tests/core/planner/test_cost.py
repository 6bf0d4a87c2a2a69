"""Memory and seconds of a step, against published measurements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.planner.cost import Costs, Setup, setup_of

HEAVIEST = 7_488  # tokens of 768×416×21


@pytest.mark.parametrize(
    ("tokens", "swap", "gib"),
    [
        (3_312, 0, 19.2),
        (3_744, 10, 16.2),
        (2_304, 20, 11.6),
        (HEAVIEST, 10, 19.3),
        (32_760, 36, 31.3),
    ],
)
def test_that_memory_follows_tokens_and_swapped_blocks(tokens: int, swap: int, gib: float) -> None:
    assert Costs(Setup(swap=swap)).of(tokens).gib == pytest.approx(gib, abs=0.06)


def test_that_the_small_model_needs_what_was_measured() -> None:
    costs = Costs(Setup(model="1.3B", precision="bf16", swap=0))
    assert costs.of(16 * 52 * 30).gib == pytest.approx(10, rel=0.07)


@pytest.mark.parametrize(("tokens", "seconds"), [(3_168, 8.9), (2_304, 6.3), (HEAVIEST, 24.7)])
def test_that_seconds_are_those_of_a_3090(tokens: int, seconds: float) -> None:
    assert Costs().of(tokens).seconds == pytest.approx(seconds, abs=0.06)


def test_that_the_least_swap_is_the_first_that_fits() -> None:
    costs = Costs(Setup(card_gib=20))
    least = costs.least_swap(HEAVIEST)
    assert least is not None and least > 0
    for swap, fits in ((least - 1, False), (least, True)):
        one = Costs(replace(costs.setup, swap=swap))
        assert one.fits(one.of(HEAVIEST)) is fits
    assert Costs(Setup(card_gib=8)).least_swap(75_600) is None


def test_that_a_setup_is_kept_as_text_and_read_with_care() -> None:
    setup = Setup(model="1.3B", rank=16, card_gib=12.0, offload=True)
    assert setup_of(setup.to_json()) == setup
    assert Setup().to_json() == "" and setup_of("") == Setup()
    assert setup_of('{"rank": "many", "swap": 99, "model": "7B"}') == Setup()
    assert setup_of('{"rank": "many", "swap": 99}').swap == 39
    assert setup_of("[1]") == setup_of("{") == Setup()
