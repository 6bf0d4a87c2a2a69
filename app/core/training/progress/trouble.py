"""What went wrong, as one sentence with what to do.

The rules are data: `rules_dataset`, `rules_options`, `rules_models`, `rules_machine`, in this
order; the first that fits says it. What none knows is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from app.core.language import noted, tr
from app.core.training.progress import (
    rules_dataset,
    rules_machine,
    rules_models,
    rules_options,
)
from app.core.training.progress.causes import Cause, cause_of, is_exception
from app.core.training.progress.cures import next_rung
from app.core.training.progress.exits import trouble_of_code
from app.core.training.progress.rule import Rule
from app.core.training.progress.summary import Trouble

RULES: tuple[Rule, ...] = (
    *rules_dataset.RULES,
    *rules_options.RULES,
    *rules_models.RULES,
    *rules_machine.RULES,
)
_COMPILED = tuple(
    (rule, re.compile(rule.error), re.compile(rule.before) if rule.before else None)
    for rule in RULES
)

# What a file is for: by the option that names it, then by the calls that wanted it.
_ROLES = {
    "dit": noted("the model"),
    "dit_high_noise": noted("the model for high noise"),
    "vae": noted("the VAE"),
    "t5": noted("the text encoder"),
    "clip": noted("CLIP"),
    "sample_prompts": noted("the file of sample prompts"),
    "network_weights": noted("the LoRA to start from"),
    "base_weights": noted("the LoRA to merge"),
    "lora_weight": noted("the LoRA"),
    "lora_weight_high_noise": noted("the LoRA for high noise"),
    "resume": noted("the state to go on from"),
    "dataset_config": noted("the dataset file"),
    "config_file": noted("the file of options"),
    "from_file": noted("the file of prompts"),
    "image_path": noted("the first frame"),
}
_CALLS = (
    ("load_prompts", "sample_prompts"),
    ("load_user_config", "dataset_config"),
    ("detect_wan_sd_dtype", "dit"),
    ("load_wan_model", "dit"),
    ("load_transformer", "dit"),
    ("clip.py", "clip"),
    ("t5.py", "t5"),
    ("vae.py", "vae"),
)
_LONG = 400  # letters of an error that is quoted


def trouble_of(
    text: str,
    step: str,
    *,
    code: int | None = None,
    argv: Sequence[str] = (),
    recipe: Mapping[str, Any] | None = None,
) -> Trouble | None:
    """Return what went wrong; None where nothing says that anything did.

    Args:
        text: The last lines of a log, without bars.
        step: Whose log: ``cache_latents``, ``cache_text``, ``train``, ``smoke``, ``generate``.
        code: Its exit code, where it has ended.
        argv: Its command, which tells what a missing file is for.
        recipe: The values of the recipe, by option: the next step of the memory ladder.
    """
    return _Finder(cause_of(text.split("\n")), step, code, argv, recipe or {}).find()


class _Finder:
    """Looks for what one cause means."""

    def __init__(
        self,
        cause: Cause,
        step: str,
        code: int | None,
        argv: Sequence[str],
        recipe: Mapping[str, Any],
    ) -> None:
        self._cause, self._step, self._code = cause, step, code
        self._argv, self._recipe = tuple(argv) or cause.argv, recipe

    def find(self) -> Trouble | None:
        """Return it."""
        if not self._cause.calls:  # a signal ends a program in the middle of anything
            by_code = trouble_of_code(self._code)
            if by_code is not None:
                return by_code
        for rule, error, before in _COMPILED:
            groups = self._fits(rule, error, before)
            if groups is not None:
                return self._said(rule, groups)
        return trouble_of_code(self._code) or self._quoted()

    def _fits(
        self, rule: Rule, error: re.Pattern[str], before: re.Pattern[str] | None
    ) -> dict[str, str] | None:
        cause = self._cause
        if rule.steps and self._step not in rule.steps:
            return None
        if rule.within and rule.within not in cause.calls:
            return None
        found = error.search(cause.error)
        if found is None:
            return None
        groups = {name: value or "" for name, value in found.groupdict().items()}
        if before is not None:
            earlier = before.search(cause.before)
            if earlier is None:
                return None
            groups |= {name: value or "" for name, value in earlier.groupdict().items()}
        return groups

    def _said(self, rule: Rule, groups: dict[str, str]) -> Trouble:
        path = groups.get("path") or groups.get("path2") or ""
        option = self._option_of(path)
        key, cure = rule.key, dict(rule.cure)
        words = {**groups, "path": path.strip(), "name": _name(path), "role": _role(option)}
        if "amount" in groups or rule.kind == "memory":
            amount = groups.get("amount")
            words["amount"] = " " + tr("(it wanted {amount} more)", amount=amount) if amount else ""
        if key == "memory":
            rung = next_rung(self._recipe)
            key, cure, words["rung"] = rung.key, dict(rung.values), rung.words
        elif key == "role":
            key = f"train.{option}" if option else ""
        elif key == "option":
            script = "train" if self._step == "smoke" else self._step
            key = f"{script}.{groups['option'].lstrip('-')}"
        values = {name: _filled(value, words) for name, value in cure.items()}
        return Trouble(_sentence(rule.sentence, words), rule.kind, key, values, path.strip())

    def _option_of(self, path: str) -> str:
        """Return the option that names a path, without its dashes, or whose file was wanted."""
        if path:
            for name, value in zip(self._argv, self._argv[1:], strict=False):
                if name.startswith("--") and _same(value, path):
                    return name[2:]
        return next((option for call, option in _CALLS if call in self._cause.calls), "")

    def _quoted(self) -> Trouble | None:
        cause = self._cause
        said = cause.exception or next(
            (line for line in reversed(cause.error.split("\n")) if is_exception(line)), ""
        )
        if not cause.calls and self._code in (None, 0):
            return None
        if not said:
            return Trouble(
                tr("The trainer ended with code {code} and said nothing.", code=self._code),
                "unknown",
            )
        short = said[:_LONG].strip().rstrip(".")
        return Trouble(tr("The trainer ended with an error: {error}.", error=short), "unknown")


def _sentence(template: str, words: Mapping[str, str]) -> str:
    sentence = tr(template).format_map(words)
    return " ".join(sentence.split())


def _filled(value: object, words: Mapping[str, str]) -> object:
    if not isinstance(value, str) or "{" not in value:
        return value
    filled = value.format_map(words)
    return int(filled) if filled.isdecimal() else filled


def _name(path: str) -> str:
    return (PureWindowsPath(path) if "\\" in path else PurePosixPath(path)).name


def _same(one: str, other: str) -> bool:
    return one.replace("\\\\", "\\").replace("\\", "/") == other.replace("\\\\", "\\").replace(
        "\\", "/"
    )


def _role(option: str) -> str:
    return tr(_ROLES.get(option, noted("the file")))
