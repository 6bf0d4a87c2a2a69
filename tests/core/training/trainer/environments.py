"""What is installed in environments that are good for a training; torch is a stand-in."""

from __future__ import annotations

TORCH = """
import sys
__version__ = "2.8.0+cu128"
class version:
    cuda, hip = "12.8", None
class Card:
    name, total_memory = "NVIDIA GeForce RTX 3090", 24 * 2**30
class cuda:
    device_count = staticmethod(lambda: 1)
    is_available = staticmethod(lambda: True)
    get_device_properties = staticmethod(lambda index: Card)
    mem_get_info = staticmethod(lambda index: (22 * 2**30, 24 * 2**30))
"""
EMPTY = dict.fromkeys(("einops", "cv2", "PIL"), "")
VERSIONS = {
    **{"accelerate": "1.6.0", "tensorboard": "2.20.0", "bitsandbytes": "0.47", "av": "14.0.1"},
    **{"transformers": "4.57.6", "diffusers": "0.32.1", "safetensors": "0.4.5", "toml": "0.10.2"},
    **{"voluptuous": "0.15.2", "einops": "0.7.0", "ftfy": "6.3.1", "easydict": "1.13"},
    **{"tqdm": "4.67.1", "triton-windows": "3.4.0"},
}
