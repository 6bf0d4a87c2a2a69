"""What a failed step says of the machine: memory, disk, card, Python, and who ended it."""

from __future__ import annotations

from app.core.training.progress.rule import Rule

_TRAIN = ("train", "smoke")
_CARD = (
    r"(?:OutOfMemoryError: )?(?:CUDA|HIP) out of memory\."
    r"(?: Tried to allocate (?P<amount>[\d.]+ [KMGT]iB))?|"
    r"CUDA error: out of memory|Allocation on device|"
    r"(?:CUBLAS|CUDNN|CUSOLVER)_STATUS_ALLOC_FAILED|OutOfMemoryError"
)

RULES = (
    Rule(
        "stopped",
        r"KeyboardInterrupt|StopTraining",
        "It was interrupted (Ctrl+C, or a console that was closed): what was saved before is "
        "kept, nothing since; start it again.",
    ),
    # ------------------------------------------------------------------------- the card's memory
    Rule(
        "memory",
        _CARD,
        "The card ran out of memory{amount} while a sample was made: make the samples smaller or "
        "shorter, or none.",
        within="sample_image",
        steps=_TRAIN,
        key="train.sample_prompts",
    ),
    Rule(
        "memory",
        _CARD,
        "The card ran out of memory{amount}: {rung}.",
        steps=_TRAIN,
        key="memory",
    ),
    Rule(
        "memory",
        _CARD,
        "The card ran out of memory{amount} while pictures were cached: turn vae_cache_cpu on, or "
        "set a smaller batch_size; nothing else may use the card.",
        steps=("cache_latents",),
        key="cache_latents.vae_cache_cpu",
        cure={"cache_latents.vae_cache_cpu": True, "cache_latents.batch_size": 1},
    ),
    Rule(
        "memory",
        _CARD,
        "The card ran out of memory{amount} while captions were cached: turn fp8_t5 on; nothing "
        "else may use the card.",
        steps=("cache_text",),
        key="cache_text.fp8_t5",
        cure={"cache_text.fp8_t5": True, "cache_text.batch_size": 1},
    ),
    Rule(
        "memory",
        _CARD,
        "The card ran out of memory{amount}: make the video smaller or shorter, or swap more "
        "blocks.",
        key="generate.blocks_to_swap",
    ),
    # -------------------------------------------------------------------- the machine's memory
    Rule(
        "memory",
        r"unable to (?:open|mmap|allocate)[^\n]*shared memory|/dev/shm|Bus error",
        "The memory that workers share is full: set max_data_loader_n_workers to 1, or give "
        "/dev/shm more room.",
        key="train.max_data_loader_n_workers",
        cure={"train.max_data_loader_n_workers": 1},
    ),
    Rule(
        "memory",
        r"DefaultCPUAllocator: [^\n]*|(?:^|\n)(?:\w+\.)*MemoryError\b|paging file is too small|"
        r"WinError 1455|Cannot allocate memory|"
        r"DataLoader worker \(pid[^\n]*(?:killed by signal|exited unexpectedly)",
        "The machine ran out of memory (not the card): swap fewer blocks, take fewer workers, "
        "close other programs, or give Windows a larger page file.",
        key="train.max_data_loader_n_workers",
    ),
    Rule(
        "memory",
        r"died with <Signals\.SIGKILL: 9>",
        "The system ended the trainer, most likely as the machine ran out of memory (not the "
        "card): swap fewer blocks, take fewer workers, or close other programs.",
        key="train.blocks_to_swap",
    ),
    Rule(
        "stopped",
        r"died with <Signals\.(?P<what>SIGTERM|SIGINT|SIGHUP): \d+>",
        "Somebody ended the trainer ({what}): what was saved before is kept; start it again.",
    ),
    Rule(
        "machine",
        r"died with <Signals\.(?P<what>\w+): \d+>",
        "The trainer crashed ({what}): start it again; if it comes back, update the card's driver.",
    ),
    # -------------------------------------------------------------------------------- the disk
    Rule(
        "machine",
        r"No space left on device|not enough space on the disk|os error (?:28|112)\b|"
        r"PytorchStreamWriter failed|\[Errno 28\]|unexpected pos \d+ vs \d+",
        "The disk is full: free some space, or keep fewer checkpoints and states, and start again.",
        key="train.save_last_n_epochs",
    ),
    Rule(
        "machine",
        r"PermissionError: \[[^\]]*\] [^\n:]*: '(?P<path>[^'\n]+)'",
        'Access to "{path}" is denied: check its permissions, or whether another program has it '
        "open.",
    ),
    Rule(
        "machine",
        r"(?P<what>Read-only file system|Operation not permitted): '(?P<path>[^'\n]+)'",
        'Cannot write "{path}" ({what}): see whether its disk is read only.',
    ),
    Rule(
        "machine",
        r"(?P<what>Read-only file system|Permission denied|Access is denied|Operation not "
        r"permitted)[^\n(]* \(os error \d+\)",
        "A checkpoint cannot be written ({what}): see the permissions of the project's folder, or "
        "whether its disk is read only.",
        within="save",
        steps=_TRAIN,
    ),
    # -------------------------------------------------------------------------------- the card
    Rule(
        "machine",
        r"Torch not compiled with CUDA enabled",
        "The trainer's Python has a PyTorch without CUDA: install one with it (pip install torch "
        "--index-url https://download.pytorch.org/whl/cu128).",
    ),
    Rule(
        "machine",
        r"Found no NVIDIA driver|driver on your system is too old|driver version is insufficient|"
        r"forward compatibility was attempted",
        "The card's driver is missing or too old for this PyTorch: update it.",
    ),
    Rule(
        "machine",
        r"no kernel image is available|not compatible with the current PyTorch",
        "This PyTorch does not know the card: install a newer one in the trainer's Python (an RTX "
        "50 needs CUDA 12.8).",
    ),
    Rule(
        "machine",
        r"No CUDA GPUs are available|no CUDA-capable device|invalid device ordinal|"
        r"fp16 mixed precision requires a GPU",
        "No card is to be seen at the number that was chosen: choose another one in Train.",
    ),
    Rule(
        "machine",
        r"(?:CUDA error|cuDNN error|CUBLAS_STATUS|CUDNN_STATUS)(?:: )?(?P<what>[^\n]{0,120})",
        "The card reports an error ({what}): start again; if it comes back, lower its clock, "
        "update its driver, and look at its temperature.",
    ),
    # ------------------------------------------------------------------------ the trainer itself
    Rule(
        "trainer",
        r"can't open file '(?P<path>[^'\n]*)'",
        'Cannot find the trainer\'s script "{path}": choose its folder in Trainer and models.',
    ),
    Rule(
        "trainer",
        r"working triton installation|No module named 'triton'|TritonMissing",
        "compile needs Triton, which the trainer's Python does not have: turn compile off, or "
        "install it (on Windows: triton-windows).",
        key="train.compile",
        cure={"train.compile": False},
    ),
    Rule(
        "trainer",
        r"No module named '?(?P<what>xformers|flash_attn|flash_attn_interface|sageattention)\b",
        "{what} is not installed in the trainer's Python: turn sdpa on instead.",
        key="train.sdpa",
        cure={"train.sdpa": True},
    ),
    Rule(
        "trainer",
        r"name '(?:xops|flash_attn\w*|sage\w*)' is not defined",
        "The package of the chosen attention is not installed in the trainer's Python: turn sdpa "
        "on instead.",
        within="attention.py",
        key="train.sdpa",
        cure={"train.sdpa": True},
    ),
    Rule(
        "trainer",
        r"No module named '?(?P<what>musubi_tuner)\b",
        "The trainer is not installed in its own Python: run pip install -e . in its folder.",
    ),
    Rule(
        "trainer",
        r"No module named '?(?P<what>[\w.]+)",
        "The trainer's Python has no {what}: install it there (pip install {what}).",
    ),
    Rule(
        "trainer",
        r"(?:ImportError|OSError): (?P<what>[^\n]*(?:DLL load failed|cannot open shared object|"
        r"WinError 12[67]|GLIBC)[^\n]*)",
        "A library of the trainer's Python does not load ({what}): install the trainer's packages "
        "again.",
    ),
    Rule(
        "trainer",
        r"ImportError: (?P<what>[^\n]+)",
        "The trainer's packages do not fit one another ({what}): install them as its own "
        "instructions say.",
    ),
    Rule(
        "trainer",
        r"UnicodeEncodeError: '(?P<what>[^']*)' codec can't encode",
        "The trainer prints Japanese, and its output was not UTF-8 ({what}): start it from here, "
        "or set PYTHONUTF8=1.",
    ),
    Rule(
        "machine",
        r"Address already in use|WinError 10048",
        "Another training on this machine holds the port: wait until it has ended.",
    ),
)
