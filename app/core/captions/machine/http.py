"""Ask a server that speaks OpenAI's protocol, wherever it runs.

A request is given up at once when its checkpoint says so, and its socket is closed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from app.core.captions.machine.addresses import root_of, shown, with_version
from app.core.captions.machine.asking import Answer, BackendError, Question
from app.core.captions.machine.chat import refused_in, request_of
from app.core.captions.machine.presets import Server
from app.core.captions.machine.refusals import Reply, refusal, words_of
from app.core.captions.machine.replies import said_in, value_of
from app.core.captions.machine.wire import Patience, Wire
from app.core.jobs import Checkpoint, ignore
from app.core.language import tr

_DROPPED = 4  # parts of a request that a server may refuse before it is given up
_BAD_REQUEST = (400, 422)


class HttpBackend:
    """A server; may be asked from several threads.

    Args:
        server: Which, and how.
        key: What it lets itself be asked with; empty for none.
        patience: How long it is waited for.
    """

    def __init__(self, server: Server, key: str = "", *, patience: Patience | None = None) -> None:
        self._server = server
        self._wire = Wire(server.base, key, server.concurrency, patience or Patience())
        self._patience = patience or Patience()
        self._without: tuple[str, ...] = ()  # parts of a request that it refused
        self._answered = False
        self._model = server.model

    @property
    def name(self) -> str:
        """The kind of server and where it is."""
        return f"{self._server.kind.name}, {self._server.where}"

    @property
    def concurrency(self) -> int:
        """As the server was set up."""
        return self._server.concurrency

    def ask(self, question: Question, checkpoint: Checkpoint = ignore) -> Answer:
        """Return the answer; see `asking.Backend.ask`."""
        begun = time.monotonic()
        seconds = getattr(self._patience, question.kind)
        if not self._answered:
            seconds = max(seconds, self._patience.first)
        model = self._model or self._first_model(checkpoint)
        reply = self._wire.line.run(lambda: self._reply(question, model, seconds), checkpoint)
        if reply.status != 200:
            raise refusal(reply, self._wire.where, model)
        said = said_in(reply, self._wire.where)
        self._answered = True
        return Answer(
            raw=said.text,
            model=said.model or model,
            finish=said.finish,
            seconds=time.monotonic() - begun,
            tokens_in=said.tokens_in,
            tokens_out=said.tokens_out,
        )

    def free(self, checkpoint: Checkpoint = ignore) -> bool:
        """Let Ollama free the GPU's memory at once; return whether it was asked to.

        Other servers hold their model as long as they run.

        Raises `BackendError`.
        """
        if self._server.kind.probe != "ollama" or not self._model:
            return False
        body = {"model": self._model, "keep_alive": 0}
        url = f"{root_of(self._server.base)}/api/generate"
        seconds = self._patience.look
        reply = self._wire.line.run(lambda: self._wire.post(url, body, seconds), checkpoint)
        return reply.status == 200

    def close(self) -> None:
        """Close all connections; a later question opens others."""
        self._wire.close()

    async def _reply(self, question: Question, model: str, seconds: float) -> Reply:
        """Send a question, without what the server refuses."""
        url = f"{self._server.base}/chat/completions"
        for _ in range(_DROPPED):
            sent = request_of(question, self._server, model, self._without)
            reply = await self._wire.post(url, sent, seconds)
            refused = refused_in(words_of(reply), sent) if reply.status in _BAD_REQUEST else None
            if refused is None:
                break
            if refused not in self._without:
                self._without = (*self._without, refused)
        return reply

    def _first_model(self, checkpoint: Checkpoint) -> str:
        """Return the first model the server has; empty where it does not say."""
        reply = self._wire.line.run(
            lambda: self._wire.get(f"{self._server.base}/models", self._patience.look), checkpoint
        )
        if reply.status != 200:
            return ""
        self._model = next(iter(names_in(value_of(reply, self._wire.where))), "")
        return self._model


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What a server that answers says of itself.

    Attributes:
        url: The address that works; it may be the given one with ``/v1`` at its end.
        models: What it has, as they are called in a request.
        vision: Whether the model takes pictures; None where only a try would tell.
        context: Tokens it can hold at once; None where it does not say.
        words: All that, for people; one sentence or a few.
    """

    url: str
    models: tuple[str, ...]
    vision: bool | None
    context: int | None
    words: str


_ENOUGH = 8192  # tokens that 16 pictures and a caption need, with room to spare


def test_connection(
    server: Server,
    key: str = "",
    checkpoint: Checkpoint = ignore,
    *,
    patience: Patience | None = None,
) -> Connection:
    """Return what a server says of itself; no model is loaded and nothing is asked of it.

    Raises:
        BackendError: It does not answer, or not as such a server does.
        Stopped: The checkpoint said so.
    """
    patience = patience or Patience()
    wire = Wire(server.base, key, 1, patience)
    try:
        return wire.line.run(lambda: _looked(wire, server, patience.look), checkpoint)
    finally:
        wire.close()


