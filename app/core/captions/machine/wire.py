"""The connections to a server, and what can become of a request on its way.

The key goes into one header and nowhere else; what a server says is looked through before it is
shown.
"""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.core.captions.machine.addresses import is_near, shown
from app.core.captions.machine.asking import BackendError
from app.core.captions.machine.line import Line
from app.core.captions.machine.refusals import Reply
from app.core.jobs import ignore
from app.core.language import tr

if TYPE_CHECKING:
    import httpx

_LARGEST = 8 * 1024 * 1024  # bytes of a reply that are read
_SECRET = 8  # characters; a shorter key, such as "none" or "ollama", is a word of captions, too
_LEAST = 4  # characters; a key that is shorter yet is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds a server gets.

    Attributes:
        connect: To take the call.
        text: To answer without pictures; ``image``, ``video``: with them.
        first: The first answer, for which it may have to load the model.
        look: To say what it has.
    """

    connect: float = 5.0
    text: float = 180.0
    image: float = 180.0
    video: float = 300.0
    first: float = 600.0
    look: float = 10.0


class Wire:
    """The connections to one server.

    Args:
        base: The address all requests begin with.
        key: What the server lets itself be asked with; empty for none.
        connections: At once.
        patience: How long it is waited for.

    Attributes:
        where: The address, for people.
        line: Where requests run.
    """

    def __init__(self, base: str, key: str, connections: int, patience: Patience) -> None:
        self.where = shown(base)
        self.line = Line()
        self._base = base
        self._key = key.strip()
        self._connections = connections
        self._patience = patience
        self._client: httpx.AsyncClient | None = None

    async def get(self, url: str, seconds: float) -> Reply:
        """Return the reply to a question for what there is; raises `BackendError`."""
        return await self._sent("GET", url, None, seconds)

    async def post(self, url: str, body: dict[str, Any], seconds: float) -> Reply:
        """Return the reply to what is sent; raises `BackendError`."""
        return await self._sent("POST", url, body, seconds)

    def close(self) -> None:
        """Close all connections."""
        client, self._client = self._client, None
        if client is not None:
            self.line.run(client.aclose, ignore)
        self.line.close()

    async def _sent(
        self, method: str, url: str, body: dict[str, Any] | None, seconds: float
    ) -> Reply:
        import httpx

        if not self._base:
            raise BackendError(
                tr(
                    "That is not the address of a server: enter one such as "
                    "http://127.0.0.1:8080/v1."
                ),
                fatal=True,
            )
        client = self._opened()
        timeout = httpx.Timeout(seconds, connect=self._patience.connect, pool=None)
        try:
            async with asyncio.timeout(seconds + self._patience.connect):
                request = client.build_request(method, url, json=body, timeout=timeout)
                response = await client.send(request, stream=True)
                try:
                    data = await self._read(response)
                finally:
                    await response.aclose()
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise self._failure(error, seconds) from error
        except (UnicodeError, ValueError) as error:  # an address or a key that no header can hold
            raise BackendError(
                tr("{where} is no address that can be asked: check it.", where=self.where),
                fatal=True,
            ) from error
        headers = {name.lower(): self._cleared(value) for name, value in response.headers.items()}
        return Reply(response.status_code, headers, data)

    async def _read(self, response: httpx.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise BackendError(
                    tr(
                        "{where} sends more than {size} MB for one caption: check "
                        "the address and the model.",
                        where=self.where,
                        size=_LARGEST // 1024**2,
                    )
                )
        data = b"".join(parts)
        if response.status_code == 200 and len(self._key) < _SECRET:
            return data  # the words of a caption stay as they are
        return data.replace(self._key.encode(), b"***") if len(self._key) >= _LEAST else data

    def _cleared(self, text: str) -> str:
        return text.replace(self._key, "***") if len(self._key) >= _LEAST else text

    def _failure(self, error: Exception, seconds: float) -> BackendError:
        """Return what became of a request that got no reply."""
        import httpx

        detail = self._cleared(f"{type(error).__name__}: {error}")
        proxy = self._proxy()
        if isinstance(error, httpx.ConnectTimeout):
            words = _no_call(self.where, proxy)
        elif isinstance(error, TimeoutError | httpx.TimeoutException):
            words = tr(
                "{where} did not answer in {seconds:,.0f} s: look whether it still works, and "
                "choose fewer pictures or a smaller model.",
                where=self.where,
                seconds=seconds,
            )
        elif isinstance(error, httpx.ProxyError):
            words = tr(
                "The proxy {proxy} does not lead to {where}: check HTTPS_PROXY, or name the "
                "server in NO_PROXY.",
                proxy=proxy,
                where=self.where,
            )
            return BackendError(words, detail=detail, fatal=True)
        elif isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            words = tr("{where} is no address that can be asked: check it.", where=self.where)
            return BackendError(words, detail=detail, fatal=True)
        elif isinstance(error, httpx.ConnectError):
            return self._unreached(error, detail, proxy)
        else:
            words = tr(
                "{where} closed the connection in the middle of the reply: look whether it still "
                "runs, and at its log.",
                where=self.where,
            )
        return BackendError(words, detail=detail, again=True)

    def _unreached(self, error: Exception, detail: str, proxy: str) -> BackendError:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                return BackendError(_insecure(self.where, cause), detail=detail, fatal=True)
            cause = cause.__cause__ or cause.__context__
        return BackendError(_out_of_reach(self.where, proxy), detail=detail, again=True)

    def _opened(self) -> httpx.AsyncClient:
        """Return the client; begun in the loop that uses it."""
        import httpx

        if self._client is None:
            headers = {"Authorization": f"Bearer {self._checked_key()}", "User-Agent": "Rushes"}
            try:
                self._client = httpx.AsyncClient(
                    headers=headers,
                    verify=_trusted(),
                    limits=httpx.Limits(max_connections=self._connections),
                    trust_env=not is_near(self._base),  # a proxy leads away from one's own network
                    follow_redirects=False,  # a key is for one address
                )
            except (ImportError, ValueError) as error:  # a proxy of a kind that is not known
                raise BackendError(
                    tr(
                        "The proxy {proxy} is of a kind that cannot be used: name "
                        "{where} in NO_PROXY.",
                        proxy=self._proxy(),
                        where=self.where,
                    ),
                    fatal=True,
                ) from error
        return self._client

    def _checked_key(self) -> str:
        if not self._key.isascii() or not self._key.isprintable():
            raise BackendError(
                tr("The key holds characters that no key has: copy it again, whole and alone."),
                fatal=True,
            )
        return self._key or "none"

    def _proxy(self) -> str:
        """Return the proxy on the way to the server, without its password; empty for none."""
        import urllib.request

        host = urlsplit(self._base).hostname or ""
        if not host or is_near(self._base) or urllib.request.proxy_bypass(host):
            return ""
        proxies = urllib.request.getproxies()
        found = proxies.get(urlsplit(self._base).scheme) or proxies.get("all", "")
        return shown(found) or found.rpartition("@")[2]


def _no_call(where: str, proxy: str) -> str:
    if proxy:
        return tr(
            "{where} does not take the call through the proxy {proxy}: check the address, that "
            "the server runs, and the firewall.",
            where=where,
            proxy=proxy,
        )
    return tr(
        "{where} does not take the call: check the address, that the server runs, and the "
        "firewall.",
        where=where,
    )


def _out_of_reach(where: str, proxy: str) -> str:
    if proxy:
        return tr(
            "{where} cannot be reached through the proxy {proxy}: start the server, or check the "
            "address.",
            where=where,
            proxy=proxy,
        )
    return tr("{where} cannot be reached: start the server, or check the address.", where=where)


def _trusted() -> ssl.SSLContext:
    """Return whose certificates are trusted: those this system trusts, and the usual ones."""
    import certifi

    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


def _insecure(where: str, error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return tr(
            "The certificate of {where} is not trusted ({why}): check the address, or add the "
            "certificate to this system.",
            where=where,
            why=error.verify_message,
        )
    return tr("{where} does not speak https: try the address with http://.", where=where)
