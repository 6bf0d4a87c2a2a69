"""What a workflow for ComfyUI is made of, and the settings to begin with."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.core.export.names import safe_stem
from app.core.language import tr
from app.core.training.after.trial import Trial
from app.core.training.recipe.tasks import Task

Way = Literal["plain", "fast"]
"""``plain``: nothing but the model; ``fast``: with a LoRA that needs few steps and no guidance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comfy:
    """A workflow.

    Attributes:
        unet: File of the model, as ComfyUI lists it; of the low-noise expert where there are two.
        unet_high: Of the high-noise expert; empty: there is one model.
        lora: The LoRA, below ComfyUI's folder of LoRAs.
        strength: Of the LoRA.
        lora_low: Whether the low-noise expert, or the only model, gets it; ``lora_high`` likewise.
        fast: The LoRA for few steps; empty: none.
        length: Frames, 4n+1.
        boundary: Where the experts meet, 0-1.
        prefix: Of the file that is written.
    """

    unet: str
    unet_high: str = ""
    clip: str = "umt5_xxl_fp8_e4m3fn_scaled.safetensors"
    vae: str = "wan_2.1_vae.safetensors"
    lora: str
    strength: float = 1.0
    lora_low: bool = True
    lora_high: bool = True
    fast: str = ""
    fast_high: str = ""
    fast_strength: float = 0.9
    prompt: str = ""
    negative: str = ""
    width: int = 768
    height: int = 416
    length: int = 81
    seed: int = 42
    steps: int = 20
    cfg: float = 6.0
    sampler: str = "uni_pc"
    scheduler: str = "simple"
    shift: float = 8.0
    boundary: float = 0.875
    fps: float = 16.0
    prefix: str = "rushes/test"

    @property
    def two_experts(self) -> bool:
        """Whether one model begins and another ends."""
        return bool(self.unet_high)

    @property
    def switch(self) -> int:
        """The step at which the low-noise expert begins: the first below the boundary."""
        high = 0
        for step in range(self.steps):
            rest = 1.0 - step / self.steps
            noise = self.shift * rest / (1.0 + (self.shift - 1.0) * rest)
            high += noise >= self.boundary
        return max(1, min(self.steps - 1, high))


_UNETS: Mapping[str, str] = {
    "t2v-14B": "wan2.1_t2v_14B_fp8_scaled.safetensors",
    "t2v-1.3B": "wan2.1_t2v_1.3B_fp16.safetensors",
}
_LOW = "wan2.2_t2v_low_noise_14B_fp8_scaled.safetensors"
_HIGH = "wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors"
_FAST = "Wan21_T2V_14B_lightx2v_cfg_step_distill_lora_rank32.safetensors"
FAST_STEPS, FAST_CFG, FAST_SHIFT = 8, 1.0, 5.0
_PLAIN_STEPS, _PLAIN_CFG, _PLAIN_SHIFT = 20, 6.0, 8.0


def can_be_made(task: Task) -> str:
    """Return why no workflow can be made for a task, one sentence; empty: it can."""
    if task.name in _UNETS or (task.two_experts and not task.i2v):
        return ""
    return tr(
        "There is no workflow for {words} yet: the ones here make films of text alone.",
        words=task.words,
    )


def ways(task: Task) -> tuple[Way, ...]:
    """Return the ways there are for a task; the LoRA for few steps is one of 14B."""
    return ("plain", "fast") if task.model == "14B" else ("plain",)


def comfy_of(  # noqa: PLR0913 -- each is asked for by name
    task: Task, way: Way, lora: str, trial: Trial, *, project: str = "", high_only: bool = False,
    both: bool = False,
) -> Comfy:  # fmt: skip
    """Return a workflow's settings to begin with.

    Args:
        task: What was trained.
        way: How it is sampled.
        lora: As ComfyUI lists it.
        trial: Prompt, negative prompt, size, seed.
        project: Its name, for the file that is written.
        high_only: The LoRA is one of the high-noise expert alone.
        both: It is one of both experts.
    """
    made = trial.made()
    two = task.two_experts
    found = Comfy(
        unet=_LOW if two else _UNETS.get(task.name, _UNETS["t2v-14B"]),
        unet_high=_HIGH if two else "",
        lora=lora,
        strength=made.strengths[0] if made.strengths else 1.0,
        lora_low=not high_only,
        lora_high=high_only or both,
        prompt=made.prompts[0] if made.prompts else "",
        negative=made.negative,
        width=made.width,
        height=made.height,
        length=made.frames,
        seed=made.seeds[0] if made.seeds else 42,
        steps=_PLAIN_STEPS,
        cfg=3.5 if two else _PLAIN_CFG,
        shift=_PLAIN_SHIFT,
        boundary=task.boundary / 1000 if task.boundary else 0.875,
        prefix=f"{safe_stem(project or 'rushes')}/test",
    )
    if way == "fast":
        fast = replace(found, fast=_FAST, fast_high=_FAST if two else "", fast_strength=0.9)
        return replace(fast, steps=FAST_STEPS, cfg=FAST_CFG, shift=FAST_SHIFT)
    return found


def lora_name(project: str, file: str) -> str:
    """Return a LoRA's name below ComfyUI's folder of LoRAs, as ComfyUI lists it on this system."""
    return f"{safe_stem(project or 'rushes')}{os.sep}{file}"
