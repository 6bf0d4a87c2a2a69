"""A server that speaks OpenAI's protocol, in a process of its own, and fails as it is told to.

``python -m tests.caption_server FOLDER`` prints its port. ``FOLDER/plan.json`` says what becomes of
the questions: ``{"default": [STEP, …], "by": {"NAME": [STEP, …]}}``. NAME is looked for in the text
of a question (a test puts it into the prompt, or it is the number that the first picture shows);
each question of a name takes the next step of its list, and the last step again and again. Each
question goes as a line of JSON into ``FOLDER/asked.jsonl`` before it is answered.
"""

from __future__ import annotations

import base64
import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

from tests.films import frame_number

PLAN, ASKED = "plan.json", "asked.jsonl"
ROOT = Path(__file__).parents[1]
MODEL = "qwen3-vl:8b"


def caption_of(number: int) -> str:
    """What the model says of a clip whose first picture shows a number."""
    return f"A fox number {number} walks through the snow. The camera pans left."


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        plan = self.server.plan()
        answers = {"/v1/models": {"object": "list", "data": [{"id": MODEL}]}, **plan.get("get", {})}
        if self.path in answers:
            self.reply(200, answers[self.path])
        else:
            self.reply(404, {"error": {"message": f"no {self.path}"}})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        plan = self.server.plan()
        if self.path in plan.get("post", {}):
            self.server.note({"path": self.path, "body": body})
            self.reply(200, plan["post"][self.path])
            return
        if self.path != "/v1/chat/completions":
            self.reply(404, {"detail": "Not Found"})
            return
        number, pictures = seen(body)
        step = self.server.step(number, body)
        self.server.note(
            {
                "number": number,
                "pictures": pictures,
                "step": step,
                "authorization": self.headers.get("Authorization"),
                "at": time.monotonic(),
                "under_way": self.server.under_way,
                "body": without_pictures(body),
            }
        )
        with self.server.working():
            getattr(self, f"say_{step[0]}")(number, *step[1:])

    # ------------------------------------------------------------------- what can become of it

    def say_ok(self, number: int, seconds: float = 0.0) -> None:
        time.sleep(seconds)
        self.complete(caption_of(number))

    def say_text(self, number: int, text: str, finish: str = "stop") -> None:
        self.complete(text, finish)

    def say_much(self, number: int) -> None:
        words = " ".join(f"word{n}" for n in range(7000))
        self.complete(words[:50_000], "length")

    def say_message(self, number: int, message: dict[str, Any], finish: str = "stop") -> None:
        self.reply(200, {"choices": [{"message": message, "finish_reason": finish}]})

    def say_status(
        self, number: int, status: int, body: object = None, headers: dict[str, str] | None = None
    ) -> None:
        self.reply(status, body or {"error": {"message": f"status {status}"}}, headers or {})

    def say_raw(self, number: int, text: str, kind: str = "application/json") -> None:
        self.send(200, text.encode(), {"Content-Type": kind})

    def say_half(self, number: int) -> None:
        data = json.dumps({"choices": [{"message": {"content": caption_of(number)}}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2])
        self.cut()

    def say_reset(self, number: int) -> None:
        linger = b"\1\0\0\0\0\0\0\0"  # on, for no time: the other side sees a reset
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def say_hang(self, number: int, seconds: float = 60.0) -> None:
        self.server.note({"hangs": number})
        self.connection.settimeout(seconds)
        try:
            gone = self.connection.recv(1) == b""
        except OSError:
            gone = True
        self.server.note({"gone": number} if gone else {"late": number})
        self.close_connection = True

    def complete(self, text: str, finish: str = "stop") -> None:
        message = {"role": "assistant", "content": text}
        self.reply(
            200,
            {
                "model": MODEL,
                "choices": [{"index": 0, "message": message, "finish_reason": finish}],
                "usage": {"prompt_tokens": 700, "completion_tokens": 40},
            },
        )

    def reply(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        if isinstance(body, str):
            self.send(status, body.encode(), {"Content-Type": "text/html", **(headers or {})})
            return
        data = json.dumps(body).encode()
        self.send(status, data, {"Content-Type": "application/json", **(headers or {})})

    def send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def cut(self) -> None:
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True


class Server(ThreadingHTTPServer):
    """The server, and what it remembers."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self._folder = folder
        self._lock = threading.Lock()
        self._steps: dict[str, int] = {}
        self._run = ""
        self.under_way = 0

    def plan(self) -> dict[str, Any]:
        try:
            plan: dict[str, Any] = json.loads((self._folder / PLAN).read_bytes())
        except FileNotFoundError:
            return {}
        return plan

    def step(self, number: int, body: dict[str, Any]) -> list[Any]:
        """Return what becomes of a question: the next step of its list."""
        plan = self.plan()
        prompt = json.dumps(without_pictures(body))
        names = [
            name
            for name in plan.get("by", {})
            if name == str(number) or (not name.isdigit() and name in prompt)
        ]
        name = names[0] if names else "default"
        steps = plan["by"][name] if names else plan.get("default", [["ok"]])
        counted = name if names else f"default {number}"
        with self._lock:
            if plan.get("run", "") != self._run:
                self._run, self._steps = plan["run"], {}
            place = self._steps.get(counted, 0)
            self._steps[counted] = place + 1
        step: list[Any] = steps[min(place, len(steps) - 1)]
        return step

    @contextmanager
    def working(self) -> Iterator[None]:
        with self._lock:
            self.under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self.under_way -= 1

    def note(self, value: object) -> None:
        with self._lock, (self._folder / ASKED).open("ab") as file:
            file.write(f"{json.dumps(value)}\n".encode())

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that goes away is a thing to test."""


def seen(body: dict[str, Any]) -> tuple[int, int]:
    """Return the number that the first picture shows (-1: none) and how many pictures there are."""
    content = body["messages"][-1]["content"]
    parts = content if isinstance(content, list) else []
    urls = [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]
    if not urls:
        return -1, 0
    data = base64.b64decode(urls[0].removeprefix("data:image/jpeg;base64,"))
    return number_in(data), len(urls)


def number_in(jpeg: bytes) -> int:
    """Return the number that a picture of `tests.films` shows; -1 where it shows none."""
    try:
        gray = np.array(Image.open(io.BytesIO(jpeg)).convert("L"))
        return frame_number(av.VideoFrame.from_ndarray(gray, format="gray"))
    except (ValueError, OSError):
        return -1


def without_pictures(body: dict[str, Any]) -> dict[str, Any]:
    """Return a request as it is noted."""
    messages = []
    for message in body["messages"]:
        content = message["content"]
        if isinstance(content, list):
            content = [
                part if part["type"] == "text" else f"{part['image_url']['url'][:40]}…"
                for part in content
            ]
        messages.append({**message, "content": content})
    return {**body, "messages": messages}


class Running:
    """The server's process as a test sees it.

    Attributes:
        url: Its base, with ``/v1``.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.caption_server", str(folder)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        self.url = f"http://127.0.0.1:{self.port}/v1"

    def plan(self, *default: Sequence[Any], **more: object) -> None:
        """Say what becomes of questions from now on."""
        plan = {"run": uuid.uuid4().hex, **more, **({"default": default} if default else {})}
        part = self._folder / f"{PLAN}.part"
        part.write_text(json.dumps(plan), encoding="utf-8")
        part.replace(self._folder / PLAN)

    @property
    def notes(self) -> list[dict[str, Any]]:
        """What the server noted, in order."""
        try:
            lines = (self._folder / ASKED).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The questions it got."""
        return [note for note in self.notes if "number" in note]

    def forget(self) -> None:
        """Begin with no notes."""
        (self._folder / ASKED).unlink(missing_ok=True)

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


def main() -> None:
    """Serve until killed."""
    server = Server(Path(sys.argv[1]))
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    parent = os.getppid()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while os.getppid() == parent:  # whoever started it died: so does this
        time.sleep(0.5)


if __name__ == "__main__":
    main()
