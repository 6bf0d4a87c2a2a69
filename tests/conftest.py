"""What every test gets: no screen, a cache and settings of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported anywhere
if os.name == "nt":  # Qt without a screen looks for fonts beside itself there, and has none
    os.environ.setdefault("QT_QPA_FONTDIR", str(Path(os.environ["SYSTEMROOT"], "Fonts")))
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # not the person's

import pytest
from hypothesis import settings

from app.core import language

pytest_plugins = ["tests.watch"]

# The same examples on every run, and no deadline: a busy machine is no failure.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")

Speaking = Callable[[dict[str, str]], None]

SAMPLES = Path(__file__).parent / "samples"


def pytest_xdist_auto_num_workers() -> int:
    """Test with a worker more than there are processors: many a test waits for something."""
    return min(8, (os.cpu_count() or 1) + 1)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep derived data and settings of a test out of the person's."""
    monkeypatch.setenv("RUSHES_CACHE", str(tmp_path / "rushes-cache"))
    monkeypatch.setenv("RUSHES_SETTINGS", str(tmp_path / "rushes-settings"))


@pytest.fixture
def samples() -> Path:
    """The folder of committed sample files."""
    return SAMPLES


@pytest.fixture
def demo_film() -> Path:
    """The 72 s film that ships with the program: 1280x720, 24 fps, 1,728 frames."""
    return Path(__file__).parents[1] / "resources" / "demo" / "big_buck_bunny_72s.mp4"


@pytest.fixture
def speaking(tmp_path: Path) -> Iterator[Speaking]:
    """Speaks Korean with the texts it is given, until the test has ended."""
    folder = tmp_path / "languages"

    def speak(texts: dict[str, str]) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "ko.json").write_text(json.dumps(texts), encoding="utf-8")
        language.use("ko", folder)

    yield speak
    language.use("en", folder)
