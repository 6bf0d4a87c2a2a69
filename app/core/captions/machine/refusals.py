"""What a server's reply means where it is no answer: one sentence on why, and what to do.

Pure. Servers say the same in many ways; what they are known to say is listed here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.core.captions.machine.asking import BackendError
from app.core.captions.text import one_line
from app.core.language import tr

_WORDS = 240  # characters of a server's own words in a sentence
_AGAIN = frozenset({408, 409, 425, 429})  # and 5xx: it may answer later
_NEVER = frozenset({501, 505})
_LONGEST_REST = 600.0  # seconds; who asks for more is asked no more

# llama-server, LM Studio, Ollama, vLLM, KoboldCpp, OpenAI and what imitates them.
_TOO_LONG = re.compile(
    r"context[_ ](size|length|window)|exceed_context|n_ctx|maximum context|context the overflows|"
    r"prompt (is )?too long|too many tokens|input (is )?too long|reduce the length|"
    r"at most \d+ image|too many images|maximum (number )?of images|images? per (request|prompt)|"
    r"(request|payload|body) (entity )?(is )?too large|max_model_len",
    re.IGNORECASE,
)
_NO_PICTURES = re.compile(
    r"(image|vision|multimodal|multi-modal)[^.]{0,40}(not support|unsupported|not enabled)|"
    r"(not|n't) support[^.]{0,20}(image|vision|multimodal)|mmproj|"
    r"not a (vision|multimodal) model|no multimodal|image_url[^.]{0,40}(not|n't|only)|"
    r"missing data required for image|unknown (part|content) type|not a multimodal",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(
    r"model[^.]{0,80}(not found|does not exist|doesn't exist|not exist|no such|not loaded|"
    r"not available|unknown)|(unknown|no|invalid) model\b|no models? (is )?loaded|model_not_found",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(r"insufficient_quota|exceeded your current quota|billing", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole.

    Attributes:
        status: Of HTTP.
        headers: With lower-case names.
        body: As it came, uncompressed.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def refusal(reply: Reply, where: str, model: str = "") -> BackendError:
    """Return what a reply other than 200 means; see `BackendError`."""
    status, words = reply.status, words_of(reply)
    said = f" ({words})" if words and not is_page(reply) else ""
    if status >= 400 and status not in (401, 403, 404, 429):
        known = _known(status, words, where, said)
        if known is not None:
            return known
    if 300 <= status < 400:
        to = one_line(reply.headers.get("location", "")).partition("?")[0][:_WORDS]
        return BackendError(
            tr(
                '{where} sends elsewhere, to "{to}": enter the address that answers itself.',
                where=where,
                to=to,
            ),
            fatal=True,
        )
    if status in (401, 403, 407):
        return _no_access(status, where, said)
    if status in (404, 405, 410):
        return _not_there(words, where, model, said)
    if status == 429:
        return _busy(reply, words, where, said)
    if status in _AGAIN or (status >= 500 and status not in _NEVER):
        if (far := _far_off(reply, where)) is not None:
            return far
        return BackendError(
            tr(
                "{where} reports a fault of its own, {status}{said}: look at its log, then try "
                "again.",
                where=where,
                status=status,
                said=said,
            ),
            detail=words,
            again=True,
            wait=rest_of(reply.headers),
            busy=status == 503,
        )
    return BackendError(
        tr(
            "{where} does not take the question, {status}{said}: check the model and its settings.",
            where=where,
            status=status,
            said=said,
        ),
        detail=words,
    )


def _known(status: int, words: str, where: str, said: str) -> BackendError | None:
    if status == 413 or _TOO_LONG.search(words):
        return BackendError(
            tr(
                "The pictures are too much for {where}{said}: choose fewer or smaller ones, or "
                "start it with a larger context.",
                where=where,
                said=said,
            ),
            detail=words,
            too_long=True,
        )
    if _NO_PICTURES.search(words):
        return BackendError(
            tr(
                "{where} takes no pictures{said}: load a model that sees (llama.cpp: with "
                "--mmproj).",
                where=where,
                said=said,
            ),
            detail=words,
            fatal=True,
        )
    if _NO_MODEL.search(words) and status < 500:
        return _not_there(words, where, "", said)
    if status == 402 or _NO_MONEY.search(words):
        return BackendError(
            tr(
                "{where} wants to be paid first{said}: look at your account there.",
                where=where,
                said=said,
            ),
            detail=words,
            fatal=True,
        )
    return None


def _no_access(status: int, where: str, said: str) -> BackendError:
    if status == 407:
        return BackendError(
            tr(
                "The proxy on the way to {where} wants a name and a password: set them in "
                "HTTPS_PROXY, or name the server in NO_PROXY.",
                where=where,
            ),
            fatal=True,
        )
    if status == 401:
        words = tr("{where} does not accept the key, 401: enter the right one.", where=where)
    else:
        words = tr(
            "{where} refuses access, {status}: enter a key that may use its models.",
            where=where,
            status=status,
        )
    return BackendError(words, detail=said, fatal=True)


def _not_there(words: str, where: str, model: str, said: str) -> BackendError:
    if _NO_MODEL.search(words):
        name = f' "{model}"' if model else ""
        return BackendError(
            tr(
                "{where} does not have the model{name}{said}: choose one that it lists.",
                where=where,
                name=name,
                said=said,
            ),
            detail=words,
            fatal=True,
        )
    return BackendError(
        tr(
            "{where} does not know this way of being asked (404): check the address, which mostly "
            "ends in /v1, and the name of the model.",
            where=where,
        ),
        detail=words,
        fatal=True,
    )


def _busy(reply: Reply, words: str, where: str, said: str) -> BackendError:
    if _NO_MONEY.search(words):
        return BackendError(
            tr(
                "{where} answers no more for this key{said}: look at your account there.",
                where=where,
                said=said,
            ),
            detail=words,
            fatal=True,
        )
    if (far := _far_off(reply, where)) is not None:
        return far
    return BackendError(
        tr(
            "{where} is asked too much at once, 429{said}: ask for fewer at once, or later.",
            where=where,
            said=said,
        ),
        detail=words,
        again=True,
        wait=rest_of(reply.headers),
        busy=True,
    )


def _far_off(reply: Reply, where: str) -> BackendError | None:
    """Return that a server asks for too long a rest; None where it does not."""
    wait = rest_of(reply.headers)
    if wait is None or wait <= _LONGEST_REST:
        return None
    return BackendError(
        tr(
            "{where} has had enough for now and asks to wait {minutes:,} minutes: go on after "
            "that.",
            where=where,
            minutes=math.ceil(wait / 60),
        ),
        detail=words_of(reply),
        fatal=True,
    )


def rest_of(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server asks to be left alone; None where it does not say."""
    exact = headers.get("retry-after-ms", "")
    text = headers.get("retry-after", "").strip()
    try:
        if exact:
            return _seconds(float(exact) / 1000)
        return _seconds(float(text)) if text else None
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    then = then if then.tzinfo is not None else then.replace(tzinfo=UTC)
    return _seconds((then - datetime.now(UTC)).total_seconds())


