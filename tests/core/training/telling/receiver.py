"""A server on this machine that a run's end can be told to."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PIECE = bytes(1 << 20)


@dataclass
class Receiver:
    """Answers with each of its codes once, then with the last for good.

    Attributes:
        got: Headers and body of each request.
        silent: Whether it never answers.
        endless: Whether its answer has no end.
        sent: Bytes of an answer without end.
    """

    codes: list[int] = field(default_factory=lambda: [200])
    silent: bool = False
    endless: bool = False
    sent: int = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def __enter__(self) -> Receiver:
        mine, self._end = self, threading.Event()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                mine.got.append((dict(self.headers), body))
                if mine.silent:
                    mine._end.wait(30)
                    return
                code = mine.codes.pop(0) if len(mine.codes) > 1 else mine.codes[0]
                self.send_response(code)
                while mine.endless and mine.sent < 1 << 29:
                    mine.sent += len(_PIECE)
                    try:
                        self.wfile.write(_PIECE if mine.sent > len(_PIECE) else b"")
                        self.end_headers()
                    except OSError:
                        return
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/hook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._server.shutdown()
        self._server.server_close()
