from __future__ import annotations

import base64
import dataclasses
import json
import re
import socket
import threading
from typing import Any

import pytest

from app.core.captions.machine.asking import Frame, Question
from app.core.captions.machine.chat import refused_in, request_of
from app.core.captions.machine.http import HttpBackend
from app.core.captions.machine.presets import Server

FRAMES = (Frame(b"\xff\xd8one", 0.0), Frame(b"\xff\xd8two", 0.3999), Frame(b"\xff\xd8three", 2.75))
CLIP = Question(
    key=("clip", 1),
    kind="video",
    frames=FRAMES,
    prompt="<task>",
    system="You caption.",
    duration=2.8125,
)


def picture(data: bytes) -> dict[str, Any]:
    url = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def test_that_a_clip_is_asked_about_as_pictures_between_their_times() -> None:
    assert request_of(CLIP, Server.of("llama-server"), "qwen3-vl:8b") == {
        "model": "qwen3-vl:8b",
        "messages": [
            {"role": "system", "content": "You caption."},
            {
                "role": "user",
                "content": [
                    {
                        "type": "text",
                        "text": "These are 3 frames in time order from one 2.8 s clip.",
                    },
                    {"type": "text", "text": "t=0.0s"},
                    picture(b"\xff\xd8one"),
                    {"type": "text", "text": "t=0.4s"},
                    picture(b"\xff\xd8two"),
                    {"type": "text", "text": "t=2.8s"},
                    picture(b"\xff\xd8three"),
                    {"type": "text", "text": "<task>"},
                ],
            },
        ],
        "max_tokens": 320,
        "temperature": 0.2,
        "top_p": 0.9,
        "seed": 1,
        "stream": False,
        "chat_template_kwargs": {"enable_thinking": False},
    }


def test_that_a_request_is_the_one_of_the_servers_to_the_byte() -> None:
    """What goes over the wire, against the text that `science.md` §2c prescribes (A1)."""
    said = (
        '{"model":"qwen3-vl:8b","messages":['
        '{"role":"system","content":"You caption."},'
        '{"role":"user","content":['
        '{"type":"text","text":"These are 2 frames in time order from one 2.8 s clip."},'
        '{"type":"text","text":"t=0.0s"},'
        '{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9hvbmU="}},'
        '{"type":"text","text":"t=0.4s"},'
        '{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,/9h0d28="}},'
        '{"type":"text","text":"<task 한>"}]}],'
        '"max_tokens":320,"temperature":0.2,"top_p":0.9,"seed":1,"stream":false,'
        '"chat_template_kwargs":{"enable_thinking":false}}'
    )
    question = dataclasses.replace(CLIP, frames=FRAMES[:2], prompt="<task 한>")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        given = dataclasses.replace(Server.of("llama-server"), url=url, model="qwen3-vl:8b")
        heard: list[bytes] = []
        taker = threading.Thread(target=_take, args=(listener, heard))
        taker.start()
        backend = HttpBackend(given)
        assert backend.ask(question).raw == "A fox."
        backend.close()
        taker.join(10)
    head, _, body = heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /v1/chat/completions HTTP/1.1\r\n")
    lines = head.lower().split(b"\r\n")
    assert b"authorization: bearer none" in lines and b"content-type: application/json" in lines
    assert body.decode() == said


def _take(listener: socket.socket, heard: list[bytes]) -> None:
    """Take one request as it comes, and answer it."""
    reply = b'{"choices":[{"message":{"content":"A fox."},"finish_reason":"stop"}]}'
    call, _ = listener.accept()
    with call:
        data = b""
        while True:
            head, end, body = data.partition(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if end and length and len(body) >= int(length[1]):
                break
            data += call.recv(65_536)
        heard.append(data)
        call.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        call.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(reply), reply))


def test_that_a_still_is_one_picture_before_the_task() -> None:
    still = Question(key=("still", 1), kind="image", frames=FRAMES[:1], prompt="<task>")
    (message,) = request_of(still, Server.of("lmstudio"), "m")["messages"]
    assert message["content"] == [picture(b"\xff\xd8one"), {"type": "text", "text": "<task>"}]


def test_that_words_alone_are_sent_as_a_plain_text() -> None:
    idea = Question(key=("clip", 0), kind="text", prompt="A fox.")
    assert request_of(idea, Server.of("other"), "")["messages"][-1]["content"] == "A fox."
    assert "model" not in request_of(idea, Server.of("other"), "")


@pytest.mark.parametrize(
    ("name", "has", "has_not"),
    [
        ("llama-server", {"max_tokens", "chat_template_kwargs"}, {"reasoning_effort"}),
        ("vllm", {"max_tokens", "chat_template_kwargs"}, {"reasoning_effort"}),
        ("ollama", {"max_tokens", "reasoning_effort"}, {"chat_template_kwargs"}),
        ("lmstudio", {"max_tokens"}, {"chat_template_kwargs", "reasoning_effort"}),
        ("koboldcpp", {"max_tokens"}, {"chat_template_kwargs", "reasoning_effort"}),
        ("openai", {"max_completion_tokens"}, {"max_tokens", "chat_template_kwargs"}),
    ],
)
def test_that_only_what_a_server_knows_is_said(name: str, has: set[str], has_not: set[str]) -> None:
    sent = set(request_of(CLIP, Server.of(name), "m"))
    assert has <= sent
    assert not has_not & sent


def test_that_what_a_person_adds_cannot_change_what_is_asked() -> None:
    extra = {"messages": [], "model": "x", "stream": True, "top_k": 20, "temperature": 0.7}
    sent = request_of(CLIP, Server(extra=extra), "m")
    assert (sent["model"], sent["stream"], sent["top_k"], sent["temperature"]) == (
        "m",
        False,
        20,
        0.7,
    )
    assert len(sent["messages"]) == 2


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
            "'max_completion_tokens' instead. [unsupported_parameter]",
            "max_tokens",
        ),
        (
            "Unsupported value: 'temperature' does not support 0.2 with this model. Only the "
            "default (1) value is supported.",
            "temperature",
        ),
        ("Extra inputs are not permitted body.chat_template_kwargs", "chat_template_kwargs"),
        ("invalid reasoning value: 'none'", None),
        ("The image is not supported", None),
        ("this request exceeds the available context size", None),
    ],
)
def test_that_a_complaint_names_the_part_that_can_be_left_out(words: str, name: str | None) -> None:
    sent = request_of(CLIP, Server.of("llama-server"), "m")
    assert refused_in(words, sent) == name


def test_that_a_refused_limit_is_called_by_its_other_name() -> None:
    sent = request_of(CLIP, Server.of("other"), "m", ["max_tokens", "temperature"])
    assert sent["max_completion_tokens"] == 320
    assert not {"max_tokens", "temperature"} & set(sent)
    both = request_of(CLIP, Server.of("other"), "m", ["max_tokens", "max_completion_tokens"])
    assert not {"max_tokens", "max_completion_tokens"} & set(both)
    assert json.dumps(both)
