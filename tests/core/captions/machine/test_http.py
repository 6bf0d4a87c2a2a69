"""A real server in another process, with every fault it can have."""

from __future__ import annotations

import contextlib
import itertools
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.captions.machine import http
from app.core.captions.machine.asking import Answer, BackendError, Frame, Question
from app.core.captions.machine.http import HttpBackend
from app.core.captions.machine.presets import Server
from app.core.captions.machine.wire import Patience
from app.core.jobs import JobContext, Progress, Stopped, ignore
from tests.caption_server import MODEL, Running, caption_of

KEY = "sk-very-secret-0123456789"
QUICK = Patience(connect=1, text=2, image=2, video=2, first=2, look=2)
CLIP = Question(
    key=("clip", 1), kind="video", frames=(Frame(b"\xff\xd8", 0.0),) * 4, prompt="Say.", duration=1
)
IDEA = Question(key=("clip", 0), kind="text", prompt="A fox.")


@pytest.fixture
def asking(server: Running) -> Iterator[Callable[..., Answer]]:
    """A function that asks the server; see `HttpBackend`."""
    opened: list[HttpBackend] = []

    def ask(question: Question = IDEA, *, patience: Patience = QUICK, **settings: object) -> Answer:
        given = {"preset": "other", "url": server.url, "model": MODEL, **settings}
        opened.append(HttpBackend(Server(**given), KEY, patience=patience))  # type: ignore[arg-type]
        return opened[-1].ask(question, ignore)

    yield ask
    for backend in opened:
        backend.close()


def fault(asking: Callable[..., Answer], **settings: object) -> BackendError:
    with pytest.raises(BackendError) as caught:
        asking(**settings)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "127.0.0.1" in sentence
    assert KEY not in sentence + caught.value.detail + repr(caught.value)
    return caught.value


def test_that_an_answer_says_who_gave_it_and_how(
    server: Running, asking: Callable[..., Answer]
) -> None:
    server.plan(["text", "A fox runs.", "length"])
    answer = asking()
    assert (answer.raw, answer.finish, answer.model) == ("A fox runs.", "length", MODEL)
    assert (answer.tokens_in, answer.tokens_out) == (700, 40)
    assert 0 < answer.seconds < 2


