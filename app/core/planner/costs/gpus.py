"""Graphics cards: how much they hold and how fast they train.

The RTX 3090 was calibrated on a real training, the H100 on steps of musubi-tuner 0.3.4: 340 to 410
above 7,000 tokens. Speeds of the others are about 48 % of the peak that their makers state for
dense bfloat16 with sums in float32: rough.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.language import noted

CALIBRATED = "RTX 3090"
OTHER = noted("Other card")


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card.

    Attributes:
        name: As people call it.
        gib: Memory, GiB.
        tflops: What training reaches of its arithmetic, 10^12 operations per second.
        rough: ``tflops`` is a share of a data sheet's peak, not a measurement.
        swapped: Blocks of the 14B model that were swapped when it was measured.
        transfer: Bytes per second from the machine's pageable memory.
    """

    name: str
    gib: float
    tflops: float
    rough: bool = True
    swapped: int = 0
    transfer: float = 12e9


GPUS: tuple[Gpu, ...] = (
    Gpu("RTX 3060", 12, 12),
    Gpu("RTX 3080", 10, 29),
    Gpu("RTX 3080 Ti", 12, 33),
    Gpu(CALIBRATED, 24, 34, rough=False, swapped=10),
    Gpu("RTX 3090 Ti", 24, 38),
    Gpu("RTX 4060 Ti 16 GB", 16, 21),
    Gpu("RTX 4070", 12, 28),
    Gpu("RTX 4070 Ti Super", 16, 42),
    Gpu("RTX 4080", 16, 47),
    Gpu("RTX 4090", 24, 78),
    Gpu("RTX 5070 Ti", 16, 42),
    Gpu("RTX 5080", 16, 54),
    Gpu("RTX 5090", 32, 100),
    Gpu("RTX A6000", 48, 70),
    Gpu("A100 40 GB", 40, 140),
    Gpu("A100 80 GB", 80, 140),
    Gpu("H100", 80, 350, rough=False, transfer=30e9),
)
_BY_NAME = {gpu.name: gpu for gpu in GPUS}


def gpu_named(name: str) -> Gpu:
    """Return a card of the table; one of another name has the speed of the RTX 3090, roughly."""
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    calibrated = _BY_NAME[CALIBRATED]
    return Gpu(name, calibrated.gib, calibrated.tflops)


def is_known(name: str) -> bool:
    """Return whether a card is in the table."""
    return name in _BY_NAME


def card_of_driver(name: str) -> str:
    """Return what a card is called here, by its driver's name for it: "NVIDIA GeForce RTX 3090".

    One that is not in the table keeps its name, without its maker's.
    """
    words = [word for word in name.replace("-", " ").split() if word not in ("NVIDIA", "GeForce")]
    short = " ".join(words)
    if short in _BY_NAME:
        return short
    if words[:1] == ["A100"]:
        return "A100 80 GB" if "80GB" in words else "A100 40 GB"
    if words[:1] == ["H100"]:
        return "H100"
    return short.replace(" SUPER", " Super") if short.endswith(" SUPER") else short
