"""What servers are known to say; the texts are theirs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from app.core.captions.machine.asking import BackendError
from app.core.captions.machine.refusals import Reply, refusal, rest_of
from app.core.captions.machine.replies import said_in

WHERE = "http://127.0.0.1:8080/v1"


def reply(status: int, body: object, **headers: str) -> Reply:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"content-type": "application/json", **named}, data)


def fault(status: int, body: object, **headers: str) -> BackendError:
    with pytest.raises(BackendError) as caught:
        said_in(reply(status, body, **headers), WHERE)
    sentence = str(caught.value)
    assert WHERE in sentence, sentence
    assert sentence.endswith("."), sentence
    assert "\n" not in sentence
    return caught.value


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (  # llama-server
            400,
            {
                "error": {
                    "code": 400,
                    "message": "request (25837 tokens) exceeds the available context size (8192 "
                    "tokens), try increasing it",
                    "type": "exceed_context_size_error",
                    "n_prompt_tokens": 25837,
                    "n_ctx": 8192,
                }
            },
        ),
        (  # older ones
            500,
            {
                "error": {
                    "code": 500,
                    "message": "the request exceeds the available context size. "
                    "try increasing the context size or enable context shift",
                }
            },
        ),
        (  # LM Studio
            400,
            {
                "error": "The number of tokens to keep from the initial prompt is greater than the "
                "context length (n_keep: 13055>= n_ctx: 4096). Try to load the model with a larger "
                "context length, or provide a shorter input."
            },
        ),
        (400, {"error": "Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)"}),
        (200, {"error": "Trying to keep the first 10136 tokens when context the overflows."}),
        (400, {"error": {"message": "the input length exceeds the context length"}}),  # Ollama
        (500, {"error": {"message": "prompt too long; exceeded max context length by 9 tokens"}}),
        (  # vLLM
            400,
            {
                "object": "error",
                "message": "This model's maximum context length is 16384 tokens. However, you "
                "requested 122946 tokens (112946 in the messages, 10000 in the completion).",
                "type": "BadRequestError",
                "param": None,
                "code": 400,
            },
        ),
        (400, {"message": "At most 1 image(s) may be provided in one request.", "code": 400}),
        (
            400,
            {
                "error": {
                    "message": "The prompt (total length 25938) is too long to fit into the "
                    "model (context length 4096)."
                }
            },
        ),
        (  # OpenAI
            400,
            {
                "error": {
                    "message": "This model's maximum context length is 128000 tokens. However, "
                    "your messages resulted in 144641 tokens.",
                    "type": "invalid_request_error",
                    "param": "messages",
                    "code": "context_length_exceeded",
                }
            },
        ),
        (413, b"<html><body><h1>413 Request Entity Too Large</h1></body></html>"),
        (413, {"error": "Payload too large"}),
    ],
)
def test_that_too_many_pictures_are_known_whatever_a_server_calls_it(
    status: int, body: object
) -> None:
    error = fault(status, body)
    assert error.too_long
    assert not error.again
    assert not error.fatal


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, {"error": {"message": "Incorrect API key provided"}}, "does not accept the key"),
        (403, {"error": "forbidden"}, "refuses access"),
        (402, {"error": {"message": "Insufficient credits"}}, "wants to be paid"),
        (404, {"error": {"message": 'model "llava" not found, try pulling it first'}}, "does not "
         "have the model"),
        (400, {"error": {"message": "The model `gpt-9` does not exist"}}, "not have the model"),
        (404, {"detail": "Not Found"}, "ends in /v1"),
        (405, b"", "ends in /v1"),
        (500, {"error": {"message": "image input is not supported by this server"}}, "--mmproj"),
        (
            500,
            {"error": {"message": "image input is not supported - hint: if this is unexpected, you "
             "may need to provide the mmproj"}},
            "takes no pictures",
        ),
        (
            429,
            {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}},
            "look at your account",
        ),
    ],
)  # fmt: skip
def test_that_what_no_question_would_survive_ends_the_batch(
    status: int, body: object, said: str
) -> None:
    error = fault(status, body)
    assert said in str(error)
    assert error.fatal
    assert not error.again


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_that_a_passing_fault_is_worth_another_try(status: int) -> None:
    error = fault(status, {"error": {"message": "try later"}}, retry_after="7")
    assert error.again
    assert not error.fatal
    assert error.wait == 7.0
    assert error.busy == (status in (429, 503))
    assert str(status) in str(error)


@pytest.mark.parametrize("status", [400, 422, 501])
def test_that_a_refused_question_is_not_asked_again(status: int) -> None:
    error = fault(status, {"detail": [{"loc": ["body", "seed"], "msg": "not an integer"}]})
    assert not (error.again or error.fatal or error.too_long)
    assert "not an integer" in str(error)


def test_that_a_redirect_is_an_address_to_enter_not_to_follow() -> None:
    error = fault(307, b"", location="https://elsewhere.example/v1/chat?token=abc")
    assert error.fatal
    assert '"https://elsewhere.example/v1/chat"' in str(error)


def test_that_a_web_page_is_a_wrong_address() -> None:
    error = fault(200, b"<!doctype html><title>Open WebUI</title>", content_type="text/html")
    assert error.fatal
    assert "web page" in str(error)


@pytest.mark.parametrize(
    "body", [b'{"choices": [{"mess', b"", b"data: [DONE]", b"\xff\xfe\x00", b"[" * 100_000]
)
def test_that_half_a_reply_is_asked_for_again(body: bytes) -> None:
    error = fault(200, body)
    assert error.again
    assert "cut off or garbled" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        {"choices": []},
        {"choices": None},
        {"choices": [None]},
        {"choices": "no"},
        {},
        [],
        "text",
        3,
        None,
    ],
)
def test_that_json_of_another_kind_is_no_caption(body: object) -> None:
    error = fault(200, body)
    assert "not as a chat server does" in str(error)
    assert not error.again


@pytest.mark.parametrize("content", ["", "  \n", None, [], 5, {"a": 1}])
def test_that_an_empty_reply_is_asked_for_again(content: object) -> None:
    body = {"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}
    error = fault(200, body)
    assert error.again
    assert "empty reply" in str(error)


def test_that_a_model_that_only_thought_is_told_from_one_that_said_nothing() -> None:
    message = {"content": "", "reasoning_content": "Let me see…"}
    error = fault(200, {"choices": [{"message": message, "finish_reason": "length"}]})
    assert not error.again
    assert "only thought" in str(error)


def test_that_a_reply_in_parts_and_a_refusal_are_read() -> None:
    parts = [{"type": "text", "text": "A fox "}, {"type": "text", "text": "runs."}, None]
    body = {
        "model": "m",
        "choices": [{"message": {"content": parts}, "finish_reason": "length"}],
        "usage": {"prompt_tokens": 12, "completion_tokens": True},
    }
    said = said_in(reply(200, body), WHERE)
    assert (said.text, said.finish, said.model) == ("A fox runs.", "length", "m")
    assert (said.tokens_in, said.tokens_out) == (12, None)
    refused = {"choices": [{"message": {"content": None, "refusal": "I'm sorry."}}]}
    assert said_in(reply(200, refused), WHERE).text == "I'm sorry."


def test_that_a_wait_is_read_in_all_its_forms() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    assert 25 < (rest_of({"retry-after": soon}) or 0) <= 30
    assert rest_of({"retry-after": "2.5"}) == 2.5
    assert rest_of({"retry-after-ms": "1500", "retry-after": "9"}) == 1.5
    past = format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)
    assert rest_of({"retry-after": past}) == 0.0
    for nonsense in ("", "soon", "inf", "nan"):
        assert rest_of({"retry-after": nonsense}) is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_that_a_server_that_wants_an_hour_of_rest_ends_the_batch(status: int) -> None:
    error = refusal(reply(status, {}, retry_after="3600"), WHERE)
    assert error.fatal
    assert "60 minutes" in str(error)


def test_that_the_words_of_a_server_are_kept_short_and_on_one_line() -> None:
    error = refusal(reply(500, {"error": {"message": "a\nb " * 5000}}), WHERE)
    assert len(str(error)) < 400
    assert "\n" not in str(error) + error.detail
