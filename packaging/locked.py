"""The versions of uv.lock, for pip: a file of constraints.

pip takes what pyproject.toml asks for at the versions that were locked; on systems that the lock
was not resolved for it finds the rest by itself.
"""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "uv.lock"


def constraints() -> str:
    """One line a package; several where it is locked at several versions, each with its marker."""
    import tomllib  # bootstrap.py is read by Pythons, too, that have none and are to be told so

    lock = tomllib.loads(LOCK.read_text(encoding="utf-8"))
    lines = []
    for package in lock["package"]:
        if "registry" not in package["source"]:  # our own
            continue
        markers = " or ".join(f"({each})" for each in package.get("resolution-markers", ()))
        where = f"; {markers}" if markers else ""
        lines.append(f"{package['name']}=={package['version']}{where}")
    return "\n".join(lines) + "\n"


def write_constraints(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(constraints(), encoding="utf-8")
    return path
