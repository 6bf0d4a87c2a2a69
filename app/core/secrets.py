"""Keys of servers, in the keyring of the system: never in settings, projects, logs or messages.

A key is kept for the address it is meant for, so that it cannot reach another server. A system
without a keyring, or whose keyring stays locked or takes no key so long (that of Windows: 1,280
characters), has the key for as long as the program runs.
Asking a keyring may take long, as it may ask the person: never in the GUI thread.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Protocol
from urllib.parse import urlsplit

_SERVICE = "Rushes"
_PORTS = {"http": 80, "https": 443}


class Keyring(Protocol):
    """What keeps passwords: the module ``keyring``, or one of its backends."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return a password; None where there is none."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password, which is there."""
        ...


class Secrets:
    """Keys by the address of their server; safe from any thread."""

    def __init__(self, keyring: Keyring | None = None) -> None:
        self._keyring = keyring  # None: the system's, looked for when it is first needed
        self._session: dict[str, str] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return "Secrets(…)"

    def read(self, url: str) -> str:
        """Return the key for a server; empty where none is kept."""
        address = address_of(url)
        with self._lock:
            if address in self._session:
                return self._session[address]
            try:
                found = self._system().get_password(_SERVICE, address)
            except Exception:  # noqa: BLE001 -- each system's keyring has errors of its own
                return ""
        return found or ""

    def keep(self, url: str, key: str) -> bool:
        """Keep the key for a server; an empty one is forgotten.

        Returns:
            Whether it is in the system's keyring, or there was none to keep; else it is kept until
            the program ends. A key that a locked keyring does not forget is not read until then.
        """
        address, key = address_of(url), key.strip()
        with self._lock:
            self._session.pop(address, None)
            try:
                self._put(address, key)
            except Exception:  # noqa: BLE001 -- each system's keyring has errors of its own
                self._session[address] = key  # an empty one hides what the keyring did not forget
                if key:  # an older one would come back with the next start
                    self._forget(address)
                return not key
        return True

    def _put(self, address: str, key: str) -> None:
        system = self._system()
        if key:
            system.set_password(_SERVICE, address, key)
        elif system.get_password(_SERVICE, address) is not None:
            system.delete_password(_SERVICE, address)

    def _forget(self, address: str) -> None:
        with contextlib.suppress(Exception):
            self._put(address, "")

    def _system(self) -> Keyring:
        if self._keyring is None:
            import keyring  # looks for the system's own, which takes a while

            self._keyring = keyring.get_keyring()
        return self._keyring


def address_of(url: str) -> str:
    """Return what a key is kept for: scheme, host and port of an address."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    try:
        port = parts.port
    except ValueError:  # no number
        port = None
    scheme = parts.scheme.lower()
    return f"{scheme}://{parts.hostname or ''}:{port or _PORTS.get(scheme, 0)}"
