"""The wall, the layers and the sizes."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "app").rglob("*.py"))
MAX_MODULE, MAX_CLASS = 400, 250  # lines
REFUSED = {
    "utils",
    "helpers",
    "common",
    "misc",
    "base",
    "manager",
    "service",
    "lib",
    "util",
    "helper",
}
QT = ("PySide6", "shiboken6", "qasync", "pyqtgraph")
SLOW_TO_IMPORT = ("av", "cv2", "torch", "scenedetect", "pyqtgraph")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)


def test_that_every_core_module_imports_where_qt_does_not_exist() -> None:
    names = [
        module_name(path) for path in MODULES if "ui" not in path.parts and path.stem != "__main__"
    ]
    code = f"import sys, importlib\nfor q in {QT}: sys.modules[q] = None\n"
    code += f"for name in {names}: importlib.import_module(name)"
    done = run_python(code)
    assert done.returncode == 0, done.stderr


def test_that_the_command_line_starts_without_heavy_libraries() -> None:
    done = run_python(
        f"import sys, app.cli.program; print([m for m in {SLOW_TO_IMPORT} if m in sys.modules])"
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_that_imports_run_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_that_a_module_keeps_to_its_size_and_has_a_telling_name(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_MODULE
    assert path.stem not in REFUSED
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            assert lines_of(node) <= MAX_CLASS, node.name


@pytest.mark.parametrize(
    "page", [path for path in MODULES if path.name == "__init__.py"], ids=module_name
)
def test_that_the_page_of_a_package_names_what_is_in_it(page: Path) -> None:
    said = page.read_text(encoding="utf-8")
    if page.parent.name == "cli":  # its modules are called what the commands are
        return
    if page == ROOT / "app" / "core" / "__init__.py":
        said = (ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    inside = {path.relative_to(page.parent).parts[0].removesuffix(".py") for path in MODULES
              if page.parent in path.parents}  # fmt: skip
    families = tuple(re.findall(r"(\w+_)…", said))
    missing = {
        name
        for name in inside
        if not name.startswith("_")
        and not name.startswith(families)
        and not re.search(rf"(?<!\w)({name}|…_{name.split('_')[-1]})(?!\w)", said)
    }
    assert not missing


def lines_of(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def functions() -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


def test_that_functions_stay_small() -> None:
    lengths = sorted(lines_of(node) for node in functions())
    assert statistics.median(lengths) < 10
    assert lengths[int(len(lengths) * 0.98)] <= 60
