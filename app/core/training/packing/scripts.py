"""start.sh and start.ps1 of a packed run: the very command lines, and where things are."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from app.core.training.commands.dry_run import TITLES
from app.core.training.commands.shells import in_lines, ps_quoted, ps_text
from app.core.training.folder import LOG
from app.core.training.model import StepName
from app.core.training.packing.moving import RUN, Moved, Setting, Var, Word

SUMS = "SHA256SUMS"
_PS_SPECIAL = re.compile('([`$"\u201c\u201d\u201e])')

_BASH = """\
#!/usr/bin/env bash
# Starts this training: bash start.sh [check] [STEP...]
# STEP is one of: {all_steps}. Without any: {steps}.
# check compares all files with {sums}.
set -euo pipefail
unset CDPATH
case "${{BASH_SOURCE[0]}}" in */*) HERE="${{BASH_SOURCE[0]%/*}}" ;; *) HERE=. ;; esac
FROM="$PWD"
cd -- "$HERE"
HERE="$PWD"
whole() {{ case "$1" in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$FROM" "$1" ;; esac; }}
fail() {{ printf 'start.sh: %s\\n' "$1" >&2; exit 1; }}

# Where things are on this machine: put them there, change it here, or say it in front:
# MUSUBI=/home/me/musubi-tuner bash start.sh
if [ "$*" != check ]; then
{settings}
if [ -n "${{PYTHON:-}}" ]; then
  case "$PYTHON" in */*) PYTHON="$(whole "$PYTHON")" ;; esac
else
  PYTHON=python3
  for each in "$MUSUBI"/.venv/bin/python "$MUSUBI"/venv/bin/python; do
    if [ -x "$each" ]; then PYTHON="$each"; break; fi
  done
fi

need() {{ [ -e "$2" ] || fail "$1 is not at \\"$2\\": put it there, or set $1."; }}
{needs}
command -v "$PYTHON" >/dev/null || fail "PYTHON is not \\"$PYTHON\\": set it to the trainer's."
fi

run() {{
  case "$1" in
  check)
    sha256sum --check --quiet {sums} || fail "Files are not as they were packed: copy them again."
    printf 'All files are as they were packed.\\n'
    ;;
{cases}
  *) fail "there is no step $1: give some of {all_steps}." ;;
  esac
}}

[ $# -gt 0 ] || set -- {steps}
for step in "$@"; do run "$step"; done
"""

_POWERSHELL = """\
# Starts this training: powershell -ExecutionPolicy Bypass -File start.ps1 [check] [STEP...]
# STEP is one of: {all_steps}. Without any: {steps}.
# check compares all files with {sums}.
$ErrorActionPreference = 'Stop'
$HERE = $PSScriptRoot
Set-Location -LiteralPath $HERE
function Fail($text) {{ [Console]::Error.WriteLine("start.ps1: $text"); exit 1 }}

# Where things are on this machine: put them there, change it here, or say it before:
# $env:MUSUBI = 'D:\\musubi-tuner'
if ("$args" -ne 'check') {{
{settings}
$PYTHON = $env:PYTHON
if (-not $PYTHON) {{
  $PYTHON = 'python'
  foreach ($each in "$MUSUBI/.venv/Scripts/python.exe", "$MUSUBI/venv/Scripts/python.exe") {{
    if (Test-Path -LiteralPath $each) {{ $PYTHON = $each; break }}
  }}
}}

function Need($name, $place) {{
  if (-not (Test-Path -LiteralPath $place)) {{
    Fail "$name is not at `"$place`": put it there, or set it."
  }}
}}
{needs}
}}

function Run($step) {{
  switch ($step) {{
    'check' {{
      foreach ($line in [IO.File]::ReadAllLines("$HERE/{sums}")) {{
        $sum, $file = $line -split '  ', 2
        if ((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $sum) {{
          Fail "`"$file`" is not as it was packed: copy it again."
        }}
      }}
      'All files are as they were packed.'
    }}
{cases}
    default {{ Fail "there is no step ${{step}}: give some of {all_steps}." }}
  }}
}}

