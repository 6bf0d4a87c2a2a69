"""Findings are one line each, whatever a path holds."""

from __future__ import annotations

from pathlib import Path

from app.core.planner.check import check_words
from app.core.planner.files import check_file
from app.core.planner.findings import Finding, listed


def test_that_control_characters_are_written_out() -> None:
    finding = Finding(stage="train", dataset=0, file="a\nb.mp4", message="a\nb.mp4: bad\x1b[2J.")
    assert finding.text == "Dataset 0: a\\nb.mp4: bad\\x1b[2J."
    assert listed(["a\rb", "c\x85", "한"]) == "a\\rb, c\\x85 and 한"


def test_that_a_path_with_a_line_end_stays_on_its_line(tmp_path: Path) -> None:
    file = tmp_path / "dataset.toml"
    keys = r'image_jsonl_file = "C:\nowhere.jsonl"' + '\ncache_directory = "c\\td"\n'
    file.write_text(f"[[datasets]]\nresolution = [96, 64]\n{keys}", encoding="utf-8")
    report = check_file(file, working=tmp_path)
    said = [finding.text for finding in (*report.errors, *report.warnings)]
    assert any("C:\\nowhere.jsonl" in text for text in said)
    assert all(text.isprintable() for text in said)
    assert len(check_words(report).splitlines()) == 1 + len(said)
