"""What is said of a sample: in tips, for screen readers, in heads."""

from __future__ import annotations

from app.core.language import tr
from app.core.training.results.found import Results
from app.core.training.results.sample_frames import RATE, SampleFacts
from app.core.training.results.sample_table import SampleTable


def told(table: SampleTable, results: Results, cell: tuple[int, int] | None) -> str:
    """Return what a screen reader says of a cell; empty for none."""
    if cell is None or not 0 <= cell[1] < len(table.columns):
        return ""
    prompt = results.prompts[table.rows[cell[0]]].text
    moment = table.columns[cell[1]].label
    if table.sample(*cell) is None:
        return tr("{}, no sample of: {}").format(moment, prompt)
    return f"{moment}, {prompt}"


def sample_tip(
    table: SampleTable, results: Results, cell: tuple[int, int], facts: SampleFacts | None
) -> str:
    """Return the tip of a cell: what it is, and how it is shown."""
    sample = table.sample(*cell)
    if sample is None:
        return told(table, results, cell)
    lines = [told(table, results, cell)]
    seed = "" if sample.seed is None else tr(" · seed {}").format(sample.seed)
    if facts is not None:
        size = f"{facts.size.width}×{facts.size.height}"
        lines.append(f"{size} · {_frames(facts)}{seed}")
        if facts.rate is not None:
            lines.append(rate_note(facts))
    lines.append(sample.path.name)
    return "\n".join(lines)


def _frames(facts: SampleFacts) -> str:
    return tr("picture") if facts.rate is None else tr("{} frames").format(facts.frames)


def rate_note(facts: SampleFacts) -> str:
    """Return at which rate a sample is shown, and why not at the file's own."""
    rate = int(RATE)
    if facts.rate is None or facts.rate == RATE:
        return tr("Shown at {} fps").format(rate)
    return tr(
        "Shown at {} fps, which the model makes. The file says {:g} fps, which the trainer writes "
        "whatever the model is: other players show it {:.1f} times too fast."
    ).format(rate, float(facts.rate), float(facts.rate / RATE))


def summary(table: SampleTable, results: Results) -> str:
    """Return ``2 prompts · seed 42``."""
    count = len(table.rows)
    said = tr("1 prompt") if count == 1 else tr("{} prompts").format(count)
    seeds = {sample.seed for sample in table.cells.values()}
    if len(seeds) == 1 and (seed := next(iter(seeds))) is not None:
        return said + tr(" · seed {}").format(seed)
    return said
