"""The headline of a plan: figures that stand out, each with how it was counted; the sum in a line.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.core.amounts import counted, days, hours
from app.core.amounts import with_error as time_with_error
from app.core.language import tr
from app.core.planner.costs.cost import epoch_seconds, unknown
from app.core.planner.ledger import Ledger
from app.core.planner.plan import Plan
from app.core.planner.report import headline
from app.core.planner.tables.how_counted import memory_sum, tokens_sum
from app.core.planner.tables.ledger_table import NOTHING, LedgerTable, Line, with_error

if TYPE_CHECKING:
    from app.core.planner.costs.cost import Costs, Estimate

Tone = Literal["text", "good", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out.

    Attributes:
        value: It, with its unit.
        note: What it comes from, in a few words; may be empty.
        tip: How it was counted.
    """

    value: str
    note: str = ""
    tone: Tone = "text"
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """The headline of a plan."""

    samples: Figure
    steps: Figure
    heaviest: Figure
    memory: Figure
    time: Figure


@dataclass(frozen=True, slots=True)
class Counted:
    """What a headline is made of.

    Attributes:
        lost: Samples per epoch that clips and stills could give and do not.
    """

    plan: Plan
    ledger: Ledger
    table: LedgerTable
    costs: Costs
    lost: int = 0


def figures(of: Counted) -> Figures:
    """Return the headline of a plan."""
    heaviest = of.table.heaviest
    return Figures(_samples(of), _steps(of), _heaviest(heaviest), _memory(of, heaviest), _time(of))


def sum_line(of: Counted) -> str:
    """Return the sum in one line.

    As in ``1,078 samples · 1,078 steps/epoch · heaviest 768×416×21 · 20.7 ± 1 GiB · 3.5 h/epoch``.
    """
    if of.ledger.samples is None or of.ledger.steps is None:
        return headline(of.plan)
    steps = steps_of(of.ledger.steps, of.costs)
    parts = [
        counted(of.ledger.samples, "sample"),
        tr("{steps}/epoch", steps=counted(steps, "step")),
    ]
    heaviest = of.table.heaviest
    if heaviest is not None:
        parts.append(tr("heaviest {shape}", shape=_shape(heaviest)))
    if heaviest is not None and heaviest.estimate is not None:
        estimate = heaviest.estimate
        seconds, _ = epoch_seconds(of.ledger.rows, of.costs)
        parts.append(f"{with_error(estimate.gib, estimate.gib_error)} GiB")
        parts.append(tr("{time}/epoch", time=hours(seconds)))
    return " · ".join(parts)


def steps_of(batches: int, costs: Costs) -> int:
    """Return the optimizer's steps of an epoch: batches, several to a step where accumulated."""
    return costs.setup.steps_of(batches)


def _shape(line: Line) -> str:
    row = line.rows[0]
    return f"{row.width}×{row.height}×{row.frames}"


def _samples(of: Counted) -> Figure:
    number = of.ledger.samples
    tip = tr(
        "What an epoch trains: every window of every clip and every still, times its "
        "dataset's repeats, without those that overwrite one another's cache file."
    )
    if number is None:
        return Figure(NOTHING, tr("training is not reached"), "bad", tip)
    by_dataset = [line.samples or 0 for line in of.ledger.lines]
    if 1 < len(by_dataset) <= 8:
        tip += "\n" + tr(
            "{numbers} = {sum:,}, by dataset.",
            numbers=" + ".join(f"{each:,}" for each in by_dataset),
            sum=number,
        )
    if not of.lost:
        return Figure(f"{number:,}", tr("nothing lost"), "text", tip)
    tip += "\n" + tr(
        "{number:,} more could be trained: windows that overwrite one another, clips too "
        "short for a length, pictures without a caption. What is lost, below, has each "
        "with its cure.",
        number=of.lost,
    )
    note = tr("{lost:,} fewer than {whole:,}", lost=of.lost, whole=number + of.lost)
    return Figure(f"{number:,}", note, "text", tip)


