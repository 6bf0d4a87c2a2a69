"""The card is sampled, whatever the driver answers."""

from __future__ import annotations

import os
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from app.core.training.progress.gpu import GpuSample, GpuSampler
from app.core.training.progress.windows_counters import sum_of

MIB = 1 << 20


class NVMLError(Exception):
    """What NVML raises."""


def driver(**answers: Any) -> ModuleType:  # noqa: ANN401 -- what a driver answers is anything
    """Return a driver with one card; an answer that is None is refused."""
    made = ModuleType("pynvml")
    known: dict[str, Any] = {
        "nvmlInit": (),
        "nvmlShutdown": (),
        "nvmlDeviceGetHandleByIndex": "card",
        "nvmlDeviceGetName": "NVIDIA GeForce RTX 3090",
        "nvmlDeviceGetMemoryInfo": SimpleNamespace(used=20_000 * MIB, total=24_576 * MIB),
        "nvmlDeviceGetUtilizationRates": SimpleNamespace(gpu=98),
        "nvmlDeviceGetTemperature": 71,
        "nvmlDeviceGetComputeRunningProcesses": [
            SimpleNamespace(pid=10, usedGpuMemory=19_000 * MIB),
            SimpleNamespace(pid=11, usedGpuMemory=500 * MIB),
            SimpleNamespace(pid=99, usedGpuMemory=400 * MIB),
        ],
        **answers,
    }

    def answering(answer: object) -> Any:  # noqa: ANN401
        def answered(*asked: object) -> object:
            if answer is None:
                raise NVMLError("not supported")
            return answer

        return answered

    for name, answer in known.items():
        setattr(made, name, answering(answer))
    made.NVMLError, made.NVML_TEMPERATURE_GPU = NVMLError, 0  # type: ignore[attr-defined]
    return made


def test_that_a_card_is_sampled() -> None:
    sampler = GpuSampler(nvml=driver())
    assert sampler.there and sampler.name == "NVIDIA GeForce RTX 3090"
    sample = sampler.sample(5.0, {10, 11})
    assert sample is not None
    assert (sample.used, sample.tree, sample.total) == (20_000, 19_500, 24_576)
    assert (sample.celsius, sample.busy) == (71, 98)
    sampler.close()
    sampler.close()
    assert sampler.sample(6.0) is None


def test_that_what_a_card_does_not_say_is_left_out() -> None:
    """Windows's driver does not tell what a process uses; laptops' do not tell all else."""
    silent = driver(nvmlDeviceGetUtilizationRates=None, nvmlDeviceGetTemperature=None)
    sample = GpuSampler(nvml=silent).sample(5.0, {10})
    assert sample is not None and sample.celsius is None and sample.busy is None
    windows = driver(
        nvmlDeviceGetComputeRunningProcesses=[SimpleNamespace(pid=10, usedGpuMemory=None)]
    )
    sample = GpuSampler(nvml=windows).sample(5.0, {10})
    assert sample is not None and sample.tree is None


@pytest.mark.parametrize(
    "missing", ["nvmlInit", "nvmlDeviceGetHandleByIndex", "nvmlDeviceGetMemoryInfo"]
)
def test_that_without_a_card_there_is_nothing(missing: str) -> None:
    assert GpuSampler(nvml=driver(**{missing: None})).sample(1.0) is None


def test_that_this_machine_is_sampled_or_is_silent() -> None:
    sampler = GpuSampler()
    assert (sampler.sample(1.0, frozenset([os.getpid()])) is not None) == sampler.there
    sampler.close()


def test_that_a_sample_survives_its_line() -> None:
    sample = GpuSample(5.25, 20_000.0, None, None, 71.0, 98.0)
    assert sample.row() == [5.25, 20_000, None, None, 71, 98]
    assert GpuSample.of_row(sample.row()) == sample
    for broken in (None, [], [1], ["x", 2], [1, None], {"a": 1}, [True, 2]):
        assert GpuSample.of_row(broken) is None


def test_that_the_counters_of_a_tree_are_summed() -> None:
    found = [
        ("pid_10_luid_0x00000000_0x0000C4CF_phys_0", 5),
        ("pid_10_luid_0x00000000_0x0000FFFF_phys_0", 1),
        ("pid_100_luid_0x00000000_0x0000C4CF_phys_0", 70),
        ("_total", 9),
    ]
    assert sum_of(found, {10}) == 6
