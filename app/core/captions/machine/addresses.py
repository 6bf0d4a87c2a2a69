"""Addresses of servers as people write them, and as requests need them."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit, urlunsplit

from app.core.captions.text import one_line

_ENDS = ("/chat/completions", "/completions", "/models", "/chat")  # of a request, pasted whole
_PORTS = {"http": 80, "https": 443}


def base_of(address: str) -> str:
    """Return the base of all requests: with its scheme, without a slash at the end.

    What was forgotten is put in: the scheme, ``/v1`` where there is no path at all. What was pasted
    too much (``/chat/completions``, a query) goes. Empty where it is no address.
    """
    text = "".join(one_line(address).split())
    if "://" not in text and text:
        text = f"{'http' if _near(_host(f'//{text}')) else 'https'}://{text}"
    parts = _parts(text)
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        return ""
    path = parts.path.rstrip("/")
    for end in _ENDS:
        path = path.removesuffix(end).rstrip("/")
    # 0.0.0.0 is what a server listens on, not where it is.
    place = parts.netloc.replace("0.0.0.0", "127.0.0.1", 1)
    return urlunsplit((parts.scheme, place, path or "/v1", "", ""))


def shown(base: str) -> str:
    """Return an address for people, a log or a project: without a name and a password in it."""
    parts = _parts(base)
    if parts is None:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def holds_secret(address: str) -> bool:
    """Return whether a typed address holds a password or a key, which belong in the keyring."""
    return any(mark in address for mark in "@?#")


def root_of(base: str) -> str:
    """Return the address of the server itself, where its own ways of being asked begin."""
    for end in ("/v1", "/api/v1"):
        if base.endswith(end):
            return base.removesuffix(end)
    return base


def with_version(base: str) -> str:
    """Return an address with ``/v1`` at its end; empty where it ends in a version already."""
    last = base.rpartition("/")[2]
    return "" if last[:1] == "v" and last[1:2].isdigit() else base_of(f"{base}/v1")


def is_here(base: str) -> bool:
    """Return whether a server runs on this very machine, and so on its GPU."""
    host = _host(base)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_near(base: str) -> bool:
    """Return whether a server is on this machine or its own network: no proxy leads there."""
    return _near(_host(base))


def _near(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".localhost", ".internal"))
    return address.is_private or address.is_loopback or address.is_link_local


def _host(address: str) -> str:
    parts = _parts(address)
    return "" if parts is None else (parts.hostname or "")


def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    return parts
