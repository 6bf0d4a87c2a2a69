"""No module of the window touches a file itself but in a function that is run in a thread."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app" / "ui").rglob("*.py"))

# Methods of Path, and functions, that go to a disk.
TOUCHING = {
    *("exists", "is_file", "is_dir", "is_symlink", "stat", "lstat", "resolve", "samefile"),
    *("read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "rglob", "glob"),
    *("unlink", "mkdir", "rmdir", "getsize", "walk", "scandir", "listdir"),
    *("resolved", "is_project", "file_key", "stored", "trouble_with", "relocating"),
    *(
        "look_for",
        "find_lost",
        "films_in",
        "may_hold_films",
        "recent_project",
        "parent_of_projects",
    ),
}
RUNNING = {"beside", "carry_out", "run", "in_thread", "submit", "run_in_executor"}

# Resources of the program and the settings of the person lie on this machine; both are small.
ALLOWED = {
    ("app/ui/theme.py", "read_text"),
    ("app/ui/icons.py", "glob"),
    ("app/ui/icons.py", "read_text"),
}


def names_of_functions_run_in_threads(tree: ast.Module) -> set[str]:
    """Functions of a module that are handed to `RUNNING`, and those that they call."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node) in RUNNING:
            found |= {arg.id for arg in node.args if isinstance(arg, ast.Name)}
    grown = True
    while grown:
        inner = {
            called(node)
            for name in found & functions.keys()
            for node in ast.walk(functions[name])
            if isinstance(node, ast.Call)
        }
        grown = bool((inner & functions.keys()) - found)
        found |= inner & functions.keys()
    return found


def called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def touches(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield line and name of each call that goes to a disk in the window's thread."""
    threaded = names_of_functions_run_in_threads(tree)

    def visit(node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.FunctionDef) and node.name in threaded:
            return
        if isinstance(node, ast.Call):
            name = called(node)
            if name in TOUCHING or (name == "open" and isinstance(node.func, ast.Name)):
                yield node.lineno, name
        for child in ast.iter_child_nodes(node):
            yield from visit(child)

    yield from visit(tree)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_that_the_window_reads_files_in_threads_only(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    found = [
        f"{place}:{line} {name}"
        for line, name in touches(ast.parse(path.read_text(encoding="utf-8")))
        if (place, name) not in ALLOWED
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def f(p):\n    return p.exists()", 1),
        ("open('a')", 1),
        ("def f(p): return p.is_dir()\nasync def g(j, p): await j.beside(f, p)", 0),
        ("def e(p): p.stat()\ndef f(p): e(p)\nasync def g(j, p): await j.beside(f, p)", 0),
        ("async def g(j, p): await j.beside(p.exists)", 0),
        ("async def g(j, p): await j.beside(f, p.resolve())", 1),
    ],
)
def test_that_the_hunt_finds_what_it_looks_for(code: str, found: int) -> None:
    assert len(list(touches(ast.parse(code)))) == found
