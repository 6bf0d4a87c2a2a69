"""What each line of the trainer says of what it does now, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.language import noted


@dataclass(frozen=True, slots=True)
class Phase:
    """What begins with a line.

    Attributes:
        begins: How the line begins, behind its logger's name.
        words: What is done then, in English; ``{dataset}`` is "dataset 2 of 3", ``{prompt}``
            "prompt 1 of 2".
        pause: No steps are made meanwhile; their speed is not measured over it.
        late: The line goes to stdout, which may be kept back and come too late: it says nothing
            while a sample is being made.
    """

    begins: str
    words: str
    pause: bool = False
    late: bool = False


TRAINING, FINISHED = noted("training"), noted("finished")
SAMPLING = noted("sampling {prompt}")
ENCODING = noted("encoding {dataset}")
GENERATING = noted("generating {prompt}")

PHASES = (
    Phase("Load dataset config from", "reading the dataset"),
    Phase("glob images in", "listing files"),
    Phase("glob videos in", "listing files"),
    Phase("bucket:", "counting samples"),
    Phase("total batches:", "counting samples"),
    Phase("Detected DiT dtype", "looking at the model"),
    Phase("preparing accelerator", "preparing the card", late=True),
    Phase("Loading VAE model from", "loading the VAE"),
    Phase("Loading VAE", "loading the VAE"),
    Phase("Loading CLIP", "loading CLIP"),
    Phase("loading CLIP", "loading CLIP"),
    Phase("loading T5", "loading the text encoder"),
    Phase("Loading T5", "loading the text encoder"),
    Phase("Loading text encoder", "loading the text encoder"),
    Phase("Encoding with T5", "encoding captions"),
    Phase("cache Text Encoder outputs for", "caching prompts"),
    Phase("encoding with Text Encoder", "caching prompts"),
    Phase("Loading DiT model", "loading the model"),
    Phase("Loading high noise DiT model", "loading the model for high noise"),
    Phase("Creating WanModel", "loading the model"),
    Phase("Loading LoRA weight", "loading the LoRA"),
    Phase("merging module:", "merging LoRAs into the model", late=True),
    Phase("create LoRA network", "making the LoRA"),
    Phase("use ", "preparing the optimizer"),
    Phase("resume training from", "loading the state to go on from"),
    Phase("running training", "starting to train", late=True),
    Phase("Encoding dataset [", ENCODING),
    Phase("Removed old cache file", "removing old cache files"),
    Phase("generating sample images", SAMPLING, pause=True),
    Phase("saving checkpoint:", "saving a checkpoint", pause=True, late=True),
    Phase("saving state at", "saving the state", pause=True),
    Phase("saving last state", "saving the state", pause=True),
    Phase("model saved.", FINISHED),
    Phase("Decoding latents to videos", "decoding"),
    Phase("Processing prompt", GENERATING),
    Phase("Done!", FINISHED),
)


def _by_word() -> Mapping[str, tuple[Phase, ...]]:
    found: dict[str, tuple[Phase, ...]] = {}
    for phase in PHASES:
        word = phase.begins.split(" ", 1)[0]
        found[word] = (*found.get(word, ()), phase)
    return found


_BY_WORD = _by_word()


def phase_of(word: str, message: str) -> Phase | None:
    """Return what begins with a line; ``word`` is its first."""
    for phase in _BY_WORD.get(word, ()):
        if message.startswith(phase.begins):
            return phase
    return None
