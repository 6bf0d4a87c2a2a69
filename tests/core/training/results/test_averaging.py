"""An average of checkpoints by the trainer's own tool, which a small program stands for here."""

from __future__ import annotations

import sys
import textwrap
import time
from pathlib import Path

import pytest

from app.core.jobs import Progress, Stopped
from app.core.training.results.averaging import (
    MOST_SIGMA,
    AverageError,
    Averaging,
    average,
    average_command,
    average_name,
    trouble_with,
)
from app.core.training.results.found import Checkpoint
from app.core.training.results.looking import look
from app.core.training.results.names import checkpoint_name
from tests.core.training.results.makers import write_checkpoint, write_run


def merged(values: list[float], averaging: Averaging) -> float:
    """The tool's own loop over one number of each file."""
    found = values[0]
    for beta, value in zip(averaging.betas(len(values)), values[1:], strict=True):
        found = found * beta + value * (1 - beta)
    return found


@pytest.mark.parametrize(
    "averaging",
    [
        Averaging(0.9),
        Averaging(0.8, 0.95),
        Averaging(sigma_rel=0.2),
        Averaging(sigma_rel=MOST_SIGMA),
    ],
)
@pytest.mark.parametrize("count", [2, 3, 7])
def test_that_the_shares_are_those_of_the_tools_own_loop(averaging: Averaging, count: int) -> None:
    shares = averaging.shares(count)
    assert sum(shares) == pytest.approx(1.0)
    for place, share in enumerate(shares):
        alone = [float(n == place) for n in range(count)]
        assert merged(alone, averaging) == pytest.approx(share)


def test_that_a_power_function_leaves_the_first_file_out() -> None:
    shares = Averaging(sigma_rel=0.2).shares(5)
    assert shares[0] == 0.0
    assert shares[-1] == max(shares)
    with pytest.raises(AverageError, match="too large"):
        Averaging(sigma_rel=0.5).shares(3)


def chosen_ones(tmp_path: Path, *, other_rank: bool = False) -> list[Checkpoint]:
    folder = write_run(tmp_path)
    for epoch in (1, 2, 3):
        write_checkpoint(
            folder, f"film-{epoch:06d}.safetensors", step=epoch * 100, epoch=epoch,
            rank=8 if other_rank and epoch == 3 else 4, when=1000.0 - epoch,
        )  # fmt: skip
    return list(look(folder).checkpoints)


def test_that_the_command_is_the_tools_and_keeps_the_order_of_the_steps(tmp_path: Path) -> None:
    chosen = chosen_ones(tmp_path)
    script = Path("/t/lora_post_hoc_ema.py")
    command = average_command(Path("/py"), script, chosen, Path("/o.st"), Averaging(0.8, 0.95))
    assert command.argv == (
        str(Path("/py")), str(script), *(str(each.path) for each in chosen), "--no_sort",
        "--beta", "0.8", "--beta2", "0.95", "--output_file", str(Path("/o.st")),
    )  # fmt: skip
    assert command.folder == str(script.parent)
    name = average_name("film", chosen, Averaging(0.9))
    assert name == "film-average-e1-e3-3of-b0.9.safetensors"
    found = checkpoint_name(name, "film")
    assert found is not None and found.kind == "average"


def test_that_checkpoints_of_another_rank_are_refused(tmp_path: Path) -> None:
    chosen = chosen_ones(tmp_path, other_rank=True)
    assert trouble_with(chosen[:2]) == ""
    assert "another rank" in trouble_with(chosen)
    assert "two checkpoints or more" in trouble_with(chosen[:1])


def tool(tmp_path: Path, body: str) -> Path:
    """Write a program that takes the tool's arguments."""
    script = tmp_path / "trainer" / "lora_post_hoc_ema.py"
    script.parent.mkdir()
    begin = """\
        import shutil, sys, time
        end = sys.argv.index("--no_sort")
        files, output = sys.argv[1:end], sys.argv[-1]
        for file in files:
            print(f"Loading weights from {file}", flush=True)
        print("x" * 200_000, file=sys.stderr)
        """
    script.write_text(textwrap.dedent(begin) + textwrap.dedent(body), encoding="utf-8")
    return script


def test_that_an_average_is_whole_listed_and_kept_apart(tmp_path: Path) -> None:
    chosen = chosen_ones(tmp_path)
    script = tool(tmp_path, "shutil.copyfile(files[-1], output)")
    folder = chosen[0].folder
    output = folder / "output" / average_name("film", chosen, Averaging())
    seen: list[Progress] = []
    made = average(
        Path(sys.executable), script, chosen, output, Averaging(), checkpoint=seen.append
    )
    assert made == output
    found = look(folder).checkpoints
    assert [(each.kind, each.epoch) for each in found][-1][0] == "average"
    assert seen[-1].done == 3


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("sys.exit('KeyError: no such layer')", "KeyError: no such layer"),
        (
            "print('KeyError: no such layer', file=sys.stderr, flush=True); time.sleep(0.3)\n"
            "print('Loading weights from late.safetensors'); sys.exit(1)",
            "failed: KeyError: no such layer",
        ),
        ("open(output, 'wb').write(b'half')", "no whole file"),
        ("", "no whole file"),
    ],
)
def test_that_a_tool_that_fails_leaves_nothing_and_says_why(
    tmp_path: Path, body: str, says: str
) -> None:
    chosen = chosen_ones(tmp_path)
    script = tool(tmp_path, body or "pass")
    output = chosen[0].folder / "output" / "film-average-x.safetensors"
    with pytest.raises(Exception, match=says):
        average(Path(sys.executable), script, chosen, output, Averaging())
    assert sorted(path.name for path in output.parent.iterdir()) == [
        f"film-{epoch:06d}.safetensors" for epoch in (1, 2, 3)
    ]


def test_that_an_average_that_is_stopped_ends_the_tool(tmp_path: Path) -> None:
    chosen = chosen_ones(tmp_path)
    script = tool(tmp_path, "time.sleep(60)")

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            raise Stopped

    begun = time.monotonic()
    with pytest.raises(Stopped):
        average(Path(sys.executable), script, chosen, tmp_path / "o", Averaging(), checkpoint=stop)
    assert time.monotonic() - begun < 30
    assert not (tmp_path / "o").exists()