def test_that_the_key_is_in_one_header_and_nowhere_else(
    server: Running, asking: Callable[..., Answer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asking(CLIP)
    (asked,) = server.asked
    assert asked["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(asked["body"])
    assert KEY not in caplog.text
    backend = HttpBackend(Server(url=server.url), KEY)
    assert KEY not in f"{backend!r} {backend.name}"


def test_that_a_server_that_repeats_the_key_does_not_spread_it(
    server: Running, asking: Callable[..., Answer]
) -> None:
    server.plan(["status", 400, {"error": {"message": f"what is {KEY}?"}}])
    assert "what is ***?" in str(fault(asking))
    server.plan(["text", f"Your key is {KEY}."])
    assert asking().raw == "Your key is ***."


@pytest.mark.parametrize("key", ["x", "none", "ollama"])
def test_that_a_key_that_is_none_takes_no_words_out_of_a_caption(server: Running, key: str) -> None:
    backend = HttpBackend(Server(preset="other", url=server.url, model=MODEL), key, patience=QUICK)
    server.plan(["text", "None of them, none, sees the ollama next to the fox."])
    assert backend.ask(IDEA).raw == "None of them, none, sees the ollama next to the fox."
    backend.close()


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines", "tab\tbed"])
def test_that_a_key_no_header_can_hold_is_a_sentence_without_it(server: Running, key: str) -> None:
    backend = HttpBackend(Server(url=server.url, model="m"), key)
    with pytest.raises(BackendError, match="copy it again") as caught:
        backend.ask(IDEA)
    assert key not in str(caught.value) + caught.value.detail
    assert caught.value.fatal
    backend.close()


@pytest.mark.parametrize(
    ("step", "again", "said"),
    [
        (["half"], True, "closed the connection"),
        (["reset"], True, "closed the connection"),
        (["raw", '{"choices": [{"mes'], True, "cut off or garbled"),
        (["text", ""], True, "empty reply"),
        (["status", 500], True, "a fault of its own, 500"),
        (["status", 503, None, {"Retry-After": "3"}], True, "503"),
        (["status", 429, None, {"Retry-After": "3"}], True, "asked too much"),
        (["status", 401], False, "does not accept the key"),
        (["status", 403], False, "refuses access"),
        (["status", 404], False, "ends in /v1"),
        (["status", 413], False, "too much for"),
        (["raw", "<html><h1>Welcome</h1></html>", "text/html"], False, "web page"),
        (["status", 308, None, {"Location": "http://example.org/x"}], False, "example.org"),
    ],
)  # fmt: skip
def test_that_every_fault_is_one_sentence(
    server: Running, asking: Callable[..., Answer], step: list[object], again: bool, said: str
) -> None:
    server.plan(step)
    error = fault(asking)
    assert said in str(error)
    assert error.again == again


def test_that_50_000_characters_come_whole(server: Running, asking: Callable[..., Answer]) -> None:
    server.plan(["much"])
    assert len(asking().raw) == 50_000


def test_that_a_flood_is_cut_off(
    server: Running, asking: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.captions.machine.wire._LARGEST", 10_000)
    server.plan(["much"])
    assert "for one caption" in str(fault(asking))


def test_that_a_hang_ends_when_patience_does(
    server: Running, asking: Callable[..., Answer]
) -> None:
    server.plan(["hang", 5])
    begun = time.monotonic()
    short = Patience(connect=1, text=0.4, image=0.4, video=0.4, first=0.4, look=1)
    error = fault(asking, patience=short)
    assert time.monotonic() - begun < 2
    assert error.again
    assert "did not answer" in str(error)


def test_that_the_first_answer_may_take_longer_than_others(
    server: Running, asking: Callable[..., Answer]
) -> None:
    server.plan(["ok", 0.6])
    patience = Patience(connect=1, text=0.3, image=0.3, video=0.3, first=3, look=1)
    backend = HttpBackend(Server(url=server.url, model=MODEL), patience=patience)
    assert backend.ask(IDEA).raw == caption_of(-1)
    with pytest.raises(BackendError, match="did not answer"):
        backend.ask(IDEA)
    backend.close()


def test_that_a_server_that_is_absent_is_said_at_once(asking: Callable[..., Answer]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = fault(asking, url=f"http://127.0.0.1:{port}/v1")
    assert error.again
    assert "cannot be reached: start the server" in str(error)


def test_that_https_to_a_server_without_it_is_said(
    server: Running, asking: Callable[..., Answer]
) -> None:
    error = fault(asking, url=server.url.replace("http:", "https:"))
    assert error.fatal
    assert "try the address with http://" in str(error)


def test_that_a_certificate_nobody_vouches_for_is_said(samples: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(samples / "tls" / "self_signed.pem")
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]

        def greet() -> None:
            connection, _ = plain.accept()
            with contextlib.suppress(OSError), connection:
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=greet)
        thread.start()
        backend = HttpBackend(Server(url=f"https://127.0.0.1:{port}", model="m"), patience=QUICK)
        with pytest.raises(BackendError, match="is not trusted") as caught:
            backend.ask(IDEA)
        assert caught.value.fatal
        backend.close()
        thread.join()


@pytest.mark.parametrize("url", ["nowhere at all/%%", "ftp://x/v1", "http://"])
def test_that_an_address_that_is_none_is_said(url: str) -> None:
    backend = HttpBackend(Server(preset="other", url=url, model="m"), patience=QUICK)
    with pytest.raises(BackendError):
        backend.ask(IDEA)
    backend.close()


def test_that_no_proxy_stands_between_here_and_here(
    server: Running, asking: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert asking().raw


def test_that_a_proxy_that_fails_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://me:hidden@127.0.0.1:{port}")
    backend = HttpBackend(Server(url="http://gpu.example.org/v1", model="m"), patience=QUICK)
    with pytest.raises(BackendError) as caught:
        backend.ask(IDEA)
    backend.close()
    assert f"through the proxy http://127.0.0.1:{port}" in str(caught.value)
    assert "hidden" not in str(caught.value) + caught.value.detail


def test_that_a_question_is_given_up_at_once_and_its_socket_closed(server: Running) -> None:
    server.plan(["hang", 30])
    backend = HttpBackend(Server(url=server.url, model=MODEL))
    ctx = JobContext()
    timer = threading.Timer(0.5, ctx.stop)
    timer.start()
    begun = time.monotonic()
    with pytest.raises(Stopped):
        backend.ask(CLIP, ctx.checkpoint)
    assert time.monotonic() - begun < 1.5
    until = time.monotonic() + 2
    while not any("gone" in note for note in server.notes) and time.monotonic() < until:
        time.sleep(0.02)
    assert any("gone" in note for note in server.notes), "the server still waits"
    server.plan(["ok"])
    assert backend.ask(IDEA).raw  # and it can be asked again
    backend.close()
    timer.join()


def test_that_an_answer_comes_while_its_caller_is_paused(server: Running) -> None:
    server.plan(["ok", 0.3])
    patience = Patience(connect=1, text=1, image=1, video=1, first=1, look=1)
    backend = HttpBackend(Server(url=server.url, model=MODEL), patience=patience)
    ctx = JobContext()
    ctx.pause()
    timer = threading.Timer(1.5, ctx.resume)  # longer than the patience
    timer.start()
    assert backend.ask(IDEA, ctx.checkpoint).raw
    backend.close()
    timer.join()


def test_that_several_threads_may_ask_at_once(server: Running) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server.plan(["ok", 0.3])
    backend = HttpBackend(Server(url=server.url, model=MODEL, concurrency=6))
    begun = time.monotonic()
    with ThreadPoolExecutor(6) as pool:
        assert len(list(pool.map(lambda _: backend.ask(IDEA).raw, range(6)))) == 6
    assert time.monotonic() - begun < 1.5
    backend.close()


def test_that_what_a_server_refuses_is_left_out_from_then_on(server: Running) -> None:
    words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    complaint = {"error": {"message": words, "param": "max_tokens"}}
    hot = {"error": {"message": "Unsupported value: 'temperature' does not support 0.2"}}
    server.plan(["status", 400, complaint], ["status", 400, hot], ["ok"])
    backend = HttpBackend(Server(preset="other", url=server.url, model=MODEL))
    assert backend.ask(IDEA).raw
    assert backend.ask(IDEA).raw
    assert len(server.asked) == 4
    for asked in server.asked[2:]:
        assert asked["body"]["max_completion_tokens"] == 320
        assert not {"max_tokens", "temperature"} & set(asked["body"])
    backend.close()


def test_that_a_server_that_refuses_everything_is_not_asked_for_ever(
    server: Running, asking: Callable[..., Answer]
) -> None:
    server.plan(["status", 400, {"error": "unknown: seed, temperature, top_p, max_tokens"}])
    fault(asking)
    assert len(server.asked) <= 5


def test_that_the_first_model_is_asked_where_none_was_chosen(
    server: Running, asking: Callable[..., Answer]
) -> None:
    asking(model="")
    assert server.asked[0]["body"]["model"] == MODEL


def test_that_ollama_frees_the_memory_when_asked_to(server: Running) -> None:
    server.plan(["ok"], post={"/api/generate": {"done": True}})
    backend = HttpBackend(Server(preset="ollama", url=server.url, model="q"))
    assert backend.free()
    assert server.notes[-1]["body"] == {"model": "q", "keep_alive": 0}
    assert not HttpBackend(Server(preset="lmstudio", url=server.url, model="q")).free()
    backend.close()


# --------------------------------------------------------------------------- test of the connection


def look(server: Running, **settings: object) -> http.Connection:
    given = {"preset": "other", "url": server.url, **settings}
    return http.test_connection(Server(**given), KEY, patience=QUICK)  # type: ignore[arg-type]


def test_that_a_connection_says_what_there_is(server: Running) -> None:
    found = look(server)
    assert (found.models, found.vision, found.url) == ((MODEL,), None, server.url)
    assert f"{server.url} answers with 1 model ({MODEL})." in found.words
    assert "the first caption will show" in found.words
    assert "is not among them" in look(server, model="gpt-9").words
    assert not server.asked


def test_that_an_address_without_a_version_is_mended(server: Running) -> None:
    root = server.url.removesuffix("/v1")
    server.plan(["ok"], get={"/api/v1/models": {"data": [{"id": "a"}, {"id": "b"}]}})
    found = look(server, url=f"{root}/api")
    assert (found.url, found.models) == (f"{root}/api/v1", ("a", "b"))


@pytest.mark.parametrize(
    ("preset", "path", "answer", "vision"),
    [
        ("llama-server", "/props", {"modalities": {"vision": True, "audio": False}}, True),
        ("llama-server", "/props", {"modalities": {"vision": False}}, False),
        ("llama-server", "/props", {"modalities": "none"}, None),
        ("lmstudio", "/api/v0/models", {"data": [{"id": MODEL, "type": "vlm"}]}, True),
        ("lmstudio", "/api/v0/models", {"data": [{"id": MODEL, "type": "llm"}]}, False),
        ("koboldcpp", "/api/extra/version", {"vision": True}, True),
        ("koboldcpp", "/api/extra/older", {}, None),
        ("ollama", "/api/show", {"capabilities": ["completion", "vision"]}, True),
        ("ollama", "/api/show", {"capabilities": ["completion"]}, False),
        (
            "other",
            "/v1/models",
            {"data": [{"id": MODEL, "architecture": {"input_modalities": ["text", "image"]}}]},
            True,
        ),
    ],
)
def test_that_each_server_is_asked_in_its_way_whether_it_sees(
    server: Running, preset: str, path: str, answer: object, vision: bool | None
) -> None:
    verb = "post" if path == "/api/show" else "get"
    server.plan(["ok"], **{verb: {path: answer}})
    assert look(server, preset=preset, model=MODEL).vision is vision


def test_that_a_context_that_is_too_small_is_said(server: Running) -> None:
    props = {"modalities": {"vision": True}, "default_generation_settings": {"n_ctx": 4096}}
    server.plan(["ok"], get={"/props": props})
    found = look(server, preset="llama-server")
    assert found.context == 4096
    assert "It holds 4,096 tokens at once: start it with 8,192" in found.words


def test_that_a_server_without_a_model_says_so(server: Running) -> None:
    server.plan(["ok"], get={"/v1/models": {"object": "list", "data": []}})
    assert "has no model: load one" in look(server).words


@pytest.mark.parametrize("answer", ["<html>hello</html>", [], {"x": 1}, 3])
def test_that_what_is_no_chat_server_is_told_from_one(server: Running, answer: object) -> None:
    server.plan(["ok"], get={"/v1/models": answer})
    try:
        found = look(server)
    except BackendError as error:
        assert str(error).endswith(".")
    else:
        assert found.models == ()


def test_that_a_test_of_a_silent_address_can_be_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v1"
        calls = itertools.count()

        def stop(progress: Progress) -> None:
            if next(calls) > 3:
                raise Stopped

        begun = time.monotonic()
        with pytest.raises(Stopped):
            http.test_connection(Server(url=url), "", stop)
        assert time.monotonic() - begun < 1.5
