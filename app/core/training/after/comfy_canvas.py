"""A workflow as ComfyUI's window reads it: it can be dropped there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.training.after.comfy_graph import Link, Node

_SEEDS = ("seed", "noise_seed")  # behind which the window keeps what becomes of the seed
_OUTPUTS: Mapping[str, tuple[tuple[str, str], ...]] = {  # name and type
    "UNETLoader": (("MODEL", "MODEL"),),
    "LoraLoaderModelOnly": (("MODEL", "MODEL"),),
    "ModelSamplingSD3": (("MODEL", "MODEL"),),
    "CLIPLoader": (("CLIP", "CLIP"),),
    "CLIPTextEncode": (("CONDITIONING", "CONDITIONING"),),
    "EmptyHunyuanLatentVideo": (("LATENT", "LATENT"),),
    "KSampler": (("LATENT", "LATENT"),),
    "KSamplerAdvanced": (("LATENT", "LATENT"),),
    "VAELoader": (("VAE", "VAE"),),
    "VAEDecode": (("IMAGE", "IMAGE"),),
    "CreateVideo": (("VIDEO", "VIDEO"),),
    "SaveVideo": (),
}
_WIDE, _HIGH, _ROW, _COLUMN = 320, 120, 190, 380  # of a node; between two
_TALL = {"CLIPTextEncode": 220, "KSampler": 264, "KSamplerAdvanced": 334, "SaveVideo": 360}


def canvas_graph(nodes: tuple[Node, ...]) -> dict[str, Any]:
    """Return nodes as the window reads them."""
    links = _links(nodes)
    return {
        "id": "00000000-0000-4000-8000-000000000001",
        "revision": 0,
        "last_node_id": max(each.number for each in nodes),
        "last_link_id": len(links),
        "nodes": [_node(each, order, links) for order, each in enumerate(nodes)],
        "links": links,
        "groups": [],
        "config": {},
        "extra": {"made_by": "Rushes"},
        "version": 0.4,
    }


def _links(nodes: tuple[Node, ...]) -> list[list[Any]]:
    """Return number, from node and slot, to node and slot, type of each link."""
    kinds = {each.number: each.kind for each in nodes}
    found: list[list[Any]] = []
    for each in nodes:
        for place, (_, link) in enumerate(_linked(each)):
            kind = _OUTPUTS[kinds[link.node]][link.slot][1]
            found.append([len(found) + 1, link.node, link.slot, each.number, place, kind])
    return found


def _linked(node: Node) -> list[tuple[str, Link]]:
    return [(name, value) for name, value in node.inputs.items() if isinstance(value, Link)]


def _node(node: Node, order: int, links: list[list[Any]]) -> dict[str, Any]:
    into = {link[4]: link for link in links if link[3] == node.number}
    found: dict[str, Any] = {
        "id": node.number,
        "type": node.kind,
        "pos": [node.column * _COLUMN, node.row * _ROW],
        "size": [_WIDE, _TALL.get(node.kind, _HIGH)],
        "flags": {},
        "order": order,
        "mode": 0,
        "inputs": [
            {"name": name, "type": into[place][5], "link": into[place][0]}
            for place, (name, _) in enumerate(_linked(node))
        ],
        "outputs": [
            {
                "name": name,
                "type": kind,
                "slot_index": slot,
                "links": [n[0] for n in links if n[1] == node.number and n[2] == slot],
            }
            for slot, (name, kind) in enumerate(_OUTPUTS[node.kind])
        ],
        "properties": {"Node name for S&R": node.kind},
        "widgets_values": _widgets(node),
    }
    if node.title:
        found["title"] = node.title
    return found


def _widgets(node: Node) -> list[Any]:
    values: list[Any] = []
    for name, value in node.inputs.items():
        if isinstance(value, Link):
            continue
        values.append(value)
        if name in _SEEDS:
            values.append("fixed")
    return values
