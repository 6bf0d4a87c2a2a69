"""What a server's reply means: an answer, or one sentence on why there is none (`refusals`).

Pure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from app.core.captions.machine.asking import BackendError
from app.core.captions.machine.refusals import Reply, is_page, page, refusal, words_of
from app.core.captions.text import one_line
from app.core.language import tr


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said, taken out of a reply.

    Attributes:
        text: Never empty.
        finish: Why it ended there.
        model: As it names itself; may be empty.
        tokens_in: Tokens of the question; None where unknown.
        tokens_out: Tokens of the reply; None where unknown.
    """

    text: str
    finish: str
    model: str
    tokens_in: int | None
    tokens_out: int | None


def said_in(reply: Reply, where: str) -> Said:
    """Return what a model said.

    Args:
        reply: Of ``POST /chat/completions``.
        where: The server's address, for the sentence.

    Raises:
        BackendError: It said nothing that could be used.
    """
    if reply.status != 200:
        raise refusal(reply, where)
    value = value_of(reply, where)
    choices = value.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(first, dict):
        if "error" in value:  # LM Studio says so with status 200
            raise refusal(Reply(_status_in(value), reply.headers, reply.body), where)
        raise BackendError(
            tr(
                "{where} answered, but not as a chat server does: check the address and the model.",
                where=where,
            ),
            detail=words_of(reply),
        )
    message = first.get("message")
    message = message if isinstance(message, dict) else {}
    said = (message.get("content"), message.get("refusal"), first.get("text"))
    text = next((words for each in said if (words := _text(each)).strip()), "")
    finish = first.get("finish_reason")
    finish = finish if isinstance(finish, str) and finish else "stop"
    if not text:
        raise _empty(message, finish, where)
    usage = value.get("usage")
    usage = usage if isinstance(usage, dict) else {}
    model = value.get("model")
    return Said(
        text,
        finish,
        one_line(model) if isinstance(model, str) else "",
        _count(usage.get("prompt_tokens")),
        _count(usage.get("completion_tokens")),
    )


def value_of(reply: Reply, where: str) -> dict[str, Any]:
    """Return the object in a reply that went well.

    Raises:
        BackendError: It is a web page, cut off, or no JSON.
    """
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        if is_page(reply):
            raise BackendError(page(where), fatal=True, detail=words_of(reply)) from error
        raise BackendError(
            tr(
                "{where} sent a reply that is cut off or garbled: ask again, and look at its "
                "log if that repeats.",
                where=where,
            ),
            detail=words_of(reply),
            again=True,
        ) from error
    if not isinstance(value, dict):
        raise BackendError(
            tr("{where} answered, but not as a chat server does: check the address.", where=where),
            detail=words_of(reply),
            fatal=True,
        )
    return value


def _empty(message: dict[str, Any], finish: str, where: str) -> BackendError:
    thought = _text(message.get("reasoning_content")) or _text(message.get("reasoning"))
    if thought.strip():
        return BackendError(
            tr(
                "The model of {where} only thought and said nothing: choose an Instruct model, "
                "switch thinking off, or allow longer replies.",
                where=where,
            ),
            detail=f"finish_reason {finish}",
        )
    if finish == "content_filter":
        return BackendError(
            tr(
                "{where} held the reply back by its content filter: write this caption by hand, or "
                "ask another server.",
                where=where,
            )
        )
    return BackendError(
        tr(
            "{where} sent an empty reply: ask again, or choose another model or prompt.",
            where=where,
        ),
        detail=f"finish_reason {finish}",
        again=True,
    )


def _status_in(value: dict[str, Any]) -> int:
    """Return the status that an error object names; 400 where it names none."""
    error = value.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code < 600 else 400


def _text(value: object) -> str:
    """Return the text of a message, whole or in parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = (each.get("text") for each in value if isinstance(each, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
