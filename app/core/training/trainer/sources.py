"""Where the trainer and the models are to be had: names and addresses, to be read and copied.

From musubi-tuner 0.3.4, docs/wan.md. Nothing here is ever fetched.
"""

from __future__ import annotations

from typing import NamedTuple

from app.core.language import noted

_HUB = "https://huggingface.co/"
_COMFY_21 = f"{_HUB}Comfy-Org/Wan_2.1_ComfyUI_repackaged/tree/main/split_files"
_COMFY_22 = f"{_HUB}Comfy-Org/Wan_2.2_ComfyUI_Repackaged/tree/main/split_files"
_OWN = f"{_HUB}Wan-AI/Wan2.1-I2V-14B-720P/tree/main"
_FUN = f"{_HUB}alibaba-pai/"

TRAINER = "https://github.com/kohya-ss/musubi-tuner"
T5 = "models_t5_umt5-xxl-enc-bf16.pth"
VAE = "wan_2.1_vae.safetensors"
CLIP = "models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth"

WHERE = {  # what to choose instead, by role
    "dit": noted("a bf16 or fp16 safetensors file of Comfy-Org's repackaged Wan"),
    "dit_high_noise": noted("a bf16 or fp16 safetensors file of Comfy-Org's repackaged Wan 2.2"),
    "vae": noted("wan_2.1_vae.safetensors or Wan2.1_VAE.pth, which Wan 2.2 14B has too"),
    "t5": T5,
    "clip": CLIP,
}


class Source(NamedTuple):
    """Where a file is to be had.

    Attributes:
        file: Its name there.
        address: The page that has it.
    """

    file: str
    address: str


def sources_for(task: str) -> dict[str, Source]:
    """Return where the files of a task are to be had, by role."""
    found = {"dit": _dit(task)}
    if task.endswith("A14B"):
        kind = task.partition("-")[0]
        high = f"wan2.2_{kind}_high_noise_14B_fp16.safetensors"
        found["dit_high_noise"] = Source(high, f"{_COMFY_22}/diffusion_models")
    found["vae"] = Source(VAE, f"{_COMFY_21}/vae")
    found["t5"] = Source(T5, _OWN)
    found["clip"] = Source(CLIP, _OWN)
    return found


def _dit(task: str) -> Source:
    if task.endswith("-FC"):
        size = "1.3B" if "1.3B" in task else "14B"
        return Source("diffusion_pytorch_model.safetensors", f"{_FUN}Wan2.1-Fun-{size}-Control")
    if task.endswith("A14B"):
        kind = task.partition("-")[0]
        name = f"wan2.2_{kind}_low_noise_14B_fp16.safetensors"
        return Source(name, f"{_COMFY_22}/diffusion_models")
    name = {
        "t2v-1.3B": "wan2.1_t2v_1.3B_bf16.safetensors",
        "i2v-14B": "wan2.1_i2v_480p_14B_bf16.safetensors",
        "flf2v-14B": "wan2.1_flf2v_720p_14B_fp16.safetensors",
    }.get(task, "wan2.1_t2v_14B_bf16.safetensors")
    return Source(name, f"{_COMFY_21}/diffusion_models")


def how_to_install(windows: bool) -> tuple[str, ...]:
    """Return commands that put the trainer up, with a CUDA of the RTX 20 to 50 series."""
    activate = r"venv\Scripts\activate" if windows else "source venv/bin/activate"
    return (
        f"git clone {TRAINER}.git",
        "cd musubi-tuner",
        "python -m venv venv",
        activate,
        "pip install torch torchvision --index-url https://download.pytorch.org/whl/cu128",
        "pip install -e . tensorboard",
    )
