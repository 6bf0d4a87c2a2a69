"""Drive the real window through real work, and save a picture of every screen and state.

    python -m tests.tour OUT

writes OUT/PASS/NN-NAME.png and OUT/PASS/contact.png for each pass, prints what is wrong and exits 1
where something is. With an option it makes one pass of what was asked for, into OUT itself.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PASSES: dict[str, list[str]] = {
    "1600x1000": [],
    "1600x1000-150": ["--scale", "1.5", "--size", "1280x800"],
    "1280x800": ["--size", "1280x800"],
    "light": ["--theme", "light"],
    "korean": ["--korean", "--language", "ko"],
    "japanese": ["--language", "ja"],
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tour", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--only", metavar="NAME", action="append", help="this chapter; again for more"
    )
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--size", default="1600x1000", metavar="WxH")
    parser.add_argument("--theme", choices=["dark", "light"], default="dark")
    parser.add_argument("--korean", action="store_true", help="Korean names and captions")
    parser.add_argument("--language", choices=["en", "ko", "ja"], default="en")
    options = parser.parse_args()
    if len(sys.argv) == 2:
        return all_passes(options.out)
    return one_pass(options)


def all_passes(out: Path) -> int:
    """Make every pass in a process of its own."""
    worst = 0
    for name, arguments in PASSES.items():
        sys.stdout.write(f"--- {name}\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", "tests.tour", str(out / name), *arguments]
        command += [] if arguments else ["--theme", "dark"]
        worst = max(worst, subprocess.call(command))
    return worst


def one_pass(options: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        put_up_screen(Path(folder, "screen.json"), options.scale)
        return report(options)


def put_up_screen(file: Path, scale: float) -> None:
    """Let Qt draw on a screen that is large enough: its own idea of one is 800x800."""
    screen = {"name": "tour", "x": 0, "y": 0, "width": 2560, "height": 1440, "dpr": 1}
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96}
    file.write_text(json.dumps({"screens": [screen | dots]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={file.as_posix()}"
    os.environ["QT_SCALE_FACTOR"] = str(scale)


def report(options: argparse.Namespace) -> int:
    """Make the pass and say what is wrong in it."""
    from tests.tour.passing import Look, make_pass  # after Qt was told

    width, _, height = options.size.partition("x")
    size = int(width), int(height)
    look = Look(size, options.theme, korean=options.korean, language=options.language)
    findings = make_pass(options.out, look, options.only)
    for sentence in findings.problems:
        sys.stdout.write(f"{sentence}\n")
    pictures, wrong = len(findings.pictures), len(findings.problems)
    sys.stdout.write(f"{' '.join(f'{k} {v:.0f} s' for k, v in findings.seconds.items())}\n")
    sys.stdout.write(f"{pictures} pictures in {options.out}, {wrong} problems\n")
    return 1 if wrong or not pictures else 0


if __name__ == "__main__":
    sys.exit(main())
