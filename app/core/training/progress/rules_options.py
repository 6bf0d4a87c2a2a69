"""What a failed step says of its options: unknown, missing, or at odds with one another."""

from __future__ import annotations

from app.core.training.progress.rule import Rule

_NONE = r"TypeError: [^\n]*(?:not NoneType|NoneType found)"

RULES = (
    # ----------------------------------------------------------------------- the command line
    Rule(
        "option",
        r"error: unrecognized arguments: (?P<option>--?[\w-]+)(?P<rest>[^\n]*)",
        "The trainer knows no option {option}: correct its name, or take it out (another version "
        "of the trainer may know it).",
        key="option",
    ),
    Rule(
        "option",
        r"error: unrecognized arguments: (?P<what>[^\n]+)",
        "The trainer knows nothing of {what}: take it out.",
    ),
    Rule(
        "option",
        r"error: the following arguments are required: (?P<option>--?[\w-]+)(?P<rest>[^\n]*)",
        "The option {option}{rest} is missing: set it.",
        key="option",
    ),
    Rule(
        "option",
        r"error: argument (?P<option>--?[\w-]+)[^:\n]*: invalid choice: (?P<what>.{0,100}?) "
        r"\(choose from (?P<choices>[^\n)]*)",
        "The option {option} cannot be {what}: choose one of {choices}.",
        key="option",
    ),
    Rule(
        "option",
        r"error: argument (?P<option>--?[\w-]+)[^:\n]*: (?P<why>[^\n]+)",
        "The option {option} cannot be so: {why}; correct it.",
        key="option",
    ),
    Rule(
        "option",
        r"error: ambiguous option: (?P<option>--?[\w-]+)(?P<rest>[^\n]*)",
        "The option {option} is short for several: {rest}; write it in full.",
    ),
    Rule(
        "option",
        r"dataset_config is required",
        "No dataset file was given: export the dataset first.",
        key="train.dataset_config",
    ),
    Rule(
        "option",
        r"path to DiT model is required",
        "No model was given: choose the DiT in Trainer and models.",
        key="train.dit",
    ),
    # ------------------------------------------------------------------------------ attention
    Rule(
        "option",
        r"either --sdpa, --flash-attn",
        "No way of attention is chosen: turn sdpa on.",
        key="train.sdpa",
        cure={"train.sdpa": True},
    ),
    Rule(
        "option",
        r"SageAttention doesn't support training",
        "SageAttention cannot train: turn sage_attn off and sdpa on.",
        key="train.sage_attn",
        cure={"train.sage_attn": False, "train.sdpa": True},
    ),
    # ------------------------------------------------------------------ optimizer and schedule
    Rule(
        "option",
        r"No bitsandbytes|No module named 'bitsandbytes'",
        "The optimizer needs bitsandbytes, which the trainer's Python does not have: install it "
        "there (pip install bitsandbytes), or set optimizer_type to adamw.",
        key="train.optimizer_type",
        cure={"train.optimizer_type": "adamw"},
    ),
    Rule(
        "option",
        r"CUDA Setup failed despite|bitsandbytes library .*not compiled|Configured CUDA binary not "
        r"found|libbitsandbytes",
        "bitsandbytes does not work with this card's CUDA: install a newer one in the trainer's "
        "Python, or set optimizer_type to adamw.",
        key="train.optimizer_type",
        cure={"train.optimizer_type": "adamw"},
    ),
    Rule(
        "option",
        r"module 'torch\.optim' has no attribute ''",
        "No optimizer is chosen: set optimizer_type, such as adamw8bit.",
        key="train.optimizer_type",
    ),
    Rule(
        "option",
        r"module 'torch\.optim' has no attribute '(?P<what>[^']+)'",
        "There is no optimizer {what}: correct optimizer_type (of the 8-bit ones the trainer has "
        "adamw8bit only).",
        key="train.optimizer_type",
    ),
    Rule(
        "option",
        r"got an unexpected keyword argument '(?P<what>[^']+)'",
        "The optimizer knows no {what}: correct optimizer_args.",
        within="get_optimizer",
        key="train.optimizer_args",
    ),
    Rule(
        "option",
        r"values to unpack|malformed node or string|invalid syntax",
        "An item of optimizer_args is not name=value: correct it.",
        within="get_optimizer",
        key="train.optimizer_args",
    ),
    Rule(
        "option",
        r"values to unpack",
        "An item of network_args is not name=value: correct it.",
        within="_build_network",
        key="train.network_args",
    ),
    Rule(
        "option",
        r"(?P<what>\S+) does not require `?num_warmup_steps",
        "This lr_scheduler has no warm-up: set lr_warmup_steps to 0, or lr_scheduler to "
        "constant_with_warmup.",
        key="train.lr_warmup_steps",
        cure={"train.lr_scheduler": "constant_with_warmup"},
    ),
    Rule(
        "option",
        r"requires `(?P<what>num_\w+)`, please provide",
        "This lr_scheduler needs {what}: set lr_warmup_steps or lr_decay_steps.",
        key="train.lr_scheduler",
    ),
    # -------------------------------------------------------------------------------- network
    Rule(
        "option",
        r"No module named 'networks(?:\.[^']*)?'|module 'networks\.\w+' has no",
        "The trainer has no network module of this name: set network_module to networks.lora_wan.",
        key="train.network_module",
        cure={"train.network_module": "networks.lora_wan"},
    ),
    Rule(
        "option",
        r"'NoneType' object has no attribute 'startswith'",
        "No network module is chosen: set network_module to networks.lora_wan.",
        key="train.network_module",
        cure={"train.network_module": "networks.lora_wan"},
    ),
    Rule(
        "option",
        r"TypeError: [^\n]*\bbool\b",
        "The trainer cannot read the rank from weights: turn dim_from_weights off and set "
        "network_dim.",
        within="dim_from_weights",
        key="train.dim_from_weights",
        cure={"train.dim_from_weights": False},
    ),
    # --------------------------------------------------------------------------------- memory
    Rule(
        "option",
        r"Cannot swap more than (?P<most>\d+) blocks",
        "This model has no more than {most} blocks to swap: set blocks_to_swap to {most}.",
        key="train.blocks_to_swap",
        cure={"train.blocks_to_swap": "{most}"},
    ),
    Rule(
        "option",
        r"Block swap is not supported with offloading inactive DiT",
        "Blocks cannot be swapped while the idle model is offloaded: "
        "turn offload_inactive_dit off.",
        key="train.offload_inactive_dit",
        cure={"train.offload_inactive_dit": False},
    ),
    Rule(
        "option",
        r"--block_swap_h2d_only requires --gradient_checkpointing",
        "block_swap_h2d_only needs gradient checkpointing: turn it on.",
        key="train.gradient_checkpointing",
        cure={"train.gradient_checkpointing": True},
    ),
    Rule(
        "option",
        r"--block_swap_ring_size must be >= 1",
        "block_swap_ring_size must be 1 or more.",
        key="train.block_swap_ring_size",
        cure={"train.block_swap_ring_size": 2},
    ),
    Rule(
        "option",
        r"persistent_workers option needs num_workers > 0",
        "persistent_data_loader_workers needs workers: set max_data_loader_n_workers to 1 or more.",
        key="train.max_data_loader_n_workers",
        cure={"train.max_data_loader_n_workers": 2},
    ),
    # ------------------------------------------------------------- logging, samples and output
    Rule(
        "option",
        r"logging_dir is required when log_with is tensorboard",
        "TensorBoard needs a folder: set logging_dir.",
        key="train.logging_dir",
    ),
    Rule(
        "option",
        r"No wandb|No module named 'wandb'|api_key not configured",
        "Weights & Biases is not installed or not logged in: set log_with to tensorboard.",
        key="train.log_with",
        cure={"train.log_with": "tensorboard"},
    ),
    Rule(
        "option",
        _NONE,
        "Samples need the text encoder: choose it in Trainer and models, or take the sample "
        "prompts out.",
        within="t5.py",
        key="train.t5",
    ),
    Rule(
        "option",
        _NONE,
        "Samples need the VAE: choose it in Trainer and models, or take the sample prompts out.",
        within="vae",
        key="train.vae",
    ),
    Rule(
        "option",
        _NONE,
        "Samples need CLIP: choose it in Trainer and models, or take the sample prompts out.",
        within="clip.py",
        key="train.clip",
    ),
    Rule(
        "option",
        _NONE,
        "No folder to write into was given: set output_dir.",
        within="makedirs",
        key="train.output_dir",
    ),
    Rule(
        "option",
        r"unsupported operand type\(s\) for \+: 'NoneType' and 'str'",
        "The LoRA has no name, so that the last file could not be written: set output_name.",
        key="train.output_name",
    ),
    Rule(
        "option",
        r"UnicodeDecodeError: '(?P<what>[^']*)' codec can't decode",
        "The file of sample prompts is not in UTF-8: write the prompts anew.",
        within="load_prompts",
        key="train.sample_prompts",
    ),
    Rule(
        "option",
        r"UnboundLocalError",
        "The file of sample prompts must be called .txt, .toml or .json.",
        within="load_prompts",
        key="train.sample_prompts",
    ),
    Rule(
        "option",
        r"TypeError: [^\n]*multiple values for",
        "A sample prompt repeats a value that stands for all of them: write it once.",
        within="load_prompts",
        key="train.sample_prompts",
    ),
    Rule(
        "option",
        r"timestep_boundary is not specified",
        "A model for high noise needs timestep_boundary: set it (875 for text to video, 900 for "
        "image to video).",
        key="train.timestep_boundary",
    ),
    Rule(
        "option",
        r"`height` and `width` have to be divisible by 8",
        "The size of a video must be divisible by 8: change its width or height.",
        key="generate.video_size",
    ),
)
