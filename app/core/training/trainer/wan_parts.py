"""Of which tensors the models of Wan are made, as musubi-tuner 0.3.4 loads them: strictly.

Measured on the trainer's own modules: 1,095 tensors for text to video 14B, 825 for 1.3B, 1,303 for
image to video of Wan 2.1 and one more for first and last frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.language import enumerated, noted, tr

_AROUND = (
    *("patch_embedding.weight", "patch_embedding.bias", "head.modulation"),
    *("head.head.weight", "head.head.bias"),
    *(f"text_embedding.{n}.{part}" for n in (0, 2) for part in ("weight", "bias")),
    *(f"time_embedding.{n}.{part}" for n in (0, 2) for part in ("weight", "bias")),
    *(f"time_projection.1.{part}" for part in ("weight", "bias")),
)
_IN_BLOCK = (
    *("modulation", "norm3.weight", "norm3.bias"),
    *(f"ffn.{n}.{part}" for n in (0, 2) for part in ("weight", "bias")),
    *(
        f"{attention}.{name}.{part}"
        for attention in ("self_attn", "cross_attn")
        for name in "qkvo"
        for part in ("weight", "bias")
    ),
    *(f"{a}.norm_{name}.weight" for a in ("self_attn", "cross_attn") for name in "qk"),
)
_OF_PICTURES = (
    *(f"cross_attn.{name}_img.{part}" for name in "kv" for part in ("weight", "bias")),
    "cross_attn.norm_k_img.weight",
)
_PICTURES = tuple(f"img_emb.proj.{n}.{part}" for n in (0, 1, 3, 4) for part in ("weight", "bias"))
_POSITIONS = "img_emb.emb_pos"


@dataclass(frozen=True, slots=True)
class Wan:
    """A video model of Wan, by its tensors.

    Attributes:
        width: Of its hidden layer: 5120 for 14B, 1536 for 1.3B.
        blocks: How many.
        channels: That go in: 16 for text, 36 with a picture, 48 for Fun-Control.
        pictures: Whether it attends to CLIP's picture, as image to video of Wan 2.1.
        positions: Whether it is made for a first and a last frame.
    """

    width: int
    blocks: int
    channels: int
    pictures: bool = False
    positions: bool = False

    def parts(self) -> frozenset[str]:
        """Return the names of all its tensors."""
        inside = (*_IN_BLOCK, *(_OF_PICTURES if self.pictures else ()))
        names = {f"blocks.{n}.{name}" for n in range(self.blocks) for name in inside}
        names.update(_AROUND, _PICTURES if self.pictures else ())
        return frozenset(names | ({_POSITIONS} if self.positions else set()))

    @property
    def size(self) -> str:
        """How people call it: ``14B``; empty for one of no known size."""
        return _SIZES.get((self.width, self.blocks), "")


_SIZES = {(5120, 40): "14B", (1536, 30): "1.3B", (3072, 30): "5B"}

_T2V = (16, False, False)  # channels, pictures, positions
_BY_TASK: dict[str, tuple[str, tuple[int, bool, bool]]] = {
    "t2v-14B": ("14B", _T2V),
    "t2v-1.3B": ("1.3B", _T2V),
    "i2v-14B": ("14B", (36, True, False)),
    "t2i-14B": ("14B", _T2V),
    "flf2v-14B": ("14B", (36, True, True)),
    "t2v-1.3B-FC": ("1.3B", (48, True, False)),
    "t2v-14B-FC": ("14B", (48, True, False)),
    "i2v-14B-FC": ("14B", (48, True, False)),
    "i2v-A14B": ("14B", (36, False, False)),
    "t2v-A14B": ("14B", _T2V),
}
TASKS = tuple(_BY_TASK)
_WORDS = {
    _T2V: noted("text to video"),
    (36, True, False): noted("Wan 2.1 image to video"),
    (36, True, True): noted("Wan 2.1 first and last frame"),
    (48, True, False): noted("Wan 2.1 Fun-Control"),
    (36, False, False): noted("Wan 2.2 image to video"),
}


def tasks_of(wan: Wan) -> tuple[str, ...]:
    """Return the tasks that a model is made for, as its tensors tell.

    Those of Wan 2.1 and 2.2 for text are made alike. A model of no known size may be one of them
    all the same.
    """
    kind = (wan.channels, wan.pictures, wan.positions)
    return tuple(
        task
        for task, (size, wanted) in _BY_TASK.items()
        if wanted == kind and wan.size in (size, "")
    )


def kind_of(wan: Wan) -> str:
    """Return what a model makes of what, for people; empty where that is not known."""
    return tr(_WORDS.get((wan.channels, wan.pictures, wan.positions), ""))


def kind_for(task: str) -> str:
    """Return what a task's model makes of what, with its size: ``14B, text to video``."""
    size, kind = _BY_TASK[task]
    return enumerated((size, tr(_WORDS[kind])))
