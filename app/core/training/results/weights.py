"""How strong a LoRA has become: the norm of what it adds, block by block.

A LoRA adds ``B·A·alpha/rank`` to a layer's weights. The Frobenius norm of ``B·A`` needs no product
of that size: ‖BA‖² = tr(AᵀBᵀBA) = Σ (BᵀB ∘ AAᵀ), two matrices of rank × rank. The file is read
once, tensor after tensor, without torch.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from app.core import paths
from app.core.cache import Cache, file_key
from app.core.errors import cannot
from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.training.results.header import Header, Tensor, WeightsError, read_header

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Matrix = npt.NDArray[np.float32]

_KIND = "lora-norm-1"
_DOWN = (".lora_down.weight", ".lora_A.weight")
_UP = (".lora_up.weight", ".lora_B.weight")
_FLOATS = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
_LARGEST = 1 << 30  # bytes of a matrix of a LoRA: far beyond
_HIGHEST = 16384  # rank
_BLOCK = re.compile(r"(?:^|[_.])(?:\w*blocks?|layers?)[_.](\d+)(?:[_.]|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Strength:
    """How much a LoRA adds.

    Attributes:
        norm: Frobenius norm of all that it adds, as one long vector.
        blocks: The same of each block of the network, by its number; -1: what lies in none.
        modules: How many layers it adds to.
        rank: The greatest rank of a layer.
        broken: How many layers hold a value that is no number: such a LoRA gives black pictures.
    """

    norm: float
    blocks: Mapping[int, float]
    modules: int
    rank: int
    broken: int = 0

    def to_json(self) -> str:
        """Return it as a text for `strength_of_text`."""
        blocks = {str(block): norm for block, norm in self.blocks.items()}
        return json.dumps([self.norm, blocks, self.modules, self.rank, self.broken])


def strength_of_text(text: str) -> Strength | None:
    """Return what such a text says; None where it says nothing."""
    try:
        norm, blocks, modules, rank, broken = json.loads(text)
        norms = {int(block): float(each) for block, each in blocks.items()}
        return Strength(float(norm), norms, int(modules), int(rank), int(broken))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def known_strength(path: Path, cache: Cache) -> Strength | None:
    """Return a file's strength if it was measured before; reads the file's ends only.

    Raises:
        SourceError: The file cannot be read.
    """
    entry = cache.load(_KIND, file_key(path).id)
    return strength_of_text(entry.decode("utf-8", "replace")) if entry is not None else None


def measure(path: Path, cache: Cache, *, checkpoint: Checkpoint = ignore) -> Strength:
    """Return how much a LoRA adds; kept in ``cache``.

    Raises:
        WeightsError: The file is not whole, or no LoRA of this kind.
        SourceError: It cannot be read.
        Stopped: The checkpoint said so.
    """
    key = file_key(path)
    entry = cache.load(_KIND, key.id)
    kept = strength_of_text(entry.decode("utf-8", "replace")) if entry is not None else None
    if kept is None:
        kept = _measured(path, read_header(path), checkpoint)
        cache.save(_KIND, key.id, kept.to_json().encode())
    return kept


@dataclass(frozen=True, slots=True)
class _Module:
    name: str
    down: Tensor
    up: Tensor
    alpha: Tensor | None


def _modules(path: Path, header: Header) -> list[_Module]:
    """Return the layers of a LoRA in the order they lie in the file."""
    found: list[_Module] = []
    if any(each.end - each.begin > _LARGEST for each in header.tensors.values()):
        raise WeightsError(
            tr(
                '"{path}" is no LoRA: a matrix in it has over {largest:,} bytes.',
                path=path,
                largest=_LARGEST,
            )
        )
    for key, down in header.tensors.items():
        ending = next((each for each in _DOWN if key.endswith(each)), None)
        if ending is None:
            continue
        name = key.removesuffix(ending)
        up = header.tensors.get(name + _UP[_DOWN.index(ending)])
        if up is None:
            raise WeightsError(
                tr(
                    '"{path}" has a half of the layer {name} only; it is damaged.',
                    path=path,
                    name=name,
                )
            )
        found.append(_Module(name, down, up, header.tensors.get(f"{name}.alpha")))
    if not found:
        raise WeightsError(
            tr(
                '"{path}" holds no LoRA that can be measured (no lora_down and lora_up); '
                "LoHa and LoKr are not.",
                path=path,
            )
        )
    return sorted(found, key=lambda each: min(each.down.begin, each.up.begin))


def _measured(path: Path, header: Header, checkpoint: Checkpoint) -> Strength:
    modules = _modules(path, header)
    squares: dict[int, float] = {}
    rank = broken = done = 0
    total = sum(each.down.end - each.down.begin + each.up.end - each.up.begin for each in modules)
    try:
        with paths.opened(path) as file:
            for module in modules:
                checkpoint(Progress(done, total, path.name))
                square, own = _square(file, path, module)
                done += module.down.end - module.down.begin + module.up.end - module.up.begin
                rank = max(rank, own)
                if math.isfinite(square):
                    block = _block(module.name)
                    squares[block] = squares.get(block, 0.0) + square
                else:
                    broken += 1
    except OSError as error:
        raise WeightsError(cannot("read", path, error), detail=str(error)) from error
    norms = {block: squares[block] ** 0.5 for block in sorted(squares)}
    return Strength(sum(squares.values()) ** 0.5, norms, len(modules), rank, broken)


def _square(file: BinaryIO, path: Path, module: _Module) -> tuple[float, int]:
    """Return ‖B·A·alpha/rank‖² of a layer, and its rank."""
    import numpy as np

    down, up = _matrix(file, path, module.down), _matrix(file, path, module.up)
    rank = down.shape[0]
    if not (0 < rank <= _HIGHEST and down.size and up.size):
        raise WeightsError(
            tr(
                '"{path}" is damaged: {name} has rank {rank:,}.',
                path=path,
                name=module.name,
                rank=rank,
            )
        )
    down = down.reshape(rank, -1)
    up = up.reshape(up.shape[0], -1)
    if up.shape[1] != rank:
        raise WeightsError(
            tr(
                '"{path}" is damaged: the two halves of {name} do not fit.',
                path=path,
                name=module.name,
            )
        )
    with np.errstate(invalid="ignore", over="ignore"):
        product = float(np.vdot((up.T @ up).astype(np.float64), (down @ down.T).astype(np.float64)))
    scale = 1.0
    if module.alpha is not None:
        alpha = _matrix(file, path, module.alpha).reshape(-1)
        if alpha.size != 1:
            raise WeightsError(
                tr(
                    '"{path}" is damaged: {name} has no alpha that is a number.',
                    path=path,
                    name=module.name,
                )
            )
        scale = float(alpha[0]) / rank
    # Rounding leaves less than nothing where all is nothing.
    return (product if math.isnan(product) else max(0.0, product)) * scale * scale, rank


def _matrix(file: BinaryIO, path: Path, tensor: Tensor) -> Matrix:
    import numpy as np

    file.seek(tensor.begin)
    data = file.read(tensor.end - tensor.begin)
    if len(data) != tensor.end - tensor.begin:
        raise WeightsError(
            tr('"{path}" became shorter while it was read; look at the list again.', path=path)
        )
    values: Any
    if tensor.kind == "BF16":
        values = (np.frombuffer(data, "<u2").astype(np.uint32) << 16).view(np.float32)
    elif tensor.kind in _FLOATS:
        values = np.frombuffer(data, _FLOATS[tensor.kind]).astype(np.float32, copy=False)
    else:
        raise WeightsError(
            tr(
                '"{path}" keeps its weights as {kind}, which is not measured.',
                path=path,
                kind=tensor.kind,
            )
        )
    shaped: Matrix = values.reshape(tensor.shape or (1,))
    return shaped


def _block(name: str) -> int:
    found = _BLOCK.search(name)
    return int(found[1]) if found else -1
