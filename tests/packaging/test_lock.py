"""uv.lock: what a build and CI install, for Windows and Linux; read from the file alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[2]
LOCK = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHONS = ("3.11", "3.12", "3.13")
HOSTS = {"https://pypi.org", "https://files.pythonhosted.org"}
PLATFORMS = {
    "windows": {
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
    "linux": {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    },
}


def environment(platform: str, python: str) -> dict[str, str]:
    return {
        **PLATFORMS[platform],
        "python_version": python,
        "python_full_version": f"{python}.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


def holds(entry: dict[str, Any], where: dict[str, str]) -> bool:
    """Whether a dependency, or one of a package's releases, is for an environment."""
    marks = [entry["marker"]] if "marker" in entry else entry.get("resolution-markers", [])
    return not marks or any(Marker(each).evaluate(where) for each in marks)


def found(name: str, where: dict[str, str]) -> list[dict[str, Any]]:
    return [each for each in LOCK["package"] if each["name"] == name and holds(each, where)]


def installed(where: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what the lock installs somewhere, with every extra of ours."""
    (ours,) = found("rushes", where)
    waiting = [*ours["dependencies"]]
    for extra in ours["optional-dependencies"].values():
        waiting += extra
    seen: set[tuple[str, str]] = set()
    while waiting:
        asked = waiting.pop()
        if not holds(asked, where):
            continue
        versions = [each for each in found(asked["name"], where)
                    if asked.get("version", each["version"]) == each["version"]]  # fmt: skip
        assert len(versions) == 1, asked
        package, extras = versions[0], asked.get("extra", [])
        for extra in extras:
            waiting += package.get("optional-dependencies", {}).get(extra, [])
        key = package["name"], ",".join(extras)
        if key in seen:
            continue
        seen.add(key)
        waiting += package.get("dependencies", [])
        yield package


def windows_tags(python: str) -> set[Tag]:
    version = tuple(map(int, python.split(".")))
    interpreter = "cp" + python.replace(".", "")
    return {*cpython_tags(version, platforms=["win_amd64"]),
            *compatible_tags(version, interpreter, ["win_amd64"])}  # fmt: skip


@pytest.mark.parametrize("python", PYTHONS)
def test_that_every_locked_package_has_a_wheel_for_windows(python: str) -> None:
    packages = list(installed(environment("windows", python)))
    assert len(packages) > 60
    tags = windows_tags(python)
    without = [
        f"{package['name']} {package['version']}"
        for package in packages
        if not any(
            tags & parse_wheel_filename(wheel["url"].rsplit("/", 1)[-1].replace("%2B", "+"))[3]
            for wheel in package.get("wheels", [])
        )
    ]
    assert without == []


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_that_the_lock_names_every_dependency_at_a_version_its_range_allows(
    platform: str, python: str
) -> None:
    where = environment(platform, python)
    lines = [*PROJECT["dependencies"], *chain(*PROJECT["optional-dependencies"].values())]
    locked = {package["name"]: package["version"] for package in installed(where)}
    asked = [Requirement(line) for line in lines]
    asked = [each for each in asked if each.marker is None or each.marker.evaluate(where)]
    assert len(asked) > 30
    for each in asked:
        assert each.specifier.contains(locked[canonicalize_name(each.name)]), each


def test_that_the_lock_is_of_this_pyproject() -> None:
    """A change of what pyproject asks for needs `uv lock`."""
    (ours,) = (each for each in LOCK["package"] if each["name"] == "rushes")
    said = {
        (each["name"], each.get("specifier", ""), extra)
        for each in ours["metadata"]["requires-dist"]
        for extra in [re.findall(r"extra == '(\w+)'", each.get("marker", ""))]
        for extra in extra or [""]
    }
    asked = {
        (canonicalize_name(made.name), normal(str(made.specifier)), extra)
        for extra, lines in [("", PROJECT["dependencies"]),
                             *PROJECT["optional-dependencies"].items()]
        for made in map(Requirement, lines)
    }  # fmt: skip
    assert {(name, normal(text), extra) for name, text, extra in said} == asked
    assert LOCK["requires-python"].replace(" ", "") == PROJECT["requires-python"]
    assert ours["version"] == PROJECT["version"]


def normal(specifier: str) -> str:
    return ",".join(sorted(specifier.replace(" ", "").split(",")))


def test_that_the_lock_takes_packages_from_the_public_index_alone() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r"\w+://[^/\"]+", text)) == HOSTS
    assert all("path" not in each["source"] for each in LOCK["package"])
