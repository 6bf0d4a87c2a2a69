"""The card, sampled: memory, temperature, how busy.

By NVML (NVIDIA's driver), through ``nvidia-ml-py``. Without a card, a driver or the package there
are no samples, and nobody hears of it. Cards are counted as ``nvidia-smi`` does, by their place on
the bus; CUDA counts so too where ``CUDA_DEVICE_ORDER`` is ``PCI_BUS_ID``.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

T = TypeVar("T")

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class GpuSample:
    """A card at one moment; None where it does not say.

    Attributes:
        when: Unix seconds.
        used: Memory of the card that is in use, by all programs, MiB.
        tree: That of the trainer and what it started, MiB; on Windows the driver does not say.
        shared: Memory of the machine that the trainer uses as the card's, MiB; Windows only.
        celsius: Its temperature.
        busy: Percent of the last second or so in which it computed.
        total: Its whole memory, MiB.
    """

    when: float
    used: float
    tree: float | None = None
    shared: float | None = None
    celsius: float | None = None
    busy: float | None = None
    total: float | None = None

    def row(self) -> list[float | None]:
        """Return it as a line of ``gpu.jsonl``, which does not have the whole memory."""
        numbers = (self.used, self.tree, self.shared, self.celsius, self.busy)
        return [round(self.when, 3), *(None if n is None else round(n) for n in numbers)]

    @classmethod
    def of_row(cls, row: object) -> GpuSample | None:
        """Return the sample of such a line; None where it is none."""
        if not isinstance(row, list) or len(row) < 2:
            return None
        numbers = [float(each) if _is_number(each) else None for each in row[:6]]
        when, used, *rest = numbers
        return None if when is None or used is None else cls(when, used, *rest)


class GpuSampler:
    """Samples one card; harmless where there is none."""

    def __init__(self, index: int = 0, *, nvml: ModuleType | None = None) -> None:
        """Open it.

        Args:
            index: The card, from 0.
            nvml: What speaks NVML; None: the package, where it is installed.
        """
        self._nvml = _opened(nvml if nvml is not None else _package())
        self._card: Any = None
        if self._nvml is not None:
            self._card = self._ask(lambda nvml: nvml.nvmlDeviceGetHandleByIndex(index))
        self._shared = shared_memory

    @property
    def there(self) -> bool:
        """Whether there is a card to sample."""
        return self._card is not None

    @property
    def name(self) -> str:
        """What the card is called; "" where there is none."""
        found = self._ask(lambda nvml: nvml.nvmlDeviceGetName(self._card)) if self.there else None
        return found.decode(errors="replace") if isinstance(found, bytes) else str(found or "")

    def sample(self, now: float, pids: Collection[int] = ()) -> GpuSample | None:
        """Return the card as it is; None where there is none, or it does not answer.

        Args:
            now: Unix seconds.
            pids: The trainer and all it has started.
        """
        if not self.there:
            return None
        card = self._card
        memory = self._ask(lambda nvml: nvml.nvmlDeviceGetMemoryInfo(card))
        if memory is None:
            return None
        rates = self._ask(lambda nvml: nvml.nvmlDeviceGetUtilizationRates(card))
        celsius = self._ask(
            lambda nvml: nvml.nvmlDeviceGetTemperature(card, nvml.NVML_TEMPERATURE_GPU)
        )
        return GpuSample(
            when=now,
            used=memory.used / _MIB,
            tree=self._of_tree(pids) if pids else None,
            shared=self._shared(pids) if pids else None,
            celsius=None if celsius is None else float(celsius),
            busy=None if rates is None else float(rates.gpu),
            total=memory.total / _MIB,
        )

    def close(self) -> None:
        """Let go of the driver; harmless when called again."""
        nvml, self._nvml, self._card = self._nvml, None, None
        if nvml is not None:
            with contextlib.suppress(nvml.NVMLError):
                nvml.nvmlShutdown()

    def _of_tree(self, pids: Collection[int]) -> float | None:
        running = self._ask(lambda nvml: nvml.nvmlDeviceGetComputeRunningProcesses(self._card))
        ours = [each.usedGpuMemory for each in running or () if each.pid in pids]
        if running is None or any(each is None for each in ours):
            return None
        return float(sum(ours)) / _MIB

    def _ask(self, question: Callable[[Any], T]) -> T | None:
        """Return an answer of the driver; None where it has none: another card, an old driver."""
        nvml = self._nvml
        if nvml is None:
            return None
        try:
            return question(nvml)
        except nvml.NVMLError:
            return None


def _package() -> ModuleType | None:
    try:
        import pynvml  # not installed everywhere, and not needed without a card
    except ImportError:
        return None
    module: ModuleType = pynvml
    return module


def _opened(nvml: ModuleType | None) -> ModuleType | None:
    """Return the driver where it answers."""
    if nvml is None:
        return None
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return None
    return nvml


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15


if sys.platform == "win32":

    def shared_memory(pids: Collection[int]) -> float | None:
        """Return memory of the machine that processes use as the card's, MiB; None: unknown.

        Of Windows's performance counters, which PowerShell's ``Get-Counter`` shows too.
        """
        from app.core.training.progress.windows_counters import shared_bytes

        found = shared_bytes(pids)
        return None if found is None else found / _MIB

else:

    def shared_memory(pids: Collection[int]) -> float | None:
        """Return None: only Windows lends the machine's memory to the card unasked."""
        return None
