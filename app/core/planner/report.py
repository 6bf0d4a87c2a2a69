"""A plan as JSON and as words."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.amounts import counted
from app.core.language import tr
from app.core.planner.dataset import Bucket, DatasetPlan
from app.core.planner.findings import Finding, listed, on_one_line
from app.core.planner.losses import lost_samples
from app.core.planner.plan import Plan

Json = dict[str, object]

_MOST_REASONS = 5  # lines for people; the JSON has every clip


def plan_json(plan: Plan) -> Json:
    """Return the plan as ``rushes plan --json`` prints it; unknown numbers are None."""
    reached = plan.reaches_training
    return {
        "architecture": plan.architecture.name,
        "rules": plan.rules.name,
        "datasets": [_dataset_json(dataset, trained=reached) for dataset in plan.datasets],
        "samples": plan.samples,
        "steps_per_epoch": plan.steps_per_epoch,
        "warnings": [
            {
                "dataset": finding.dataset,
                "file": finding.file,
                "fatal": finding.fatal,
                "message": finding.message,
            }
            for finding in (*plan.warnings, *plan.leftovers)
        ],
        "errors": [
            {"stage": finding.stage, "dataset": finding.dataset, "message": finding.message}
            for finding in plan.errors
        ],
    }


def _dataset_json(plan: DatasetPlan, *, trained: bool) -> Json:
    return {
        "index": plan.index,
        "kind": plan.config.kind,
        "directory": plan.facts.place or None,
        "cache_directory": plan.config.cache_place,
        "sources": len(plan.facts.sources),
        "windows": [
            {
                "file": window.file,
                "start": window.start,
                "frames": window.frames,
                "bucket": list(window.bucket),
                "cache_file": window.cache_file,
                "collides": window.collides,
            }
            for window in plan.windows
        ],
        "cache_files": plan.cache_files,
        "cache_batches": plan.cache_batches,
        "text_batches": plan.text_batches,
        "buckets": [_bucket_json(bucket) for bucket in plan.buckets or ()] if trained else [],
        "dropped": [
            {"file": loss.file, "frames": loss.frames, "target": loss.target, "reason": loss.reason}
            for loss in plan.dropped
        ],
        "unused": list(plan.unused),
        "ignored": [{"file": item.file, "reason": item.reason} for item in plan.facts.ignored],
        "samples": plan.samples if trained else None,
        "batches": plan.batches if trained else None,
    }


def _bucket_json(bucket: Bucket) -> Json:
    return {
        "width": bucket.width,
        "height": bucket.height,
        "frames": bucket.frames,
        "samples": bucket.samples,
        "batches": bucket.batches,
        "mixed_shapes": bucket.mixed,
    }


# ------------------------------------------------------------------ words


def headline(plan: Plan) -> str:
    """Return the sum in one line, e.g. ``1,078 samples · 1,078 steps/epoch · heaviest …``."""
    if plan.samples is None or plan.steps_per_epoch is None:
        if not plan.errors:
            return tr("No plan")
        return tr("Training is not reached · {error}", error=plan.errors[0].text)
    parts = [
        counted(plan.samples, "sample"),
        tr("{steps}/epoch", steps=counted(plan.steps_per_epoch, "step")),
    ]
    heaviest = plan.heaviest
    if heaviest:
        size = f"{heaviest.width}×{heaviest.height}×{heaviest.frames}"
        parts.append(tr("heaviest {size}", size=size))
    return " · ".join(parts)


def words(plan: Plan, *, counts: bool = True) -> str:
    """Return the plan for the terminal: the sum, each dataset, each loss, warnings, errors.

    Args:
        plan: It.
        counts: Say the sum and the samples of each bucket; else they stand in a table above.
    """
    return "\n".join(_lines(plan, counts=counts)) + "\n"


def _lines(plan: Plan, *, counts: bool) -> Iterator[str]:
    if counts:
        yield headline(plan)
        yield ""
    for n, dataset in enumerate(plan.datasets):
        if n:
            yield ""
        yield from _dataset_lines(dataset, trained=plan.reaches_training and counts)
    yield from _section("Stops training", (f for f in plan.warnings if f.fatal))
    told = {id(finding) for dataset in plan.datasets for finding in dataset.collisions}
    known = (*plan.warnings, *plan.leftovers)
    rest = (finding for finding in known if not finding.fatal and id(finding) not in told)
    yield from _section("Worth knowing", rest)
    yield from _section("Errors, in the trainer's order", iter(plan.errors))


def _section(title: str, findings: Iterator[Finding]) -> Iterator[str]:
    known = list(findings)
    if known:
        yield ""
        yield f"{title}:"
        yield from (f"  {finding.text}" for finding in known)


def _dataset_lines(plan: DatasetPlan, *, trained: bool) -> Iterator[str]:
    sources = counted(len(plan.facts.sources), plan.config.kind)
    yield f"Dataset {plan.index}: {sources}{_settings(plan)}"
    if plan.facts.place:
        yield f"  from {on_one_line(plan.facts.place)}"
    if trained and plan.buckets is not None:
        yield f"  {counted(plan.samples or 0, 'sample')}, {counted(plan.batches or 0, 'step')}"
        for bucket in plan.buckets:
            mixed = ", of mixed shapes" if bucket.mixed else ""
            size = f"{bucket.width}×{bucket.height}×{bucket.frames}"
            yield f"    {size:16} {counted(bucket.samples, 'sample')}{mixed}"
    yield from _loss_lines(plan)


def _loss_lines(plan: DatasetPlan) -> Iterator[str]:
    """Say what is lost: windows that overwrite one another, then clips too short for a target."""
    lost = lost_samples(plan)
    if lost:
        overwritten = f"{counted(lost, 'sample')} lost to windows that overwrite one another"
        yield f"  {overwritten} (without them {(plan.samples or 0) + lost:,}):"
        groups: dict[str, list[str]] = {}
        for finding in plan.collisions:
            groups.setdefault(finding.message, []).append(finding.file or "")
        yield from (f"    {listed(sorted(files))}: {why}" for why, files in groups.items())
    targets: dict[int, dict[str, list[str]]] = {}
    for loss in plan.dropped:
        targets.setdefault(loss.target, {}).setdefault(loss.reason, []).append(loss.file)
    for target, reasons in sorted(targets.items()):
        yield from _dropped_lines(target, reasons)


def _dropped_lines(target: int, reasons: dict[str, list[str]]) -> Iterator[str]:
    """Say which clips give nothing for a target, the most frequent reasons first."""
    ordered = sorted(reasons.items(), key=lambda item: -len(item[1]))
    for reason, files in ordered[:_MOST_REASONS]:
        yield f"  nothing for {target} from {listed(files)}: {reason}"
    rest = sum(len(files) for _, files in ordered[_MOST_REASONS:])
    if rest:
        yield f"  nothing for {target} from {counted(rest, 'more clip')}"


def _settings(plan: DatasetPlan) -> str:
    config = plan.config
    if config.kind == "image":
        return ""
    targets = "" if config.mode == "full" else f" of {', '.join(map(str, config.targets))} frames"
    return f", {config.mode}{targets}"
