"""What there is to mind about a sample prompt: sentences, none where all is well."""

from __future__ import annotations

from app.core.captions.text import with_trigger
from app.core.language import tr
from app.core.library.model import Prompt

_OTHERS_SHIFT = 14.5  # what the trainer takes without one: made for another model


def remarks(prompt: Prompt, trigger: str) -> tuple[str, ...]:
    """Return what a person may not expect of a prompt, one sentence each."""
    said: list[str] = []
    if not with_trigger(prompt.text, trigger):
        said.append(tr("Nothing is written: the trainer's file leaves it out."))
    if prompt.flow_shift is None:
        said.append(
            tr(
                "Without a flow shift the trainer takes {shift}, which is for HunyuanVideo; "
                "Wan 2.1 wants 3.0 to 5.0.",
                shift=_OTHERS_SHIFT,
            )
        )
    if prompt.cfg_scale == 1.0 and prompt.negative:
        said.append(tr("At a guidance of 1.0 the negative prompt is not used."))
    return tuple(said)