async def _looked(wire: Wire, server: Server, seconds: float) -> Connection:
    base = server.base
    reply = await wire.get(f"{base}/models", seconds)
    further = with_version(base)
    if (reply.status in (404, 405) or not _is_list(reply)) and further and reply.status < 500:
        other = await wire.get(f"{further}/models", seconds)
        if other.status == 200 and _is_list(other):
            base, reply = further, other
    if reply.status != 200:
        raise refusal(reply, wire.where)
    value = value_of(reply, wire.where)
    models = tuple(names_in(value))
    model = server.model or next(iter(models), "")
    vision, context = await Probe(wire, base, seconds).look(server, value, model)
    words = _words(shown(base), models, server.model, (vision, context))
    return Connection(url=base, models=models, vision=vision, context=context, words=words)


def _is_list(reply: Reply) -> bool:
    return bool(names_in(_object(reply))) or "data" in _object(reply)


def _words(
    where: str, models: tuple[str, ...], chosen: str, known: tuple[bool | None, int | None]
) -> str:
    vision, context = known
    said = [_answering(where, models)]
    if models and chosen and chosen not in models:
        said.append(tr('"{model}" is not among them: choose another.', model=chosen))
    if vision is None:
        said.append(tr("Whether it takes pictures, the first caption will show."))
    else:
        takes_none = tr("It takes no pictures: load another model.")
        said.append(tr("It takes pictures.") if vision else takes_none)
    if context is not None and context < _ENOUGH:
        said.append(
            tr(
                "It holds {context:,} tokens at once: start it with {enough:,}, or choose fewer "
                "pictures.",
                context=context,
                enough=_ENOUGH,
            )
        )
    return " ".join(said)


def _answering(where: str, models: tuple[str, ...]) -> str:
    if not models:
        return tr("{where} answers, but has no model: load one there.", where=where)
    if len(models) == 1:
        return tr("{where} answers with 1 model ({model}).", where=where, model=models[0])
    return tr("{where} answers with {number:,} models.", where=where, number=len(models))


class Probe:
    """Looks whether a model takes pictures, and how many tokens it holds, each server in its way.

    Args:
        wire: To the server.
        base: The address that works.
        seconds: It gets for each look.
    """

    def __init__(self, wire: Wire, base: str, seconds: float) -> None:
        self._wire, self._root, self._seconds = wire, root_of(base), seconds

    async def look(
        self, server: Server, listed: dict[str, Any], model: str
    ) -> tuple[bool | None, int | None]:
        """Return both; None where the server does not say."""
        kind = server.kind.probe
        try:
            if kind == "llama":
                return _of_llama(await self._get("/props"))
            if kind == "ollama":
                body = {"model": model}
                reply = await self._wire.post(f"{self._root}/api/show", body, self._seconds)
                return _named(_object(reply).get("capabilities"), "vision"), None
            if kind == "lmstudio":
                return _of_studio(await self._get("/api/v0/models"), model)
            if kind == "koboldcpp":
                vision = (await self._get("/api/extra/version")).get("vision")
                return vision if isinstance(vision, bool) else None, None
        except BackendError:  # an older version, which does not know the question
            return None, None
        return _of_list(listed, model)

    async def _get(self, path: str) -> dict[str, Any]:
        return _object(await self._wire.get(f"{self._root}{path}", self._seconds))


def _of_llama(props: dict[str, Any]) -> tuple[bool | None, int | None]:
    kinds, settings = props.get("modalities"), props.get("default_generation_settings")
    vision = kinds.get("vision") if isinstance(kinds, dict) else None
    context = settings.get("n_ctx") if isinstance(settings, dict) else None
    return (
        vision if isinstance(vision, bool) else None,
        context if isinstance(context, int) and context > 0 else None,
    )


def _of_studio(listed: dict[str, Any], model: str) -> tuple[bool | None, int | None]:
    one = _listed(listed, model)
    context = one.get("loaded_context_length")
    kind = one.get("type")
    vision = kind == "vlm" if isinstance(kind, str) else None
    return vision, context if isinstance(context, int) and context > 0 else None


def _of_list(listed: dict[str, Any], model: str) -> tuple[bool | None, int | None]:
    """Return what a list of models says itself, as those of vLLM and of OpenRouter do."""
    one = _listed(listed, model)
    built = one.get("architecture")
    kinds = built.get("input_modalities") if isinstance(built, dict) else None
    context = one.get("max_model_len", one.get("context_length"))
    return _named(kinds, "image"), context if isinstance(context, int) and context > 0 else None


def _listed(listed: dict[str, Any], model: str) -> dict[str, Any]:
    every = listed.get("data")
    found = [each for each in every if isinstance(each, dict)] if isinstance(every, list) else []
    return next((each for each in found if each.get("id") == model), {})


def _named(values: object, name: str) -> bool | None:
    return name in values if isinstance(values, list) else None


def _object(reply: Reply) -> dict[str, Any]:
    """Return the object in a reply; an empty one where there is none."""
    if reply.status != 200:
        return {}
    try:
        return value_of(reply, "")
    except BackendError:
        return {}


def names_in(value: dict[str, Any]) -> list[str]:
    """Return the models that ``GET /models`` lists, as they are called in a request."""
    listed = value.get("data", value.get("models"))
    if not isinstance(listed, list):
        return []
    found = [each.get("id", each.get("name")) for each in listed if isinstance(each, dict)]
    return [name for name in found if isinstance(name, str) and name]
