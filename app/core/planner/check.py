"""What the trainer would refuse, drop or surprise with: ``rushes check``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.core.language import tr
from app.core.planner.caches.freshness_look import Freshness
from app.core.planner.caches.freshness_words import find_stale
from app.core.planner.dataset import DatasetPlan
from app.core.planner.findings import Finding, listed, with_names
from app.core.planner.losses import Dropped
from app.core.planner.plan import Plan


@dataclass(frozen=True)
class CheckReport:
    """The verdict on a dataset file.

    Attributes:
        plan: The plan it was read from.
        errors: Where the trainer stops, in its order.
        warnings: What it does without saying so; ``fatal`` ones stop it later.
    """

    plan: Plan
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether training would run to its end."""
        return not self.errors and not any(finding.fatal for finding in self.warnings)


def check(plan: Plan, caches: Freshness | None = None) -> CheckReport:
    """Return the verdict on a plan, with the lines of the dataset file.

    Args:
        plan: The plan.
        caches: What its cache folders hold, where that was read.
    """
    warnings = [*plan.warnings, *plan.leftovers, *(find_stale(caches) if caches else ())]
    for dataset in plan.datasets:
        warnings += _too_short(dataset)
    return CheckReport(
        plan,
        tuple(_with_line(plan, error) for error in plan.errors),
        tuple(_with_line(plan, warning) for warning in warnings),
    )


def _too_short(plan: DatasetPlan) -> Iterator[Finding]:
    """Yield one warning for each target that clips give nothing for."""
    targets: dict[int, list[Dropped]] = {}
    for loss in plan.dropped:
        targets.setdefault(loss.target, []).append(loss)
    for target, losses in targets.items():
        names = listed(loss.file for loss in losses)
        yield Finding(
            stage="cache_latents",
            dataset=plan.index,
            key="target_frames",
            message=tr(
                "nothing for {target} frames from {names}: {why}.",
                target=target,
                names=names,
                why=losses[0].reason,
            ),
        )


def _with_line(plan: Plan, finding: Finding) -> Finding:
    if finding.line is not None or (finding.dataset is None and finding.key is None):
        return finding
    return replace(finding, line=plan.config.document.line(finding.dataset, finding.key))


def check_json(report: CheckReport) -> dict[str, object]:
    """Return the verdict as ``rushes check --json`` prints it."""
    return {
        "ok": report.ok,
        "errors": [_finding_json(finding) for finding in report.errors],
        "warnings": [
            {**_finding_json(finding), "fatal": finding.fatal} for finding in report.warnings
        ],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "stage": finding.stage,
        "dataset": finding.dataset,
        "line": finding.line,
        "key": finding.key,
        "message": finding.message,
    }


def check_words(report: CheckReport) -> str:
    """Return the verdict for the terminal, each sentence with its line of the dataset file."""
    return "\n".join([verdict_of(report), *check_lines(report)]) + "\n"


def verdict_of(report: CheckReport) -> str:
    """Return what the trainer would do with the dataset file, for the terminal."""
    return "The trainer would run." if report.ok else "The trainer would stop."


def check_lines(report: CheckReport, names: Sequence[str] = ()) -> list[str]:
    """Return what is said of a dataset file, each sentence with its line there.

    Args:
        report: On the file.
        names: Of its datasets; where there are none, the trainer's numbers stand.
    """
    lines = [
        f"error ({finding.stage}{_at_line(finding, ', ')}): {with_names([finding], names)}"
        for finding in report.errors
    ]
    lines += [
        f"{'stops training' if finding.fatal else 'warning'}{_at_line(finding, ' (', ')')}: "
        f"{with_names([finding], names)}"
        for finding in sorted(report.warnings, key=lambda finding: not finding.fatal)
    ]
    return lines


def _at_line(finding: Finding, before: str, after: str = "") -> str:
    """Return where a sentence belongs; "" where it says so itself."""
    where = f"line {finding.line}"
    said = finding.line is None or f"{where} " in finding.message
    return "" if said else f"{before}{where}{after}"
