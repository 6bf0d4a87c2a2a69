"""A running ComfyUI, asked only when a person says so: what it has, and a workflow sent to it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from app.core.jobs import Checkpoint, Progress, ignore
from app.core.language import tr
from app.core.training.after.comfy_canvas import canvas_graph
from app.core.training.after.comfy_graph import Link, Node, api_graph
from app.core.training.after.comfy_install import ComfyError

if TYPE_CHECKING:
    import httpx

USUAL = "http://127.0.0.1:8188"
_SECONDS = 10.0
_WHOLE = 30.0  # for an answer
_HUGE = 32 * 1024 * 1024  # bytes of one
_SHOWN = 3  # names of files that are there


@dataclass(frozen=True, slots=True)
class Checked:
    """What a ComfyUI says of a workflow.

    Attributes:
        troubles: What it does not have, a sentence each; none: it would run.
        nodes: The workflow, with the names of files as that ComfyUI writes them.
    """

    troubles: tuple[str, ...]
    nodes: tuple[Node, ...]


def check(nodes: tuple[Node, ...], server: str = "", *, checkpoint: Checkpoint = ignore) -> Checked:
    """Ask a ComfyUI whether it has the nodes and files of a workflow.

    Raises:
        ComfyError: It does not answer.
        Stopped: The checkpoint said so.
    """
    known: dict[str, Mapping[str, Any] | None] = {}
    kinds = list(dict.fromkeys(each.kind for each in nodes))
    with _client(server) as client:
        for place, kind in enumerate(kinds):
            checkpoint(Progress(place, len(kinds), kind))
            known[kind] = _node_info(client, kind)
    troubles: dict[str, None] = {}
    found = []
    for each in nodes:
        info = known[each.kind]
        if info is None:
            troubles[tr("This ComfyUI has no node {kind}: update it.", kind=each.kind)] = None
            found.append(each)
            continue
        made, said = _matched(each, info)
        found.append(made)
        troubles |= dict.fromkeys(said)
    return Checked(tuple(troubles), tuple(found))


def post(nodes: tuple[Node, ...], server: str = "") -> str:
    """Send a workflow to be run; return the number ComfyUI gave it.

    Raises:
        ComfyError: It does not answer, or refuses; the sentence says why.
    """
    import httpx

    value = {
        "prompt": api_graph(nodes),
        "client_id": uuid.uuid4().hex,
        "extra_data": {"extra_pnginfo": {"workflow": canvas_graph(nodes)}},
    }
    with _client(server) as client:
        try:
            good, answer = _answer(client, "POST", "/prompt", json=value)
        except (httpx.HTTPError, ValueError) as error:
            raise _silent(server, error) from error
    if not good or not isinstance(answer, dict) or "prompt_id" not in answer:
        raise ComfyError(tr("ComfyUI refused the workflow: {refusal}", refusal=_refusal(answer)))
    return str(answer["prompt_id"])


def _client(server: str) -> httpx.Client:
    import httpx

    address = server.strip() or USUAL
    wrong = ComfyError(
        tr('"{address}" is no address: enter one such as {usual}.', address=address, usual=USUAL)
    )
    try:
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise wrong
        return httpx.Client(base_url=address.rstrip("/"), timeout=_SECONDS)
    except (ValueError, httpx.InvalidURL) as error:  # http://[, or a port that is none
        raise wrong from error


def _answer(client: httpx.Client, method: str, path: str, **what: object) -> tuple[bool, Any]:
    """Return whether a request went well, and the JSON of its answer.

    Raises:
        httpx.HTTPError: It did not arrive.
        ValueError: The answer is too long, or no JSON.
    """
    data = bytearray()
    end = time.monotonic() + _WHOLE
    with client.stream(method, path, **what) as reply:  # type: ignore[arg-type]
        for piece in reply.iter_bytes():
            data += piece
            if len(data) > _HUGE or time.monotonic() > end:
                raise ValueError("the answer has no end")
        good = reply.is_success
    try:
        return good, json.loads(data)
    except RecursionError as error:
        raise ValueError("the answer is too deep") from error


def _silent(server: str, error: Exception) -> ComfyError:
    return ComfyError(
        tr(
            "No ComfyUI answers at {address}: start it, or enter its address.",
            address=server.strip() or USUAL,
        ),
        detail=str(error),
    )


def _node_info(client: httpx.Client, kind: str) -> Mapping[str, Any] | None:
    """Return what the server says of a node's inputs by name; None: it has no such node."""
    import httpx

    try:
        good, answer = _answer(client, "GET", f"/object_info/{quote(kind)}")
        value = answer if good else {}
    except (httpx.HTTPError, ValueError) as error:
        raise _silent(str(client.base_url), error) from error
    node = value.get(kind) if isinstance(value, dict) else None
    inputs = node.get("input") if isinstance(node, dict) else None
    if not isinstance(inputs, dict):
        return None
    found: dict[str, Any] = {}
    for part in ("required", "optional"):
        if isinstance(inputs.get(part), dict):
            found |= inputs[part]
    return found


def _matched(node: Node, info: Mapping[str, Any]) -> tuple[Node, list[str]]:
    """Return a node with its files as the server names them, and what the server does not have."""
    inputs: dict[str, Any] = {}
    said = []
    for name, value in node.inputs.items():
        inputs[name] = value
        if name not in info:
            said.append(
                tr(
                    "The node {kind} of this ComfyUI has no input {name}: update it.",
                    kind=node.kind,
                    name=name,
                )
            )
            continue
        choices = list(_choices(info[name]))
        if isinstance(value, Link) or not choices or value in choices:
            continue
        same = [each for each in choices if _plain(each) == _plain(value)]
        if same:
            inputs[name] = same[0]
        else:
            there = ", ".join(map(str, choices[:_SHOWN])) or tr("nothing")
            said.append(
                tr(
                    'ComfyUI does not have "{value}" for {name}; it has {there}, ….',
                    value=value,
                    name=name,
                    there=there,
                )
            )
    return Node(node.number, node.kind, inputs, node.title, node.column, node.row), said


def _choices(told: object) -> Iterator[object]:
    """Yield what an input can be, where the server lists it: the old way and the new one."""
    if not isinstance(told, list) or not told:
        return
    if isinstance(told[0], list):
        yield from told[0]
    elif told[0] == "COMBO" and len(told) > 1 and isinstance(told[1], dict):
        options = told[1].get("options")
        yield from options if isinstance(options, list) else ()


def _plain(value: object) -> str:
    return str(value).replace("\\", "/")


def _refusal(answer: object) -> str:
    if not isinstance(answer, dict):
        return tr("it gave no reason.")
    nodes = answer.get("node_errors")
    for errors in nodes.values() if isinstance(nodes, dict) else ():
        listed = errors.get("errors") if isinstance(errors, dict) else None
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict):
                return f"{each.get('message', '')} ({each.get('details', '')})."
    error = answer.get("error")
    return str(error.get("message") if isinstance(error, dict) else error or "it gave no reason.")
