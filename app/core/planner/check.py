"""What the trainer would refuse, drop or surprise with: ``rushes check``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.core.planner.findings import Finding
from app.core.planner.losses import dropped
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


def check(plan: Plan) -> CheckReport:
    """Return the verdict on a plan, with the lines of the dataset file."""
    warnings = [*plan.warnings]
    for dataset in plan.datasets:
        warnings += (
            Finding(
                stage="cache_latents",
                dataset=dataset.index,
                key="target_frames",
                file=loss.file,
                message=f"Dataset {dataset.index}: {loss.file} gives nothing for {loss.target}: "
                f"{loss.reason}.",
            )
            for loss in dropped(dataset)
        )
    return CheckReport(
        plan,
        tuple(_with_line(plan, error) for error in plan.errors),
        tuple(_with_line(plan, warning) for warning in warnings),
    )


def _with_line(plan: Plan, finding: Finding) -> Finding:
    if finding.line is not None:
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
    """Return the verdict for people."""
    lines = [f"error ({finding.stage}): {finding.message}" for finding in report.errors]
    lines += [
        f"{'stops training' if finding.fatal else 'warning'}: {finding.message}"
        for finding in sorted(report.warnings, key=lambda finding: not finding.fatal)
    ]
    verdict = "The trainer would run." if report.ok else "The trainer would stop."
    return "\n".join([verdict, *lines]) + "\n"
