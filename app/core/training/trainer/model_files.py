"""What a file of weights is: which model, made for which tasks, held in which numbers.

Told from the names and shapes of its tensors, as its header has them; its name says only what
these cannot: which of the two experts of Wan 2.2 it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.core.amounts import disk_size
from app.core.language import enumerated, noted, tr
from app.core.training.trainer.headers import Header, NoWeights, Tensor, read_header
from app.core.training.trainer.wan_parts import Wan, kind_of, tasks_of

Kind = Literal["dit", "vae", "t5", "clip", "lora", "other"]
Noise = Literal["high", "low", ""]

KINDS: dict[Kind, str] = {
    "dit": noted("a video model of Wan"),
    "vae": noted("a VAE"),
    "t5": noted("a T5 text encoder"),
    "clip": noted("CLIP"),
    "lora": noted("a LoRA"),
    "other": noted("no model of Wan"),
}
PREFIX = "model.diffusion_model."  # which the trainer takes off by itself
_UNLOADED = ("diffusion_model.", "model.", "module.", "transformer.", "vae.", "net.")
_SCALED = (
    "scale_weight",
    "scale_input",
    "weight_scale",
    "input_scale",
    "comfy_quant",
    "scaled_fp8",
)
_LORA = re.compile(r"lora_(up|down|A|B)\b|\.(lokr|hada)_w|\.lora\.|\.dora_scale")
_BLOCK = re.compile(r"blocks\.(\d{1,3})\.")
_HIGH = re.compile(r"high[-_. ]?noise|(?<![a-z])high(?![a-z])|(?<![a-z])hn(?![a-z])", re.I)
_LOW = re.compile(r"low[-_. ]?noise|(?<![a-z])low(?![a-z])|(?<![a-z])ln(?![a-z])", re.I)
_COMFY = noted("is in ComfyUI's layout, which the trainer cannot load")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """What a file is.

    Attributes:
        path: Where it is.
        kind: Of model.
        tasks: Those it is made for, as far as it is a DiT of Wan.
        dtype: ``fp32``, ``bf16``, ``fp16``, ``fp8_e4m3fn``, ``fp8_scaled``, …; empty: unknown.
        size: Bytes, of all its parts.
        words: What it is, for people: ``Wan 14B, text to video · bf16 · 26.6 GB``.
        trouble: A sentence where it cannot be read at all.
        unfit: Why the trainer cannot load it, whatever it is to be, after its name and without a
            full stop; empty where it can.
        wan: Its shape, where it is a DiT of Wan.
        noise: Which expert of Wan 2.2 its name says it is.
    """

    path: Path
    kind: Kind = "other"
    tasks: tuple[str, ...] = ()
    dtype: str = ""
    size: int = 0
    words: str = ""
    trouble: str = ""
    unfit: str = ""
    wan: Wan | None = None
    noise: Noise = ""


@dataclass(slots=True)
class _Look:
    """What is found out about a file while it is looked at."""

    kind: Kind = "other"
    what: str = ""
    unfit: str = ""
    wan: Wan | None = None
    dtype: str = ""


def look_at_model(path: Path) -> ModelFile:
    """Return what a file is; only its header is read. Damage is one of the answers."""
    try:
        header = read_header(path)
    except NoWeights as trouble:
        sentence = tr('"{name}" {trouble}.', name=path.name, trouble=trouble)
        return ModelFile(path=path, trouble=sentence)
    look = _looked(header)
    dtype = look.dtype or _most(header.tensors)
    said = (look.what, dtype, disk_size(header.size))
    return ModelFile(
        path=path,
        kind=look.kind,
        tasks=tasks_of(look.wan) if look.wan is not None and not look.unfit else (),
        dtype=dtype,
        size=header.size,
        words=" · ".join(part for part in said if part),
        unfit=look.unfit,
        wan=look.wan,
        noise=_noise(path.name) if look.kind == "dit" else "",
    )


def _looked(header: Header) -> _Look:
    names = header.tensors
    if any(_LORA.search(name) for name in names):
        return _Look("lora", "LoRA")
    for look_for in (_dit, _clip, _t5, _vae):
        found = look_for(names)
        if found is not None:
            return found
    for prefix in _UNLOADED:
        inside = {name.removeprefix(prefix): each for name, each in names.items()}
        for look_for in (
            (_dit, _clip, _t5, _vae) if any(n.startswith(prefix) for n in names) else ()
        ):
            found = look_for(inside)
            if found is not None:
                found.unfit = tr(
                    'calls its tensors "{prefix}…", as other programs do', prefix=prefix
                )
                return found
    return _Look("other", tr(KINDS["other"]))


def _shape(names: Mapping[str, Tensor], name: str) -> tuple[int, ...]:
    """Return the shape of a tensor, with zeros behind it; zeros only where it is not there."""
    tensor = names.get(name)
    return (*(tensor.shape if tensor is not None else ()), 0, 0, 0, 0, 0)


# -------------------------------------------------------------------------------------- the DiT


def _dit(names: Mapping[str, Tensor]) -> _Look | None:
    if any(name.startswith("condition_embedder.") for name in names):
        return _Look("dit", tr("Wan, of Diffusers"), tr("is in the layout of Diffusers"))
    plain = {name.removeprefix(PREFIX): each for name, each in names.items()}
    if "patch_embedding.weight" not in plain or not any("cross_attn." in name for name in plain):
        return None
    width, channels, depth, *_ = _shape(plain, "patch_embedding.weight")
    if not depth:  # that of pictures or of a text encoder
        return None
    numbers = [int(found[1]) for name in plain if (found := _BLOCK.match(name))]
    wan = Wan(
        width,
        max(numbers, default=-1) + 1,
        channels,
        "blocks.0.cross_attn.k_img.weight" in plain,
        "img_emb.emb_pos" in plain,
    )
    kind = kind_of(wan)
    what = (
        f"Wan {wan.size}"
        if wan.size
        else tr(
            "Wan of another size ({blocks} blocks of {width})", blocks=wan.blocks, width=wan.width
        )
    )
    look = _Look("dit", enumerated((what, kind)) if kind else what, wan=wan)
    key = plain.get("blocks.0.cross_attn.k.weight")
    look.dtype = key.dtype if key is not None else ""
    if _is_scaled(plain):
        look.dtype = "fp8_scaled"
    else:
        look.unfit = _other_parts(wan, plain)
    return look


def _is_scaled(names: Mapping[str, Tensor]) -> bool:
    return any(name.rpartition(".")[2] in _SCALED for name in names)


def _other_parts(wan: Wan, plain: Mapping[str, Tensor]) -> str:
    """Return what the trainer, which loads strictly, would say; empty where nothing."""
    parts = wan.parts()
    more = sorted(set(plain) - parts)
    if more:
        return tr("has parts that the trainer does not know ({parts})", parts=_first(more))
    missing = sorted(parts - set(plain))
    return tr("lacks parts ({parts})", parts=_first(missing)) if missing else ""


def _first(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return tr("{first} and {number:,} more", first=names[0], number=len(names) - 1)


# ------------------------------------------------------------------------------- the other models


def _t5(names: Mapping[str, Tensor]) -> _Look | None:
    plain = {name.replace("encoder.", ""): each for name, each in names.items()}  # as it does
    if "token_embedding.weight" in plain and "blocks.0.attn.q.weight" in plain:
        look = _Look("t5", "T5 umt5-xxl")
        if _is_scaled(plain):
            look.dtype = "fp8_scaled"
            look.unfit = tr("is fp8_scaled, which the trainer cannot load")
        elif "blocks.0.pos_embedding.embedding.weight" not in plain:
            look.unfit = tr("is a T5 with other parts than umt5-xxl")
        elif any(name.startswith("decoder.") for name in names):
            look.unfit = tr("holds the decoder too")
        return look
    theirs = "encoder.block.0.layer.0.SelfAttention.q.weight"
    if theirs in names or f"text_encoders.t5.transformer.{theirs}" in names:
        return _Look("t5", tr("T5 of ComfyUI or transformers"), tr(_COMFY))
    return None


def _vae(names: Mapping[str, Tensor]) -> _Look | None:
    _, inner, depth, *_ = _shape(names, "encoder.conv1.weight")
    if depth:
        if inner == 12 or _shape(names, "conv2.weight")[0] == 48:
            return _Look("vae", tr("VAE of Wan 2.2 5B"), tr("is the VAE of Wan 2.2 5B"))
        if _shape(names, "conv2.weight")[0] != 16:
            return _Look("vae", tr("VAE of another model"), tr("is the VAE of another model"))
        return _Look("vae", tr("VAE of Wan 2.1"))
    if "encoder.conv_in.weight" in names:
        video = bool(_shape(names, "encoder.conv_in.weight")[4])
        unfit = tr("is in the layout of Diffusers") if video else tr("is the VAE of another model")
        return _Look("vae", tr("VAE of Diffusers") if video else tr("VAE of another model"), unfit)
    return None


def _clip(names: Mapping[str, Tensor]) -> _Look | None:
    if "visual.patch_embedding.weight" in names:
        look = _Look("clip", "CLIP xlm-roberta-large ViT-huge")
        if "log_scale" not in names or not any(name.startswith("textual.") for name in names):
            look.unfit = tr("holds only the half that sees")
        return look
    if any(name.startswith("vision_model.encoder.") for name in names):
        return _Look("clip", tr("CLIP of ComfyUI or transformers"), tr(_COMFY))
    return None


# --------------------------------------------------------------------------------------- in words


def _most(tensors: Mapping[str, Tensor]) -> str:
    """Return the kind of numbers that most weights are held in."""
    counted: Counter[str] = Counter()
    for dtype, shape in tensors.values():
        weights = 1
        for side in shape:
            weights *= side
        counted[dtype] += weights
    return counted.most_common(1)[0][0] if counted else ""


def _noise(name: str) -> Noise:
    high, low = _HIGH.search(name), _LOW.search(name)
    if bool(high) == bool(low):
        return ""
    return "high" if high else "low"