def _seconds(value: float) -> float | None:
    return max(0.0, value) if math.isfinite(value) else None


def words_of(reply: Reply) -> str:
    """Return what a server says went wrong, on one line and not too long."""
    text = reply.body[: 16 * _WORDS].decode("utf-8", "replace")
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        return one_line(re.sub(r"<[^>]*>", " ", text))[:_WORDS]
    return one_line(_message(value) or text)[:_WORDS]


def _message(value: object) -> str:
    """Return the words in an error object, wherever a server puts them."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(filter(None, map(_message, value[:4])))
    if not isinstance(value, dict):
        return ""
    found = [_message(value.get(name)) for name in ("error", "message", "msg", "detail")]
    code = value.get("code", value.get("type"))
    place = value.get("param") or ".".join(map(str, value.get("loc", ()) or ()))
    words = next(filter(None, found), "")
    for more in (code, place):
        if isinstance(more, str) and more and more not in words:
            words = f"{words} [{more}]" if words else more
    return words


def is_page(reply: Reply) -> bool:
    """Return whether a reply is a web page."""
    kind = reply.headers.get("content-type", "")
    return "html" in kind or reply.body.lstrip()[:1] == b"<"


def page(where: str) -> str:
    """Return the sentence on an address that answers with one."""
    return tr(
        "{where} answers with a web page, not as a chat server: check the address, which mostly "
        "ends in /v1.",
        where=where,
    )
