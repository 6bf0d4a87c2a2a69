"""Servers that answer: the well-known ones as presets, and one as a person set it up.

A key is no part of a `Server`: it lives in the keyring and is given to who asks.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.core.captions.machine.addresses import base_of, is_here, shown
from app.core.captions.machine.asking import Look
from app.core.language import noted

Probe = Literal["none", "llama", "ollama", "lmstudio", "koboldcpp"]
"""How a server can be asked whether its model takes pictures."""

_RANGES = {
    "concurrency": (1, 64),
    "frames": (4, 64),
    "long_side": (128, 2048),
    "max_tokens": (16, 8192),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A kind of server, as it is found when nobody changed anything.

    Attributes:
        id: Kept with a `Server`.
        name: For people.
        url: Where it listens.
        help: How it is started, or what to mind; a sentence or two.
        extra: What a request says in addition; only what this server is known to take.
        limit: What the limit of tokens is called in a request.
        concurrency: Questions at once that do no harm.
        frames: Most pictures of one question.
        needs_key: Whether it answers nobody without a key.
        probe: How it says whether it takes pictures.
    """

    id: str
    name: str
    url: str
    help: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    concurrency: int = 1
    frames: int = 16
    needs_key: bool = False
    probe: Probe = "none"


_NO_THINKING = {"chat_template_kwargs": {"enable_thinking": False}}

PRESETS: tuple[Preset, ...] = (
    Preset(
        id="llama-server",
        name="llama-server (llama.cpp)",
        url="http://127.0.0.1:8080/v1",
        help=noted(
            "llama-server -m model.gguf --mmproj mmproj.gguf -c 8192 -ngl 99 --jinja. Without "
            "--mmproj it takes no pictures."
        ),
        extra=_NO_THINKING,
        probe="llama",
    ),
    Preset(
        id="ollama",
        name="Ollama",
        url="http://127.0.0.1:11434/v1",
        help=noted(
            "ollama pull qwen3-vl:8b. Set OLLAMA_CONTEXT_LENGTH=8192 before it starts: with less, "
            "it leaves pictures out without a word."
        ),
        extra={"reasoning_effort": "none"},
        probe="ollama",
    ),
    Preset(
        id="lmstudio",
        name="LM Studio",
        url="http://127.0.0.1:1234/v1",
        help=noted(
            "Load a model that takes pictures with a context of 8192 tokens, then start the "
            "server (or: lms server start)."
        ),
        probe="lmstudio",
    ),
    Preset(
        id="koboldcpp",
        name="KoboldCpp",
        url="http://127.0.0.1:5001/v1",
        help=noted(
            "Start it with --mmproj mmproj.gguf and a context of 8192. It takes a few pictures "
            "at once."
        ),
        frames=8,
        probe="koboldcpp",
    ),
    Preset(
        id="vllm",
        name="vLLM",
        url="http://127.0.0.1:8000/v1",
        help=noted(
            "vllm serve Qwen/Qwen3-VL-8B-Instruct --limit-mm-per-prompt '{\"image\":16}'. On "
            "Windows it runs in WSL."
        ),
        extra=_NO_THINKING,
        concurrency=4,
    ),
    Preset(
        id="openai",
        name="OpenAI",
        url="https://api.openai.com/v1",
        help=noted("Pictures of your films leave this machine. Costs money for each caption."),
        limit="max_completion_tokens",
        concurrency=4,
        needs_key=True,
    ),
    Preset(
        id="other",
        name=noted("Another server"),
        url="",
        help=noted("Anything that answers POST /v1/chat/completions with pictures."),
        concurrency=2,
    ),
)


def preset(name: str) -> Preset:
    """Return the preset of an id; the last one, which suits any server, for one that is unknown."""
    return next((each for each in PRESETS if each.id == name), PRESETS[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server as a person set it up; see `Preset` on most of it.

    Attributes:
        preset: Id of the preset it began as.
        url: The address as it was typed; `base` is what is asked.
        model: What the server calls the model; empty: the first one it has.
        extra: In a request in addition to, or (by the same name) instead of what the preset says.
        concurrency: Most questions at once, 1-64.
        frames: Most pictures of one clip, 4-64.
        per_second: Pictures for each second of a clip, until there are ``frames``.
        long_side: Pixels of a picture's longer side, 128-2048.
        max_tokens: Most tokens of a reply, 16-8192.
    """

    preset: str = "llama-server"
    url: str = ""
    model: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    concurrency: int = 1
    frames: int = 16
    per_second: float = 2.0
    long_side: int = 512
    max_tokens: int = 320

    @classmethod
    def of(cls, name: str) -> Server:
        """Return the server that a preset describes."""
        kind = preset(name)
        return cls(preset=kind.id, url=kind.url, concurrency=kind.concurrency, frames=kind.frames)

    @property
    def kind(self) -> Preset:
        """The preset it began as."""
        return preset(self.preset)

    @property
    def base(self) -> str:
        """The address all requests begin with; empty where `url` is none."""
        return base_of(self.url or self.kind.url)

    @property
    def where(self) -> str:
        """The address for people; holds no password."""
        return shown(self.base) or self.url

    @property
    def look(self) -> Look:
        """How much its model is shown."""
        return Look(
            frames=self.frames,
            per_second=self.per_second,
            long_side=self.long_side,
            max_tokens=self.max_tokens,
        )

    @property
    def here(self) -> bool:
        """Whether it runs on this machine, and so shares its GPU."""
        return is_here(self.base)

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {**dataclasses.asdict(self), "extra": dict(self.extra)}

    @classmethod
    def from_json(cls, value: object) -> Server:
        """Return what JSON says; a value that makes no sense is that of the preset."""
        said = value if isinstance(value, dict) else {}
        name = said.get("preset")
        made = cls.of(name if isinstance(name, str) else cls().preset)
        kept: dict[str, Any] = {
            key: said[key] for key in ("url", "model") if isinstance(said.get(key), str)
        }
        if isinstance(said.get("extra"), dict):
            kept["extra"] = said["extra"]
        for key, (least, most) in _RANGES.items():
            if _is_number(said.get(key)):
                kept[key] = min(most, max(least, int(said[key])))
        if _is_number(said.get("per_second")):
            kept["per_second"] = min(16.0, max(0.1, float(said["per_second"])))
        return dataclasses.replace(made, **kept)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