$steps = if ($args.Count) {{ $args }} else {{ @({ps_steps}) }}
foreach ($step in $steps) {{ Run $step }}
"""


def bash_script(
    commands: Sequence[Moved], settings: Iterable[Setting], steps: Sequence[StepName]
) -> str:
    """Return start.sh.

    Args:
        commands: What can be run.
        settings: What they need.
        steps: What is run where nothing is said.
    """
    settings = list(settings)
    return _BASH.format(
        all_steps=" ".join(each.step for each in commands),
        steps=" ".join(steps),
        sums=SUMS,
        settings="\n".join(_bash_setting(each) for each in settings),
        needs="\n".join(f'need {each.name} "${each.name}"' for each in settings if each.is_place),
        cases="\n".join(_bash_case(each) for each in commands),
    )


def _bash_setting(setting: Setting) -> str:
    name = setting.name
    given = f'{name}="$(whole "${name}")"' if setting.is_place else ":"
    otherwise = (
        f"{name}={bash_word(setting.default)}"
        if setting.default
        else f"fail {shlex.quote(f'set {name}: {setting.what}')}"
    )
    return f'if [ -n "${{{name}:-}}" ]; then {given}; else {otherwise}; fi'


def _bash_case(command: Moved) -> str:
    argv = [bash_word(word) for word in command.argv]
    env = "".join(f"{name}={bash_word(word)} \\\n" for name, word in command.env.items())
    run = env + in_lines(_plain(command.argv), argv, "\\")
    log = f"{RUN}/{LOG}/{command.step}.log"
    title = f"printf '== %s\\n' {shlex.quote(_title(command))}"
    return f"  {command.step})\n    {title}\n{run} 2>&1 | tee -a {log}\n    ;;"


def bash_word(word: Word) -> str:
    """Return an argument as bash reads it."""
    return (
        "".join(
            f'"${{{piece.name}}}"' if isinstance(piece, Var) else shlex.quote(piece)
            for piece in word
            if piece != ""
        )
        or "''"
    )


def powershell_script(
    commands: Sequence[Moved], settings: Iterable[Setting], steps: Sequence[StepName]
) -> str:
    """Return start.ps1, which begins with a byte order mark; else as `bash_script`."""
    settings = list(settings)
    text = _POWERSHELL.format(
        all_steps=" ".join(each.step for each in commands),
        steps=" ".join(steps),
        ps_steps=", ".join(ps_text(each) for each in steps),
        sums=SUMS,
        settings="\n".join(_ps_setting(each) for each in settings),
        needs="\n".join(f"Need '{each.name}' ${each.name}" for each in settings if each.is_place),
        cases="\n".join(_ps_case(each) for each in commands),
    )
    return f"\ufeff{text}"


def _ps_setting(setting: Setting) -> str:
    name = setting.name
    otherwise = (
        f"${name} = {_ps_string(setting.default)}"
        if setting.default
        else f"Fail {ps_text(f'set {name}: {setting.what}')}"
    )
    return f"${name} = $env:{name}; if (-not ${name}) {{ {otherwise} }}"


def _ps_case(command: Moved) -> str:
    lines = [f"$env:{name} = {_ps_string(word)}" for name, word in command.env.items()]
    quoted = [_ps_word(word) for word in command.argv]
    quoted[0] = f"& {quoted[0]}"
    if any('"' in piece for word in command.argv for piece in word if isinstance(piece, str)):
        lines.append("$PSNativeCommandArgumentPassing = 'Legacy'")
    lines.append(in_lines(_plain(command.argv), quoted, "`"))
    lines.append("if ($LASTEXITCODE) { exit $LASTEXITCODE }")
    inside = "\n".join(lines)
    return f"    '{command.step}' {{\n'== {_title(command)}'\n{inside}\n    }}"


def _ps_word(word: Word) -> str:
    if all(isinstance(piece, str) for piece in word):
        return ps_quoted("".join(piece for piece in word if isinstance(piece, str)))
    return _ps_string(word)


def _ps_string(word: Word) -> str:
    return '"{}"'.format(
        "".join(
            f"${{{piece.name}}}" if isinstance(piece, Var) else _PS_SPECIAL.sub(r"`\1", piece)
            for piece in word
        )
    )


def _title(command: Moved) -> str:
    return TITLES[command.step]


def _plain(argv: Sequence[Word]) -> list[str]:
    """Return arguments without their variables: they tell where lines are broken."""
    return ["".join(piece for piece in word if isinstance(piece, str)) for word in argv]
