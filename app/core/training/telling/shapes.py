"""How the end of a run is sent: as its receiver takes it, known by the address or by choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from urllib.parse import urlsplit

from app.core.training.telling.said import Said

Shape = Literal["json", "discord", "slack", "ntfy"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

_HOSTS: Mapping[str, Shape] = {
    "discord.com": "discord",
    "discordapp.com": "discord",
    "hooks.slack.com": "slack",
    "ntfy.sh": "ntfy",
}
_COLOURS = {"done": 0x4CAF7A, "failed": 0xE5604D}
_OTHER_COLOUR = 0x8A8F98
_TAGS = {"done": "white_check_mark", "failed": "x"}


@dataclass(frozen=True, slots=True)
class Letter:
    """A request: what is posted."""

    body: bytes
    headers: Mapping[str, str]


def shape_of(url: str, chosen: str = "") -> Shape:
    """Return the shape for an address: the one that was chosen, else the one it is known for."""
    for shape in SHAPES:
        if shape == chosen:
            return shape
    host = (urlsplit(url).hostname or "").lower()
    for known, shape in _HOSTS.items():
        if host == known or host.endswith(f".{known}"):
            return shape
    return "ntfy" if host.startswith("ntfy.") else "json"


def letter(said: Said, shape: Shape, secret: str = "") -> Letter:
    """Return what is posted.

    Args:
        said: What is told.
        shape: As whom it is sent to takes it.
        secret: Sent as a bearer's token; empty: none.
    """
    headers = {"User-Agent": "Rushes"}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    if shape == "ntfy":
        headers |= {
            "Content-Type": "text/plain; charset=utf-8",
            "Title": said.title.encode("ascii", "replace").decode("ascii"),
            "Tags": _TAGS.get(said.state, "hourglass"),
            "Priority": "high" if said.state == "failed" else "default",
        }
        return Letter(said.sentence.encode(), headers)
    headers["Content-Type"] = "application/json"
    return Letter(json.dumps(_value(said, shape), ensure_ascii=False).encode(), headers)


def _value(said: Said, shape: Shape) -> object:
    if shape == "discord":
        embed = {
            "title": said.title,
            "description": said.sentence,
            "color": _COLOURS.get(said.state, _OTHER_COLOUR),
        }
        return {"username": "Rushes", "embeds": [embed], "allowed_mentions": {"parse": []}}
    if shape == "slack":
        return {"text": f"*{_plain(said.title)}*\n{_plain(said.sentence)}"}
    return said.to_json()


def _plain(text: str) -> str:
    """Return a text in which Slack finds no mark of its own."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
