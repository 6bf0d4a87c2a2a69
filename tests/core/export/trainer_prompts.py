"""How musubi-tuner 0.3.4 (commit 30c658c, Apache-2.0) reads a file of sample prompts.

`line_to_prompt_dict` and the reading of lines are its `training/sampling_prompts.py`, the cleaning
its `wan/modules/tokenizers.py`; only logging is left out, and ftfy, which changes nothing here.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any


def load_prompts(prompt_file: Path) -> list[dict[str, Any]]:
    with prompt_file.open("r", encoding="utf-8") as f:
        lines = f.readlines()
    prompts = [line.strip() for line in lines if len(line.strip()) > 0 and line[0] != "#"]
    return [line_to_prompt_dict(line) for line in prompts]


_PATTERNS: tuple[tuple[str, str, Any], ...] = (  # in the trainer's order
    (r"w (\d+)", "width", int),
    (r"h (\d+)", "height", int),
    (r"f (\d+)", "frame_count", int),
    (r"d (\d+)", "seed", int),
    (r"s (\d+)", "sample_steps", lambda text: max(1, min(1000, int(text)))),
    (r"g ([\d\.]+)", "guidance_scale", float),
    (r"fs ([\d\.]+)", "discrete_flow_shift", float),
    (r"l ([\d\.]+)", "cfg_scale", float),
    (r"n (.+)", "negative_prompt", str),
    (r"i (.+)", "image_path", str.strip),
    (r"ei (.+)", "end_image_path", str.strip),
    (r"cn (.+)", "control_video_path", str.strip),
    (r"ci (.+)", "control_image_path", lambda text: [text.strip()]),
    (r"of (.+)", "one_frame", str.strip),
)


def line_to_prompt_dict(line: str) -> dict[str, Any]:
    prompt_args = line.split(" --")
    prompt_dict: dict[str, Any] = {"prompt": prompt_args[0]}
    for parg in prompt_args:
        for pattern, name, read in _PATTERNS:
            m = re.match(pattern, parg, re.IGNORECASE)
            if m:
                prompt_dict[name] = read(m.group(1))
                break
    return prompt_dict


def encoded(text: str) -> str:
    """Return a text as the text encoder gets it."""
    text = html.unescape(html.unescape(text)).strip()
    return re.sub(r"\s+", " ", text).strip()
