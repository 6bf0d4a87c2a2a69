from __future__ import annotations

from pathlib import Path

import pytest

from app.core.training.curves.charts import Shown
from app.core.training.curves.drawing import Drawing
from app.core.training.curves.run_curves import RunCurves
from app.core.training.curves.smoothing import EpochMean, Trend, compared
from app.core.training.curves.summing_up import (
    level_reasons,
    level_words,
    summed_up,
    trend_words,
)
from tests.core.training.curves.runs import lines, trained

STEPS = 400


@pytest.fixture
def run(tmp_path: Path) -> Shown:
    trained(tmp_path, [0.6 - 0.001 * n + 0.0001 * (n % 3) for n in range(STEPS)])
    lines(tmp_path / "gpu.jsonl", [[1_000_050, 20_480, 18_432, 0, 71, 98]])
    return Shown("a", "a", RunCurves([tmp_path]).poll())


def test_that_a_loss_is_summed_up_with_its_newest_its_lowest_and_its_way(run: Shown) -> None:
    now, low, way = summed_up(Drawing().chart("loss", [run]), [run])
    assert now.startswith("now 0.2")
    assert now.endswith("(EMA 0.98)")
    assert low.startswith("lowest 0.2")
    assert low.endswith(f"at step {STEPS}")
    assert way.startswith("falling 1 ± ")
    assert way.endswith("per 1,000 steps")


def test_that_the_card_is_summed_up_by_its_panes(run: Shown) -> None:
    said = summed_up(Drawing().chart("gpu", [run]), [run])
    assert said == (
        "memory of the card: card memory 20.0 GiB, of the trainer 18.0 GiB",
        "temperature 71 °C",
    )


def test_that_nothing_is_summed_up_as_nothing(run: Shown) -> None:
    assert summed_up(Drawing().chart("bucket", [run]), [run]) == ()


def test_that_a_slope_within_its_error_is_called_level() -> None:
    assert trend_words(Trend(0.0005, 0.001)) == "level within ± 0.001 per 1,000 steps"
    assert trend_words(Trend(0.005, 0.001)) == "rising 0.005 ± 0.001 per 1,000 steps"


def test_that_epochs_that_are_level_are_told_with_their_errors() -> None:
    epochs = compared([EpochMean(n, m, 0.0018, 1078, 1, 2) for n, m in ((8, 0.0941), (9, 0.0921))])
    assert level_words((8, 9)) == "epochs 8, 9 differ by less than noise"
    assert level_words((7, 8, 9)) == "epochs 7–9 differ by less than noise"
    assert level_words(()) == ""
    first, second, why = level_reasons(epochs, (8, 9)).splitlines()
    assert first == "Epoch 8: 0.0941 ± 0.0036, n 1,078"
    assert second == "Epoch 9: 0.0921 ± 0.0036, n 1,078"
    assert "0.002" in why
    assert "0.00509" in why


def test_that_few_steps_and_a_slope_that_is_noise_say_nothing(tmp_path: Path) -> None:
    few, noisy = tmp_path / "few", tmp_path / "noisy"
    trained(few, [0.3 - 0.001 * n for n in range(200)])
    trained(noisy, [0.3 + 0.2 * (-1) ** n for n in range(400)])
    for folder in (few, noisy):
        run = Shown("a", "a", RunCurves([folder]).poll())
        assert not any(
            "per 1,000" in each for each in summed_up(Drawing().chart("loss", [run]), [run])
        )
