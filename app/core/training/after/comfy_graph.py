"""A workflow as ComfyUI's server takes it: nodes by number, each input a value or a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.core.training.after.comfy_settings import Comfy


class Link(NamedTuple):
    """Where an input comes from."""

    node: int
    slot: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """One node.

    Attributes:
        kind: Its class in ComfyUI.
        inputs: By name, in ComfyUI's order.
        title: For people.
        column: Where it stands in the window, from the left; with ``row``, from the top.
    """

    number: int
    kind: str
    inputs: Mapping[str, Any]
    title: str = ""
    column: int = 0
    row: int = 0


@dataclass(slots=True)
class _Making:
    nodes: list[Node] = field(default_factory=list)

    def add(self, kind: str, title: str, place: tuple[int, int], **inputs: Any) -> Link:  # noqa: ANN401
        """Add a node; return its first output."""
        number = len(self.nodes) + 1
        self.nodes.append(Node(number, kind, inputs, title, *place))
        return Link(number)


def nodes_of(comfy: Comfy) -> tuple[Node, ...]:
    """Return the nodes of a workflow, numbered from 1."""
    making = _Making()
    low = _model(making, comfy, high=False)
    high = _model(making, comfy, high=True) if comfy.two_experts else None
    clip = making.add(
        "CLIPLoader", "Text encoder", (0, 4), clip_name=comfy.clip, type="wan", device="default"
    )
    positive = making.add("CLIPTextEncode", "Prompt", (1, 4), text=comfy.prompt, clip=clip)
    negative = making.add("CLIPTextEncode", "Not wanted", (1, 6), text=comfy.negative, clip=clip)
    latent = making.add(
        "EmptyHunyuanLatentVideo", "Size and length", (2, 6),
        width=comfy.width, height=comfy.height, length=comfy.length, batch_size=1,
    )  # fmt: skip
    words = {"positive": positive, "negative": negative}
    made = (
        _sampled(making, comfy, low, words, latent)
        if high is None
        else _sampled_twice(making, comfy, (high, low), words, latent)
    )
    vae = making.add("VAELoader", "VAE", (4, 4), vae_name=comfy.vae)
    images = making.add("VAEDecode", "", (5, 0), samples=made, vae=vae)
    video = making.add("CreateVideo", "16 frames a second", (6, 0), images=images, fps=comfy.fps)
    making.add(
        "SaveVideo", "", (7, 0),
        video=video, filename_prefix=comfy.prefix, format="auto", codec="auto",
    )  # fmt: skip
    return tuple(making.nodes)


def _model(making: _Making, comfy: Comfy, *, high: bool) -> Link:
    """Add a model with its LoRAs and its shift; return it."""
    row = 2 if high else 0
    name = " · high noise" if high else " · low noise" if comfy.two_experts else ""
    unet = comfy.unet_high if high else comfy.unet
    model = making.add("UNETLoader", f"Wan{name}", (0, row), unet_name=unet, weight_dtype="default")
    if comfy.lora_high if high else comfy.lora_low:
        model = making.add(
            "LoraLoaderModelOnly", f"The LoRA{name}", (1, row),
            model=model, lora_name=comfy.lora, strength_model=comfy.strength,
        )  # fmt: skip
    fast = comfy.fast_high if high else comfy.fast
    if fast:
        model = making.add(
            "LoraLoaderModelOnly", f"Fewer steps{name}", (2, row),
            model=model, lora_name=fast, strength_model=comfy.fast_strength,
        )  # fmt: skip
    return making.add("ModelSamplingSD3", f"Shift{name}", (3, row), model=model, shift=comfy.shift)


def _sampled(
    making: _Making, comfy: Comfy, model: Link, words: Mapping[str, Link], latent: Link
) -> Link:
    return making.add(
        "KSampler", "Sampler", (4, 0),
        model=model, seed=comfy.seed, steps=comfy.steps, cfg=comfy.cfg,
        sampler_name=comfy.sampler, scheduler=comfy.scheduler, **words,
        latent_image=latent, denoise=1.0,
    )  # fmt: skip


def _sampled_twice(
    making: _Making, comfy: Comfy, models: tuple[Link, Link], words: Mapping[str, Link],
    latent: Link,
) -> Link:  # fmt: skip
    """Add both experts' samplers: the first leaves its noise to the second."""
    high, low = models
    how = {
        "steps": comfy.steps, "cfg": comfy.cfg,
        "sampler_name": comfy.sampler, "scheduler": comfy.scheduler,
    }  # fmt: skip
    begun = making.add(
        "KSamplerAdvanced", "High noise", (4, 2),
        model=high, add_noise="enable", noise_seed=comfy.seed, **how, **words,
        latent_image=latent, start_at_step=0, end_at_step=comfy.switch,
        return_with_leftover_noise="enable",
    )  # fmt: skip
    return making.add(
        "KSamplerAdvanced", "Low noise", (4, 0),
        model=low, add_noise="disable", noise_seed=comfy.seed, **how, **words,
        latent_image=begun, start_at_step=comfy.switch, end_at_step=10_000,
        return_with_leftover_noise="disable",
    )  # fmt: skip


def api_graph(nodes: tuple[Node, ...]) -> dict[str, Any]:
    """Return nodes as ``/prompt`` takes them, and as "Export (API)" writes them."""
    return {
        str(each.number): {
            "class_type": each.kind,
            "inputs": {name: _api(value) for name, value in each.inputs.items()},
            "_meta": {"title": each.title or each.kind},
        }
        for each in nodes
    }


def _api(value: object) -> object:
    return [str(value.node), value.slot] if isinstance(value, Link) else value
