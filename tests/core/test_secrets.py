from __future__ import annotations

import json
from pathlib import Path

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import PasswordDeleteError

from app.core.secrets import Secrets, address_of

_URL = "https://api.example.org/v1"


class InMemory:
    """A keyring that forgets all when the test ends."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


class Locked(InMemory):
    """A keyring whose owner says no; each system has an error of its own for that."""

    def get_password(self, service: str, username: str) -> str | None:
        raise LookupError("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise LookupError("locked")


def test_that_a_key_is_kept_in_the_keyring_for_the_next_start() -> None:
    keyring = InMemory()
    assert Secrets(keyring).keep(_URL, " sk-123 ")
    assert Secrets(keyring).read(_URL) == "sk-123"
    assert list(keyring.kept) == [("Rushes", "https://api.example.org:443")]


def test_that_a_key_is_given_to_no_other_address() -> None:
    secrets = Secrets(InMemory())
    secrets.keep(_URL, "sk-123")
    assert secrets.read("https://api.example.org:8443/v1") == ""
    assert secrets.read("http://api.example.org/v1") == ""
    assert secrets.read("https://api.example.org.evil.net/v1") == ""
    assert secrets.read("https://api.example.org/v2") == "sk-123"


def test_that_an_empty_key_is_forgotten_and_may_be_so_twice() -> None:
    keyring = InMemory()
    secrets = Secrets(keyring)
    secrets.keep(_URL, "sk-123")
    assert secrets.keep(_URL, "") and secrets.keep(_URL, "")
    assert secrets.read(_URL) == ""
    assert keyring.kept == {}


def test_that_a_key_a_locked_keyring_does_not_forget_is_not_used() -> None:
    class Kept(InMemory):
        def delete_password(self, service: str, username: str) -> None:
            raise LookupError("locked")

    secrets = Secrets(Kept())
    secrets.keep(_URL, "sk-123")
    secrets.keep(_URL, "")
    assert secrets.read(_URL) == ""
    secrets.keep(_URL, "sk-456")
    assert secrets.read(_URL) == "sk-456"


@pytest.mark.parametrize("keyring", [NoKeyring(), Locked()], ids=["none", "locked"])
def test_that_without_a_keyring_a_key_is_kept_for_this_session_only(keyring: InMemory) -> None:
    secrets = Secrets(keyring)
    assert secrets.read(_URL) == ""
    assert not secrets.keep(_URL, "sk-123")
    assert secrets.read(_URL) == "sk-123"
    assert Secrets(keyring).read(_URL) == ""
    assert secrets.keep(_URL, "")
    assert secrets.read(_URL) == ""


def test_that_secrets_do_not_show_what_they_hold() -> None:
    secrets = Secrets(Locked())
    secrets.keep(_URL, "sk-123")
    assert "sk-123" not in repr(secrets)


def test_that_addresses_are_told_apart_by_scheme_host_and_port() -> None:
    assert address_of("HTTPS://API.example.org/v1/") == "https://api.example.org:443"
    assert address_of("127.0.0.1:1234/v1") == "http://127.0.0.1:1234"
    assert address_of("http://[::1]:x/v1") == "http://::1:80"


def test_that_a_key_in_the_keyring_is_in_no_file(tmp_path: Path) -> None:
    from app.core import settings

    Secrets(InMemory()).keep(_URL, "sk-123")
    settings.save(settings.Preferences(told=(address_of(_URL),)), tmp_path)
    written = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    assert json.loads(written[0])["told"] == ["https://api.example.org:443"]
    assert not any("sk-123" in text for text in written)


class Small(InMemory):
    """A keyring that takes no long keys, as that of Windows does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        if len(password) > 1280:
            raise OSError(1783, "The stub received bad data")
        super().set_password(service, username, password)


def test_that_a_key_too_long_for_the_keyring_leaves_no_older_one_there() -> None:
    keyring = Small()
    secrets = Secrets(keyring)
    assert secrets.keep(_URL, "sk-old")
    assert not secrets.keep(_URL, "k" * 1281)
    assert secrets.read(_URL) == "k" * 1281
    assert Secrets(keyring).read(_URL) == ""
