"""Sends the end of a run to the address that a person gave, which never harms the run.

The request is made in a thread that is waited for so long and no longer: a name server, a keyring
or a receiver that does not answer cannot hold up a supervisor.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.core.language import tr
from app.core.secrets import Secrets
from app.core.settings import Preferences
from app.core.training.model import Run, RunState
from app.core.training.telling.said import Said, said_of
from app.core.training.telling.shapes import Letter, letter, shape_of

_SECONDS = 10.0  # for one try
_AGAIN = 3.0  # seconds until the second, which is the last
_WHOLE = 35.0  # seconds for all of it, keyring included


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it.

    Attributes:
        trouble: Why it did not arrive and what to do, one sentence; empty: it did.
    """

    trouble: str = ""


def address_trouble(url: str) -> str:
    """Return why an address cannot be sent to, one sentence; empty where it can, or is none."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return tr("Give a whole address, such as https://ntfy.sh/my-trainings.")
    return ""


def tell_end(run: Run, state: RunState, preferences: Preferences) -> str:
    """Tell the end of a run, where the person wants that; return a warning, or nothing.

    It never raises, and takes 35 seconds at most.
    """
    if not preferences.webhook:
        return ""
    said = said_of(run, state)
    return send(said, preferences.webhook, preferences.webhook_shape).trouble


def send(
    said: Said, url: str, shape: str = "", *, secrets: Secrets | None = None, pause: float = _AGAIN
) -> Answer:
    """Send what is told; never raises.

    Args:
        said: What is told.
        url: Where.
        shape: A name of `SHAPES`; empty: known by the address.
        secrets: Where the token is; None: the system's keyring.
        pause: Seconds between the two tries.
    """
    if trouble := address_trouble(url):
        return Answer(tr("The end of the run was not told: {trouble}", trouble=trouble))
    found: list[Answer] = []

    def work() -> None:
        try:
            secret = (secrets or Secrets()).read(url)
            found.append(_tried(url, letter(said, shape_of(url, shape), secret), pause))
        except Exception as error:  # noqa: BLE001 -- nothing here may harm a run
            found.append(Answer(_words(url, type(error).__name__)))

    thread = threading.Thread(target=work, name="webhook", daemon=True)
    thread.start()
    thread.join(_WHOLE)
    return found[0] if found else Answer(_words(url, tr("no answer")))


def _tried(url: str, what: Letter, pause: float) -> Answer:
    said = _post(url, what)
    if said:
        time.sleep(pause)
        said = _post(url, what)
    return Answer(_words(url, said) if said else "")


def _post(url: str, what: Letter) -> str:
    """Return why it did not arrive; empty where it did."""
    import httpx

    try:
        with httpx.stream(  # what it answers is not read: it may have no end
            "POST", url, content=what.body, headers=dict(what.headers), timeout=_SECONDS,
            follow_redirects=False,
        ) as reply:  # fmt: skip
            code, good = reply.status_code, reply.is_success
    except httpx.TimeoutException:
        return tr("no answer in {seconds:.0f} seconds", seconds=_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return type(error).__name__
    return "" if good else tr("it answered {code}", code=code)


def _words(url: str, why: str) -> str:
    host = urlsplit(url).hostname or tr("the receiver")
    return tr(
        "The end of the run could not be told to {host} ({why}): see Settings, When a "
        "training ends.",
        host=host,
        why=why,
    )
