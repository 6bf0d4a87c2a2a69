"""The texts of the program are found, and catalogs can stand for them."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from app.core import language


@pytest.fixture(scope="module")
def texts() -> ModuleType:
    path = Path(__file__).parents[1] / "packaging" / "texts.py"
    spec = importlib.util.spec_from_file_location("texts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["texts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('self.tr("Open") ', ["Open"]),
        ('tr("Cannot read " "{path}.", path=path)', ["Cannot read {path}."]),
        ('self.tr("Play" if paused else "Pause")', ["Play", "Pause"]),
        ('QCoreApplication.translate("Ledger", "Sum")', ["Sum"]),
        ('counted(3, "film")', ["{number:,} films"]),
        ('counted(n, "entry", "entries")', ["{number:,} entries"]),
        ('Command("a.b", "Do it", (), "Edit")', ["Do it", "Edit"]),
        ("tr(variable)", []),
    ],
)
def test_a_marked_text_is_found(texts: ModuleType, code: str, found: list[str]) -> None:
    call = ast.parse(code.strip()).body[0].value  # type: ignore[attr-defined]
    assert list(texts.of_call(call)) == found


@pytest.mark.parametrize(
    ("text", "said", "right"),
    [
        ("{} of {}", "{1} 중 {0}", True),
        ("{} of {}", "{}", False),
        ("{path}: {why}", "{why} ({path})", True),
        ("{path}: {why}", "{path}", False),
        ("{n:,} films", "영화 {n:,}편", True),
        ("%d films", "영화", False),
        ("between { and } stand keys", "{ }", True),
        ("Close", "", True),
    ],
)
def test_a_translation_holds_the_values_of_its_text(
    texts: ModuleType, text: str, said: str, right: bool
) -> None:
    assert (not said or not texts.fault(text, said)) == right


def test_texts_of_code_options_and_recipes_are_all_found(texts: ModuleType) -> None:
    found = texts.found_texts()
    assert any("options.json" in place for place in found["Optimizer and learning rate"])
    assert "Three-part mix" in found
    assert "New project…" in found


@pytest.mark.parametrize("code", [code for code in language.LANGUAGES if code != "en"])
def test_every_language_has_every_text_with_its_values(texts: ModuleType, code: str) -> None:
    assert texts.faults(code) == []
