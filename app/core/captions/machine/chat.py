"""A question as the JSON of ``POST /chat/completions``: pictures, and texts that say when."""

from __future__ import annotations

import base64
import re
from collections.abc import Collection
from typing import Any

from app.core.captions.machine.asking import Frame, Question
from app.core.captions.machine.presets import Server

# What may be left out or called otherwise where a server does not know it, and the words by which
# it says so.
_CAN_GO = {
    "temperature": "temperature",
    "top_p": "top_p",
    "seed": "seed",
    "chat_template_kwargs": "chat_template_kwargs|enable_thinking",
    "reasoning_effort": "reasoning",
    "max_tokens": "max_tokens",
    "max_completion_tokens": "max_completion_tokens",
}
_OTHER_NAME = {
    "max_tokens": "max_completion_tokens",
    "max_completion_tokens": "max_tokens",
}
_OURS = ("model", "messages", "stream")  # what a person's extra cannot change
_REFUSED = re.compile(
    r"unsupported|not support|unknown|unrecognized|unrecognised|not permitted|extra inputs|"
    r"not allowed|invalid|unexpected|deprecated",
    re.IGNORECASE,
)


def request_of(
    question: Question, server: Server, model: str, without: Collection[str] = ()
) -> dict[str, Any]:
    """Return what is sent.

    Args:
        question: What is asked.
        server: Who is asked.
        model: What the server calls the model; left out where it is empty.
        without: Names the server refused, see `refused_in`.
    """
    messages: list[dict[str, Any]] = []
    if question.system:
        messages.append({"role": "system", "content": question.system})
    messages.append({"role": "user", "content": _content(question)})
    sent: dict[str, Any] = {
        "messages": messages,
        server.kind.limit: question.max_tokens,
        "temperature": 0.2,
        "top_p": 0.9,
        "seed": question.seed,
        "stream": False,
        **server.kind.extra,
        **{name: each for name, each in server.extra.items() if name not in _OURS},
    }
    for name in without:
        if name in sent:
            value = sent.pop(name)
            other = _OTHER_NAME.get(name)
            if other is not None and other not in without:
                sent[other] = value
    return {"model": model, **sent} if model else sent


def refused_in(words: str, sent: dict[str, Any]) -> str | None:
    """Return which part of a request a server's complaint is about; None where about none.

    Only what can be left out is named: the next try then goes without it.
    """
    if not _REFUSED.search(words):
        return None
    for name, pattern in _CAN_GO.items():
        if name in sent and re.search(rf"(?<![a-z_])({pattern})(?![a-z_])", words, re.IGNORECASE):
            return name
    return None


def _content(question: Question) -> str | list[dict[str, Any]]:
    if not question.frames:
        return question.prompt
    if question.kind == "image":
        return [*map(_picture, question.frames), _text(question.prompt)]
    count = len(question.frames)
    frames = "1 frame" if count == 1 else f"{count} frames in time order"
    these = "This is" if count == 1 else "These are"
    parts = [_text(f"{these} {frames} from one {question.duration:.1f} s clip.")]
    for frame in question.frames:
        parts += [_text(f"t={frame.seconds:.1f}s"), _picture(frame)]
    return [*parts, _text(question.prompt)]


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def _picture(frame: Frame) -> dict[str, Any]:
    data = base64.b64encode(frame.jpeg).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:image/jpeg;base64,{data}"}}
