from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app" / "ui").rglob("*.py"))


def our_methods(module_name: str) -> Iterator[tuple[str, object]]:
    """Public methods that no Qt class above has: those that are ours to describe."""
    module = importlib.import_module(module_name)
    for name, cls in inspect.getmembers(module, inspect.isclass):
        if cls.__module__ != module_name or name.startswith("_"):
            continue
        for method_name, method in vars(cls).items():
            inherited = any(hasattr(parent, method_name) for parent in cls.__mro__[1:])
            if inspect.isfunction(method) and not method_name.startswith("_") and not inherited:
                yield f"{name}.{method_name}", method


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_that_what_qt_does_not_describe_we_do(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    module_name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    assert [name for name, method in our_methods(module_name) if not method.__doc__] == []