def _steps(of: Counted) -> Figure:
    setup, batches = of.costs.setup, of.ledger.steps
    sizes = sorted({row.batch_size for row in of.ledger.rows})
    batch = f"{sizes[0]:,}–{sizes[-1]:,}" if len(sizes) > 1 else f"{sizes[0]:,}" if sizes else ""
    notes = [tr("batch {size}", size=batch)] if batch else []
    if setup.accumulation > 1:
        notes.append(tr("accumulation {number}", number=setup.accumulation))
    note = " · ".join(notes)
    tip = tr(
        "Each bucket of each dataset is divided by its batch size and rounded up: "
        "samples of two buckets never share a batch."
    )
    if batches is None:
        return Figure(NOTHING, note, "text", tip)
    steps = steps_of(batches, of.costs)
    samples, parts = counted(of.ledger.samples or 0, "sample"), counted(batches, "batch", "batches")
    if setup.accumulation > 1:
        tip += "\n" + tr(
            "{samples} in {batches} / {number} of a step, rounded up = {steps}",
            samples=samples,
            batches=parts,
            number=setup.accumulation,
            steps=counted(steps, "step"),
        )
    else:
        tip += "\n" + tr("{samples} in {batches}, each a step.", samples=samples, batches=parts)
    return Figure(f"{steps:,}", note, "text", tip)


def _heaviest(line: Line | None) -> Figure:
    tip = tr(
        "The bucket whose step needs most memory. It alone decides whether the card is enough."
    )
    if line is None:
        return Figure(NOTHING, "", "text", tip)
    row = line.rows[0]
    batch = row.step_batch
    note = counted(row.step_tokens, "token")
    if batch > 1:
        note += " · " + tr("batch {size}", size=f"{batch:,}")
    return Figure(_shape(line), note, "text", f"{tip}\n{row.name}: {tokens_sum(row)}")


def _memory(of: Counted, line: Line | None) -> Figure:
    if not of.costs.known:
        return Figure(NOTHING, tr("not known"), "text", unknown(of.costs))
    if line is None or line.estimate is None:
        return Figure(NOTHING, "", "text", tr("The most that any step needs, estimated."))
    estimate, setup = line.estimate, of.costs.setup
    tone, note = _fit(of, line, estimate)
    whole = f"{with_error(estimate.gib, estimate.gib_error)} GiB"
    beside = estimate.gib + setup.desktop_gib
    tip = tr("A step of {size}: {sum}.", size=_shape(line), sum=memory_sum(estimate, of.costs))
    tip += "\n" + tr(
        "With {desktop:g} GiB for the desktop {beside:.1f} of the card's {card:g} GiB. "
        "Samples made while training are not in it.",
        desktop=setup.desktop_gib,
        beside=beside,
        card=setup.card_gib,
    )
    return Figure(whole, note, tone, tip)


def _fit(of: Counted, line: Line, estimate: Estimate) -> tuple[Tone, str]:
    """Return the tone of the memory, and whether the card holds it in a few words."""
    setup, row = of.costs.setup, line.rows[0]
    card, swap = f"{setup.card_gib:g}", tr("swap {blocks}", blocks=setup.swap)
    if not of.costs.fits(estimate):
        least = of.costs.least_swap(row.step_tokens, row.step_batch)
        if least is None:
            return "bad", tr("does not fit {card} · no swap is enough", card=card)
        return "bad", tr("does not fit {card} · swap {least} would fit", card=card, least=least)
    if estimate.gib + estimate.gib_error + setup.desktop_gib > setup.card_gib:
        return "warn", tr("tight on {card} · {swap}", card=card, swap=swap)
    return "good", tr("fits {card} · {swap}", card=card, swap=swap)


def _time(of: Counted) -> Figure:
    tip = tr("What the steps of an epoch take, estimated; without samples, saving and caching.")
    batches, setup = of.ledger.steps, of.costs.setup
    if not of.costs.known:
        return Figure(NOTHING, tr("not known"), "text", unknown(of.costs))
    if batches is None or not batches:
        return Figure(NOTHING, "", "text", tip)
    seconds, error = epoch_seconds(of.ledger.rows, of.costs)
    times = setup.all_steps(batches) / setup.steps_of(batches)
    whole = tr("{time} for {epochs:,}", time=days(seconds * times), epochs=setup.epochs)
    if setup.steps:
        whole = tr("{time} for {steps}", time=days(seconds * times), steps=setup.length)
    tip += "\n" + tr(
        "{batches} × {seconds:.1f} s on average on an {gpu} = {time}",
        batches=counted(batches, "batch", "batches"),
        seconds=seconds / batches,
        gpu=setup.gpu,
        time=time_with_error(seconds, error),
    )
    tip += "\n" if setup.steps else "\n× "
    tip += f"{setup.length} = {time_with_error(seconds * times, error * times)}"
    return Figure(tr("{time} / epoch", time=hours(seconds)), whole, "text", tip)
