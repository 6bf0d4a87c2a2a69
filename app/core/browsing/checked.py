"""What checks found, as badges of tiles."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.browsing.tile import Badge
from app.core.checks.findings import Finding, gathered


def check_badges(findings: Iterable[Finding]) -> tuple[Badge, ...]:
    """Return a badge for each thing a person should look at, the worst first, with its reason."""
    return tuple(
        Badge(each.text, "bad" if each.level == "bad" else "warn", each.why, each.kind.value)
        for each, _ in gathered(findings)
        if each.is_problem
    )
