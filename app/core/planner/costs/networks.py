"""The networks of Wan: what their weights, LoRAs and activations take, what a step computes.

Counted from the trainer's own network; activations from a replay of its blocks with gradient
checkpointing. On an H100 the trainer allocated what is counted here, to 0.5 GiB, from 1,248 to
32,760 tokens. Bytes and operations, not GiB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ModelName = Literal["14B", "1.3B"]
Precision = Literal["fp8_scaled", "fp8", "bf16"]

_STATE_BYTES = 2  # of a hidden state, bfloat16
_FP8_BLOCK = 64  # weights that share a bfloat16 scale
_COMING_AND_GOING = 3  # hidden states on the card while all are kept in the machine's memory
_FULL_GRAPH = 20  # activations without gradient checkpointing over those with it, about


@dataclass(frozen=True, slots=True)
class Network:
    """A network, as far as its cost goes.

    Attributes:
        layers: Blocks.
        dim: Width of a hidden state.
        ffn: Width inside the feed-forward part.
        other_params: Weights outside the blocks.
        live: Bytes per token while one block is computed again and backward.
        fixed: Bytes that the live block takes whatever the tokens: its weights in bfloat16.
        time_bytes: Bytes per token of a time embedding for each token (Wan 2.2).
    """

    layers: int
    dim: int
    ffn: int
    other_params: int
    live: float
    fixed: float
    time_bytes: float

    @property
    def block_params(self) -> int:
        """Weights of a block: two attentions, the feed-forward part, norms and modulation."""
        dim, ffn = self.dim, self.ffn
        return 8 * (dim * dim + dim) + 2 * dim * ffn + ffn + dim + 12 * dim

    @property
    def most_swap(self) -> int:
        """The greatest blocks_to_swap the trainer takes."""
        return self.layers - 1

    @property
    def state_bytes(self) -> int:
        """Bytes per token that checkpoints keep: one hidden state for each block."""
        return self.layers * self.dim * _STATE_BYTES

    def block_bytes(self, precision: Precision) -> float:
        """Return what the weights of a block take."""
        per = {"fp8_scaled": 1 + 2 / _FP8_BLOCK, "fp8": 1.0, "bf16": 2.0}[precision]
        return self.block_params * per

    def other_bytes(self, precision: Precision) -> float:
        """Return what the weights outside the blocks take; scaled fp8 leaves them in bfloat16."""
        return self.other_params * (1.0 if precision == "fp8" else 2.0)

    def lora_params(self, rank: int) -> int:
        """Return the weights of a LoRA on both attentions and the feed-forward part."""
        return self.layers * rank * (8 * 2 * self.dim + 2 * (self.dim + self.ffn))

    def live_bytes(self, tokens: int, *, per_token_time: bool = False) -> float:
        """Return what the block that is being computed takes."""
        return tokens * (self.live + (self.time_bytes if per_token_time else 0.0))

    def kept_bytes(
        self, tokens: int, *, checkpointing: bool = True, offload: bool = False
    ) -> float:
        """Return what is kept of a forward pass until it is needed backward."""
        if not checkpointing:
            return (_FULL_GRAPH - 1) * tokens * (self.live + self.state_bytes) + (
                tokens * self.state_bytes
            )
        states = _COMING_AND_GOING if offload else self.layers
        return float(tokens * self.dim * _STATE_BYTES * states)

    def operations(self, tokens: int, batch: int, *, checkpointing: bool = True) -> float:
        """Return the operations of a step: forward, once more for checkpoints, and backward.

        The base is frozen, so that there are no gradients of its weights.

        Args:
            tokens: Of the whole step.
            batch: Samples among which they are divided: attention stays within one.
            checkpointing: Activations are computed a second time.
        """
        linear, attention = (6.0, 18.0) if checkpointing else (4.0, 14.0)
        per_sample = tokens / batch
        return (
            linear * self.block_params * self.layers * tokens
            + attention * per_sample * per_sample * self.dim * self.layers * batch
        )


NETWORKS: dict[ModelName, Network] = {
    "14B": Network(40, 5120, 13824, 233_000_000, 340e3, 0.75e9, 287e3),
    "1.3B": Network(30, 1536, 8960, 25_600_000, 143e3, 0.10e9, 86.1e3),
}
