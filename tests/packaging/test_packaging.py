"""What freezes the program and hands it over: read here, run by CI and packaging/build.py."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from PIL import Image, ImageChops

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
Flow = dict[str, Any]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A program of packaging/, as a module."""
    monkeypatch.syspath_prepend(str(PACKAGING))
    spec = importlib.util.spec_from_file_location(f"_{name}", PACKAGING / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def workflow() -> Flow:
    read: Flow = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return read


def steps(workflow: Flow) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


# ----------------------------------------------------------------------------------- workflow


def test_that_the_workflow_runs_programs_that_are_there(workflow: Flow) -> None:
    commands = "\n".join(step.get("run", "") for step in steps(workflow))
    named = set(re.findall(r"packaging/[\w.-]+", commands))
    assert {"packaging/bootstrap.py", "packaging/build.py"} <= named
    assert [each for each in named if not (ROOT / each).is_file()] == []


def test_that_the_workflow_tests_the_pythons_that_are_promised(workflow: Flow) -> None:
    rows = workflow["jobs"]["tests"]["strategy"]["matrix"]["include"]
    assert {(row["system"], row["python"]) for row in rows} == {
        ("ubuntu-latest", "3.11"),
        ("ubuntu-latest", "3.13"),
        ("windows-latest", "3.12"),
    }
    promised = SpecifierSet(PROJECT["requires-python"])
    assert all(f"{row['python']}.0" in promised for row in rows)


def test_that_every_job_waits_for_one_that_is_there_and_only_a_release_may_write(
    workflow: Flow,
) -> None:
    jobs = workflow["jobs"]
    assert {job.get("needs") for job in jobs.values()} <= {None, *jobs}
    assert jobs["build"]["needs"] == "tests" and jobs["release"]["needs"] == "build"
    assert workflow["permissions"] == {"contents": "read"}
    assert [name for name, job in jobs.items() if "permissions" in job] == ["release"]
    assert jobs["release"]["if"] == "startsWith(github.ref, 'refs/tags/v')"


def test_that_every_step_does_one_thing_and_pins_what_it_uses(workflow: Flow) -> None:
    for step in steps(workflow):
        assert ("run" in step) != ("uses" in step), step
        assert re.fullmatch(r"actions/[\w-]+@v\d+", step.get("uses", "actions/x@v1")), step


def test_that_ci_tests_the_python_that_windows_is_built_with(workflow: Flow) -> None:
    build = workflow["jobs"]["build"]["steps"]
    (python,) = (step["with"]["python-version"] for step in build if "setup-python" in str(step))
    rows = workflow["jobs"]["tests"]["strategy"]["matrix"]["include"]
    assert python in {row["python"] for row in rows if row["system"] == "windows-latest"}


# ---------------------------------------------------------------------------------- installer


def test_that_the_installer_takes_files_that_are_there_or_are_built() -> None:
    text = (PACKAGING / "windows.iss").read_text(encoding="utf-8-sig")
    named = re.findall(r"(?:Source: \"|SetupIconFile=)\.\.\\([^\"\n*]+)", text)
    assert sorted(named) == ["dist\\Rushes\\", "resources\\icons\\rushes.ico"]
    assert (ROOT / "resources" / "icons" / "rushes.ico").is_file()


def test_that_the_installer_needs_no_rights_and_opens_projects_in_the_window() -> None:
    text = (PACKAGING / "windows.iss").read_text(encoding="utf-8-sig")
    assert "PrivilegesRequired=lowest" in text
    assert 'Subkey: "Software\\Classes\\.rushes"' in text
    assert '"""{app}\\Rushes.exe"" ""%1"""' in text


def test_that_the_installer_says_its_own_words_in_each_of_its_languages() -> None:
    text = (PACKAGING / "windows.iss").read_text(encoding="utf-8-sig")
    messages = text.partition("[CustomMessages]")[2].partition("[Tasks]")[0]
    words = set(re.findall(r"^(\w+)=", messages, re.MULTILINE))
    languages = set(re.findall(r'^Name: "(\w\w)"; MessagesFile', text, re.MULTILINE))
    assert languages == {"en", "ko", "ja"} and len(words) == 3
    for language in languages - {"en"}:
        assert set(re.findall(rf"^{language}\.(\w+)=", text, re.MULTILINE)) == words
    assert set(re.findall(r"CustomMessage\('(\w+)'\)", text)) <= words


# --------------------------------------------------------------------------------------- icon


def test_that_the_icon_is_the_logo_in_every_size_of_windows(
    monkeypatch: pytest.MonkeyPatch, qapp: object
) -> None:
    icon = script("icon", monkeypatch)
    with Image.open(icon.ICON) as picture:
        assert {width for width, _ in picture.info["sizes"]} == set(icon.SIZES)
        for size in (16, 256):
            picture.size = (size, size)
            drawn = Image.frombytes("RGBA", (size, size), icon.drawn(size))
            difference = ImageChops.difference(picture.convert("RGBA"), drawn)
            assert max(high for _, high in difference.getextrema()) <= 8, "run packaging/icon.py"


# ---------------------------------------------------------------------------------- what is built


def test_that_pip_gets_the_versions_of_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = script("locked", monkeypatch).constraints().splitlines()
    found = [Requirement(line) for line in lines]
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert len(found) == len(locked) - 1  # ours is no constraint
    for name, asked in ((Requirement(line).name, line) for line in PROJECT["dependencies"]):
        versions = [each for each in found if each.name.lower() == name.lower()]
        assert versions, name
        for each in versions:
            (pin,) = each.specifier
            assert Requirement(asked).specifier.contains(pin.version), each


def test_that_notices_name_the_gpl_and_how_to_get_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    notices = script("notices", monkeypatch)
    found = {each.name: each for each in notices.all_notices()}
    said = found["About these notices"].text
    for word in ("x264", "x265", "GPL", "LGPL", "replace them", "https://code.videolan.org"):
        assert word in said, word
    assert "GNU GENERAL PUBLIC LICENSE" in found["Text of GPL 3"].text
    assert "Permission is hereby granted" in found["toml"].text
    assert found["Python"].version == "{}.{}.{}".format(*sys.version_info[:3])
    assert all(each.text for each in found.values())


def test_that_the_program_of_windows_tells_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    said = script("build", monkeypatch).version_resource("1.2.3")
    assert "filevers=(1, 2, 3, 0)" in said
    assert "StringStruct('ProductVersion', '1.2.3')" in said


def test_that_what_is_handed_over_has_its_checksum(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    build = script("build", monkeypatch)
    monkeypatch.setattr(build, "DIST", tmp_path)
    (tmp_path / "a.zip").write_bytes(b"abc")
    build.write_sums([tmp_path / "a.zip"])
    assert (tmp_path / "SHA256SUMS.txt").read_text().split() == [
        *("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "*a.zip"),
    ]


def test_that_all_modules_are_asked_for_when_a_bundle_is_tried(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    smoke = script("smoke", monkeypatch)
    assert {"app.ui.about_dialog", "app.cli", "app.core.shots.drafts"} <= set(smoke.own_modules())
    late = "import app.core\ndef late():\n    import numpy as n, torch\n    from a.b import c\n"
    (tmp_path / "x.py").write_text(f"from __future__ import annotations\n{late}")
    assert set(smoke.imported_modules(tmp_path)) == {"numpy", "a.b"}
