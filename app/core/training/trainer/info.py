"""What is known of a trainer: its folder, the Python that runs it, and what that has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from app.core.errors import AppError
from app.core.language import tr

Layout = Literal["old", "new"]
"""``old``: the scripts lie in the folder itself; ``new``: in ``src/musubi_tuner``."""

FILE_FORMAT = 1  # of what is kept; another is not read
_PACKAGE = "src/musubi_tuner"
_SHOWN_COMMIT = 7
_TEXTS = (
    *("version", "commit", "torch", "cuda"),
    *("python_version", "package_folder", "driver", "torch_trouble"),
)


class TrainerError(AppError):
    """A trainer or its Python cannot be used."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics card.

    Attributes:
        index: From 0, in the order of the PCI bus, as nvidia-smi and NVML have it; the trainer has
            the same order where ``CUDA_DEVICE_ORDER=PCI_BUS_ID`` is set.
        name: As people call it: ``RTX 3090``.
        gib: Its memory, GiB.
        free_gib: What of it was free when it was asked, GiB; None where it did not say.
    """

    index: int
    name: str
    gib: float
    free_gib: float | None = None


@dataclass(frozen=True, slots=True)
class TrainerInfo:
    """A trainer and its Python, as they were when they were asked.

    Attributes:
        folder: Of the checkout.
        python: The interpreter that runs it.
        version: ``0.3.4``; empty where it does not say.
        commit: 40 digits; empty where the folder is no git checkout.
        layout: Where its scripts lie.
        torch: Version of torch; empty where there is none that can be used.
        cuda: The CUDA that torch was built for; empty for none.
        gpus: Cards that can train.
        packages: Versions of what is installed beside torch, by name: accelerate, tensorboard, ….
        hooks: Whether its ``NetworkTrainer`` has the hooks that our wrapper needs.
        troubles: Sentences on what it cannot train with, each with what to do.
        python_version: ``3.11.7``.
        hook_names: All methods of its ``NetworkTrainer``.
        options: Options it knows, without dashes, by script: train, cache_latents, cache_text.
        tasks: Values of ``--task`` it knows; empty where that could not be read.
        package_folder: Where ``import musubi_tuner`` leads; empty: nowhere.
        accelerate_config: What ``accelerate config`` has written, as far as it matters.
        driver: Version of the graphics driver; empty where there is no nvidia-smi.
        video_bucket_flags: Whether it caches video by ``enable_bucket`` and ``bucket_no_upscale``,
            which 0.3.4 does not; None where that could not be read.
        torch_trouble: What torch said instead of working.
    """

    folder: Path
    python: Path
    version: str = ""
    commit: str = ""
    layout: Layout = "new"
    torch: str = ""
    cuda: str = ""
    gpus: tuple[Gpu, ...] = ()
    packages: Mapping[str, str] = field(default_factory=dict)
    hooks: bool = False
    troubles: tuple[str, ...] = ()
    python_version: str = ""
    hook_names: tuple[str, ...] = ()
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tasks: tuple[str, ...] = ()
    package_folder: str = ""
    accelerate_config: Mapping[str, str] = field(default_factory=dict)
    driver: str = ""
    video_bucket_flags: bool | None = None
    torch_trouble: str = ""

    def script(self, name: str) -> Path:
        """Return where a script of the trainer lies.

        Args:
            name: ``wan_train_network``, with or without ``.py``.
        """
        where = self.folder if self.layout == "old" else self.folder / _PACKAGE
        return where / f"{name.removesuffix('.py')}.py"

    @property
    def called(self) -> str:
        """Its name and version, for people."""
        return f"musubi-tuner {self.version or self.commit[:_SHOWN_COMMIT]}".strip()

    @property
    def words(self) -> str:
        """It in a line: ``musubi-tuner 0.3.4 · torch 2.8 · RTX 3090 24 GB``."""
        said = [self.called]
        said += [f"torch {short_version(self.torch)}"] if self.torch else [tr("no torch")]
        said += [f"{gpu.name} {gpu.gib:.0f} GB" for gpu in self.gpus[:1]] or [
            tr("no graphics card")
        ]
        if len(self.gpus) > 1:
            said[-1] = tr("{card} and {number} more", card=said[-1], number=len(self.gpus) - 1)
        return " · ".join(said)

    def to_json(self) -> str:
        """Return it as text, for `read_info`."""
        plain = asdict(self)
        plain |= {"folder": str(self.folder), "python": str(self.python), "format": FILE_FORMAT}
        return json.dumps(plain, indent=1)


def short_version(version: str) -> str:
    """Return ``2.8`` of ``2.8.0+cu128``; the last number only where it is not 0."""
    number = version.partition("+")[0]
    return number.removesuffix(".0")


def read_info(text: str) -> TrainerInfo | None:
    """Return what was kept of a trainer; None where it cannot be read."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or value.get("format") != FILE_FORMAT:
        return None
    try:
        return _info(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _info(value: dict[str, Any]) -> TrainerInfo:
    texts = {name: str(value[name]) for name in _TEXTS}
    return TrainerInfo(
        Path(value["folder"]),
        Path(value["python"]),
        layout="old" if value["layout"] == "old" else "new",
        gpus=tuple(Gpu(**each) for each in value["gpus"]),
        hooks=value["hooks"] is True,
        options={name: _texts(found) for name, found in value["options"].items()},
        packages=_by_name(value["packages"]),
        accelerate_config=_by_name(value["accelerate_config"]),
        video_bucket_flags={True: True, False: False}.get(value["video_bucket_flags"]),
        troubles=_texts(value["troubles"]),
        hook_names=_texts(value["hook_names"]),
        tasks=_texts(value["tasks"]),
        **texts,
    )


def _by_name(value: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name): str(each) for name, each in value.items()}


def _texts(value: Iterable[Any]) -> tuple[str, ...]:
    return tuple(map(str, value))
