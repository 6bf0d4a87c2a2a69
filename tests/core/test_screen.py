from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from app.core.errors import AppError
from app.core.screen import check_screen

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a Linux matter")


def test_that_no_screen_is_said() -> None:
    with pytest.raises(AppError, match="no screen here"):
        check_screen({})


@pytest.mark.parametrize("display", [":54321", "garbage", ":99999999", "", "a:b", "[::1]:54321"])
def test_that_a_screen_that_does_not_answer_is_said(display: str, tmp_path: Path) -> None:
    wrong = {"DISPLAY": display, "WAYLAND_DISPLAY": "none", "XDG_RUNTIME_DIR": str(tmp_path)}
    with pytest.raises(AppError, match="does not answer: correct"):
        check_screen(wrong)


def test_that_a_screen_that_answers_is_taken(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as wayland:
        wayland.bind(str(tmp_path / "w"))
        wayland.listen()
        check_screen({"WAYLAND_DISPLAY": "w", "XDG_RUNTIME_DIR": str(tmp_path)})
        check_screen({"WAYLAND_DISPLAY": str(tmp_path / "w")})


def test_that_an_x_server_of_the_network_is_asked() -> None:
    with socket.socket() as server:
        for number in range(900, 1000):
            try:
                server.bind(("127.0.0.1", 6000 + number))
            except OSError:
                continue
            break
        server.listen()
        check_screen({"DISPLAY": f"127.0.0.1:{number}.0"})


def test_that_a_platform_that_was_chosen_is_left_to_qt() -> None:
    check_screen({"QT_QPA_PLATFORM": "offscreen"})
