"""What the trainer and its libraries print when they fail in ways that were not recorded.

The texts are those of musubi-tuner 0.3.4, PyTorch, safetensors, bitsandbytes, Windows and Linux.
"""

from __future__ import annotations

from typing import NamedTuple


class Crash(NamedTuple):
    """A failure.

    Attributes:
        step: Whose.
        error: The exception and its text.
        calls: Lines of the traceback before it.
        before: What was printed before.
        words: What its sentence must name.
        key: The option that cures it.
    """

    step: str
    error: str
    calls: str
    before: str
    words: tuple[str, ...]
    key: str = ""

    def text(self) -> str:
        """Return what the last lines of the log are."""
        if not self.calls:
            return f"{self.before}\n{self.error}\n"
        calls = "\n".join(
            f'  File "/srv/musubi/{call}", line 12, in x\n    y()\n    ^^^'
            for call in self.calls.split("\n")
        )
        return f"{self.before}\nTraceback (most recent call last):\n{calls}\n{self.error}\n"


def crash(
    step: str, error: str, *words: str, calls: str = "main.py", before: str = "", key: str = ""
) -> Crash:
    """Return a failure with a traceback."""
    return Crash(step, error, calls, before, words, key)


def last(step: str, error: str, *words: str, key: str = "") -> Crash:
    """Return a failure without one."""
    return Crash(step, error, "", "INFO:x:something", words, key)


_CUDA = (
    "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total "
    "capacity of 23.69 GiB of which 1.14 GiB is free. Including non-PyTorch memory, this process "
    "has 22.53 GiB memory in use. Of the allocated memory 21.00 GiB is allocated by PyTorch"
)
_ROW = (
    "CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronous"
)

CRASHES = (
    # ----------------------------------------------------------------------------------- memory
    crash("train", _CUDA, "2.50 GiB", "swap 4 blocks instead of 0", key="train.blocks_to_swap"),
    crash(
        "train",
        _CUDA,
        "while a sample was made",
        calls="trainer_base.py sample_images",
        key="train.sample_prompts",
    ),
    crash("cache_latents", _CUDA, "vae_cache_cpu", key="cache_latents.vae_cache_cpu"),
    crash("cache_text", _CUDA, "fp8_t5", key="cache_text.fp8_t5"),
    crash("generate", _CUDA, "smaller or shorter", key="generate.blocks_to_swap"),
    crash(
        "smoke",
        "RuntimeError: CUDA error: out of memory",
        "ran out of memory:",
        "swap",
        key="train.blocks_to_swap",
    ),
    crash(
        "train",
        "RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`",
        "card ran out of memory",
        key="train.blocks_to_swap",
    ),
    crash(
        "train",
        "RuntimeError: [enforce fail at alloc_cpu.cpp:116] . DefaultCPUAllocator: not "
        "enough memory: you tried to allocate 94371840 bytes.",
        "not the card",
        key="train.max_data_loader_n_workers",
    ),
    crash(
        "train",
        "OSError: [WinError 1455] The paging file is too small for this operation to complete",
        "page file",
        key="train.max_data_loader_n_workers",
    ),
    crash(
        "train",
        "RuntimeError: DataLoader worker (pid 4242) is killed by signal: Killed. ",
        "not the card",
        key="train.max_data_loader_n_workers",
    ),
    crash("cache_latents", "MemoryError", "not the card", key="train.max_data_loader_n_workers"),
    crash(
        "train",
        "RuntimeError: unable to open shared memory object </torch_42_1> in read-write "
        "mode: Too many open files (24)",
        "/dev/shm",
        key="train.max_data_loader_n_workers",
    ),
    # ---------------------------------------------------------------------------------- machine
    crash(
        "train",
        "safetensors_rust.SafetensorError: Error while serializing: I/O error: No space "
        "left on device (os error 28)",
        "disk is full",
        key="train.save_last_n_epochs",
    ),
    crash(
        "train",
        "safetensors_rust.SafetensorError: Error while serializing: IoError(Os { code: "
        '112, kind: StorageFull, message: "There is not enough space on the disk." })',
        "disk is full",
        key="train.save_last_n_epochs",
    ),
    crash(
        "train",
        "RuntimeError: [enforce fail at inline_container.cc:783] . PytorchStreamWriter "
        "failed writing file data/12: file write failed",
        "disk is full",
        key="train.save_last_n_epochs",
    ),
    crash(
        "cache_latents",
        "OSError: [Errno 28] No space left on device",
        "disk is full",
        key="train.save_last_n_epochs",
    ),
    crash(
        "train",
        "PermissionError: [Errno 13] Permission denied: '/mnt/out/x.safetensors'",
        "/mnt/out/x.safetensors",
        "denied",
    ),
    crash(
        "train",
        "RuntimeError: Found no NVIDIA driver on your system. Please check that you have "
        "an NVIDIA GPU",
        "driver",
    ),
    crash(
        "train",
        "RuntimeError: The NVIDIA driver on your system is too old (found version 11040).",
        "driver",
        "update",
    ),
    crash(
        "train",
        "RuntimeError: CUDA error: no kernel image is available for execution on the device",
        "does not know the card",
    ),
    crash("train", "RuntimeError: No CUDA GPUs are available", "No card"),
    crash("train", "RuntimeError: CUDA error: invalid device ordinal", "No card"),
    crash("train", "ValueError: fp16 mixed precision requires a GPU (not 'cpu').", "No card"),
    crash("train", f"RuntimeError: {_ROW}", "illegal memory access", "driver"),
    crash("train", "OSError: [Errno 98] Address already in use", "port"),
    last("train", "subprocess died with <Signals.SIGSEGV: 11>.", "crashed", "SIGSEGV"),
    last("train", "subprocess died with <Signals.SIGTERM: 15>.", "SIGTERM"),
    # ---------------------------------------------------------------------------------- trainer
    crash(
        "train",
        "RuntimeError: Cannot find a working triton installation. Either the package is "
        "not installed or it is too old.",
        "Triton",
        key="train.compile",
    ),
    crash(
        "train",
        "ModuleNotFoundError: No module named 'xformers'",
        "xformers",
        "sdpa",
        key="train.sdpa",
    ),
    crash("train", "ModuleNotFoundError: No module named 'musubi_tuner'", "pip install -e"),
    crash("train", "ModuleNotFoundError: No module named 'prodigyopt'", "pip install prodigyopt"),
    last(
        "train",
        "/srv/venv/bin/python: No module named accelerate.commands.launch",
        "has no accelerate.commands.launch",
    ),
    crash(
        "train",
        "ImportError: DLL load failed while importing _C: The specified module could not be found.",
        "does not load",
    ),
    crash(
        "train",
        "ImportError: cannot import name 'x' from 'transformers' (/a/b.py)",
        "do not fit one another",
        "transformers",
    ),
    # ----------------------------------------------------------------------------------- models
    crash(
        "cache_text",
        "RuntimeError: Error(s) in loading state_dict for T5Encoder:\n\tMissing "
        'key(s) in state_dict: "token_embedding.weight"',
        "models_t5_umt5-xxl-enc-bf16.pth",
        key="train.t5",
    ),
    crash(
        "train",
        "RuntimeError: Error(s) in loading state_dict for WanModel:\n\tMissing key(s) in "
        'state_dict: "img_emb.proj.0.weight"',
        "does not fit the task",
        key="train.task",
    ),
    crash(
        "train",
        "RuntimeError: Error(s) in loading state_dict for WanModel:\n\tUnexpected key(s) "
        'in state_dict: "scaled_fp8", "blocks.0.self_attn.q.scale_weight"',
        "fp8_scaled files",
        key="train.dit",
    ),
    crash(
        "train",
        "RuntimeError: Error(s) in loading state_dict for LoRANetwork:\n\tsize mismatch "
        "for lora_unet_blocks_0_self_attn_q.lora_down.weight",
        "network_dim",
        key="train.network_dim",
    ),
    crash(
        "cache_latents",
        "RuntimeError: Error(s) in loading state_dict for WanVAE_:\n\tMissing",
        "the VAE",
        "WanVAE_",
        calls="wan/modules/vae.py",
        key="train.vae",
    ),
    crash("train", "RuntimeError: size mismatch for blocks.0.q: copying a param", "blocks.0.q"),
    crash(
        "train",
        "AssertionError: CLIP path is required for I2V training / I2V",
        "CLIP",
        key="train.clip",
    ),
    crash(
        "train",
        "RuntimeError: No LoRA modules found",
        "networks.lora_wan",
        key="train.network_module",
    ),
    crash(
        "train",
        "AssertionError: DiT weights are in bf16, mixed precision must be bf16 or no",
        "mixed_precision to bf16",
        key="train.mixed_precision",
    ),
    crash(
        "train",
        "AssertionError: DiT weights are in fp16, mixed precision must be fp16 or no",
        "mixed_precision to fp16",
        key="train.mixed_precision",
    ),
    crash(
        "train",
        "AssertionError: fp8_scaled requires fp8_base / fp8_scaled",
        "fp8_base",
        key="train.fp8_base",
    ),
    crash(
        "train",
        "ValueError: DiT weights is already in fp8 format, cannot scale to fp8. Please "
        "use fp16/bf16 weights",
        "fp8_scaled off",
        key="train.fp8_scaled",
    ),
    crash(
        "train",
        "ValueError: Layer blocks.0.q.weight is already in torch.float8_e4m3fn format. "
        "`--fp8_scaled` optimization should not be applied.",
        "fp8",
        key="train.fp8_scaled",
    ),
    crash(
        "train",
        "RuntimeError: mat1 and mat2 must have the same dtype, but got Float and BFloat16",
        "mixed_precision",
        key="train.mixed_precision",
    ),
    crash(
        "train",
        "safetensors_rust.SafetensorError: Error while deserializing header: HeaderTooLarge",
        "the model",
        "download",
        calls="wan/model.py load_wan_model",
        key="train.dit",
    ),
    crash(
        "train",
        "safetensors_rust.SafetensorError: Error while deserializing header: "
        "MetadataIncompleteBuffer",
        "cache again",
        calls="dataset/bucket.py",
    ),
    crash(
        "cache_text",
        "RuntimeError: PytorchStreamReader failed reading zip archive: failed "
        "finding central directory",
        "the text encoder",
        calls="wan/modules/t5.py",
        key="train.t5",
    ),
    crash(
        "train",
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "the model",
        calls="utils/safetensors_utils.py\ndetect_wan_sd_dtype",
        key="train.dit",
    ),
    crash(
        "cache_text",
        "huggingface_hub.errors.LocalEntryNotFoundError: Cannot find the requested "
        "files in the disk cache and outgoing traffic has been disabled.",
        "tokenizer",
        "internet",
    ),
    crash(
        "train",
        "FileNotFoundError: File /models/x-00001-of-00002.safetensors not found",
        "/models/x-00001-of-00002.safetensors",
    ),
    # ---------------------------------------------------------------------------------- options
    last("train", "x.py: error: unrecognized arguments: stray", "stray"),
    last(
        "train",
        "x.py: error: argument --timestep_boundary: invalid int value: '0.875'",
        "--timestep_boundary",
        "invalid int value",
        key="train.timestep_boundary",
    ),
    last(
        "train",
        "x.py: error: ambiguous option: --save could match --save_state, --save_every",
        "--save",
        "in full",
    ),
    crash(
        "train", "ValueError: dataset_config is required / ", "export", key="train.dataset_config"
    ),
    crash("train", "ValueError: path to DiT model is required / DiT", "DiT", key="train.dit"),
    crash(
        "train",
        "ValueError: SageAttention doesn't support training currently. Please use `--sdpa`",
        "sdpa on",
        key="train.sage_attn",
    ),
    crash(
        "train",
        "RuntimeError: CUDA Setup failed despite GPU being available.",
        "bitsandbytes",
        key="train.optimizer_type",
    ),
    crash(
        "train",
        "AttributeError: module 'torch.optim' has no attribute 'Lion8bit'",
        "Lion8bit",
        key="train.optimizer_type",
    ),
    crash(
        "train",
        "TypeError: AdamW.__init__() got an unexpected keyword argument 'beta'",
        "beta",
        calls="trainer_base.py get_optimizer",
        key="train.optimizer_args",
    ),
    crash(
        "train",
        "ValueError: too many values to unpack (expected 2)",
        "name=value",
        calls="trainer_base.py get_optimizer",
        key="train.optimizer_args",
    ),
    crash(
        "train",
        "ValueError: SchedulerType.CONSTANT does not require `num_warmup_steps`. Set None or 0.",
        "lr_warmup_steps",
        "constant_with_warmup",
        key="train.lr_warmup_steps",
    ),
    crash(
        "train",
        "ValueError: SchedulerType.WARMUP_STABLE_DECAY requires `num_decay_steps`, please "
        "provide that argument.",
        "num_decay_steps",
        key="train.lr_scheduler",
    ),
    crash(
        "train",
        "AttributeError: 'NoneType' object has no attribute 'startswith'",
        "No network module",
        key="train.network_module",
    ),
    crash(
        "train",
        "TypeError: expected str, bytes or os.PathLike object, not bool",
        "network_dim",
        calls="trainer_base.py dim_from_weights",
        key="train.dim_from_weights",
    ),
    crash(
        "train",
        "AssertionError: Cannot swap more than 39 blocks. Requested 40 blocks to swap.",
        "blocks_to_swap to 39",
        key="train.blocks_to_swap",
    ),
    crash(
        "train",
        "AssertionError: Block swap is not supported with offloading inactive DiT / ",
        "offloaded",
        key="train.offload_inactive_dit",
    ),
    crash(
        "train",
        "ValueError: --block_swap_h2d_only requires --gradient_checkpointing for training.",
        "gradient checkpointing",
        key="train.gradient_checkpointing",
    ),
    crash(
        "train",
        "ValueError: --block_swap_ring_size must be >= 1",
        "1 or more",
        key="train.block_swap_ring_size",
    ),
    crash(
        "train",
        "ValueError: persistent_workers option needs num_workers > 0",
        "needs workers",
        key="train.max_data_loader_n_workers",
    ),
    crash("train", "ImportError: No wandb / wandb", "Weights & Biases", key="train.log_with"),
    crash(
        "train",
        "TypeError: stat: path should be string, bytes, os.PathLike or integer, not NoneType",
        "Samples need the VAE",
        calls="wan/modules/vae.py",
        key="train.vae",
    ),
    crash(
        "train",
        "TypeError: expected str, bytes or os.PathLike object, not NoneType",
        "Samples need CLIP",
        calls="wan/modules/clip.py",
        key="train.clip",
    ),
    crash(
        "train",
        "TypeError: expected str, bytes or os.PathLike object, not NoneType",
        "output_dir",
        calls="trainer_base.py os.makedirs(args.output_dir)",
        key="train.output_dir",
    ),
    crash(
        "train",
        "TypeError: unsupported operand type(s) for +: 'NoneType' and 'str'",
        "output_name",
        key="train.output_name",
    ),
    crash(
        "train",
        "UnboundLocalError: cannot access local variable 'prompts'",
        ".txt",
        calls="sampling_prompts.py load_prompts",
        key="train.sample_prompts",
    ),
    crash(
        "train",
        "TypeError: dict() got multiple values for keyword argument 'width'",
        "once",
        calls="sampling_prompts.py load_prompts",
        key="train.sample_prompts",
    ),
    crash(
        "train",
        "ValueError: timestep_boundary is not specified for high noise model",
        "875",
        key="train.timestep_boundary",
    ),
    crash(
        "generate",
        "ValueError: `height` and `width` have to be divisible by 8 but are 100 and 60.",
        "divisible by 8",
        key="generate.video_size",
    ),
    # ---------------------------------------------------------------------------------- dataset
    crash(
        "train", "toml.decoder.TomlDecodeError: Invalid value (line 3 column 1 char 40)", "line 3"
    ),
    crash(
        "cache_latents", "ValueError: not supported config file format / x: /a/b.yaml", "/a/b.yaml"
    ),
    crash(
        "cache_latents",
        "voluptuous.error.MultipleInvalid: extra keys not allowed @ "
        "data['general']['target_frames']",
        "target_frames",
        "[general]",
    ),
    crash(
        "cache_latents",
        "voluptuous.error.MultipleInvalid: expected int for dictionary value @ "
        "data['datasets'][2]['batch_size']",
        "Dataset 2",
        "batch_size",
        "expected int",
    ),
    crash(
        "cache_latents",
        "voluptuous.error.MultipleInvalid: expected int for dictionary value @ "
        "data['general']['resolution']",
        "resolution",
        "[general]",
        "expected int",
    ),
    crash(
        "cache_latents",
        "voluptuous.error.MultipleInvalid: expected a dictionary",
        "expected a dictionary",
    ),
    crash(
        "cache_latents", "AssertionError: cache_directory is required / cache", "cache_directory"
    ),
    crash(
        "cache_latents",
        "AttributeError: 'VideoDataset' object has no attribute 'datasource'",
        "neither a folder nor a list",
    ),
    crash(
        "cache_latents",
        "ValueError: range() arg 3 must not be zero",
        "frame_stride",
        calls="image_video_dataset.py aggregate_future",
    ),
    crash("train", "ValueError: range() arg 3 must not be zero", "batch_size"),
    crash(
        "cache_latents",
        "av.error.FileNotFoundError: [Errno 2] No such file or directory: '/clips/a.mp4'",
        "/clips/a.mp4",
        "export",
    ),
    crash(
        "cache_latents",
        "av.error.InvalidDataError: [Errno 1094995529] Invalid data found when "
        "processing input: 'avcodec_send_packet()'",
        "cannot be decoded",
        "does not say which",
    ),
    crash(
        "cache_latents",
        "IndexError: list index out of range",
        "no frames",
        calls="image_video_dataset.py fetch_and_resize",
    ),
    crash("cache_latents", "OSError: image file is truncated (4 bytes not processed)", "too early"),
    crash(
        "cache_latents",
        "ValueError: Image or video size too small: a.mp4 and 0 more, size: (4, 4)",
        "a.mp4",
        "(4, 4)",
    ),
    crash(
        "cache_latents",
        "cv2.error: OpenCV(4.10.0) resize.cpp:4152: error: (-215:Assertion failed)"
        " !dsize.empty() in function 'resize'",
        "16 pixels",
    ),
    crash(
        "cache_latents",
        "ValueError: Could not find matching control videos/images for 3 videos",
        "3 clips",
    ),
    crash(
        "cache_latents",
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "/a/list.jsonl",
        before="ERROR:x:failed to load json: {bad @ /a/list.jsonl",
    ),
    crash(
        "train",
        "ValueError: invalid literal for int() with base 10: 'lora'",
        "_wan.safetensors",
        calls="image_video_dataset.py prepare_for_training",
    ),
    crash("train", "KeyError: 'latents_image'", "--i2v", key="cache_latents.i2v"),
    crash("train", "AssertionError: architecture mismatch", "another model"),
    # --------------------------------------- as the real trainer was seen to fail (on the CPU)
    crash(
        "train",
        "MemoryError",
        "the model",
        "no safetensors file",
        calls="model.py detect_wan_sd_dtype\nsafetensors_utils.py _read_header",
        key="train.dit",
    ),
    crash(
        "train",
        "RuntimeError: shape '[256, 256]' is invalid for input of size 48150",
        "the model",
        "not whole",
        calls="model.py detect_wan_sd_dtype\nsafetensors_utils.py _deserialize_tensor",
        key="train.dit",
    ),
    crash(
        "train",
        "NameError: name 'flash_attn' is not defined",
        "not installed",
        "sdpa",
        calls="modules/attention.py flash_attention",
        key="train.sdpa",
    ),
    crash(
        "train",
        "NameError: name 'xops' is not defined",
        "not installed",
        "sdpa",
        calls="modules/attention.py flash_attention",
        key="train.sdpa",
    ),
    crash(
        "train",
        "ValueError: not enough values to unpack (expected 2, got 1)",
        "network_args",
        "name=value",
        calls="trainer_base.py _build_network",
        key="train.network_args",
    ),
    crash(
        "train",
        "FileNotFoundError: [Errno 2] No such file or directory: '/a/rain-state/pytorch_model.bin'",
        "not whole",
        "/a/rain-state/pytorch_model.bin",
        calls="accelerate/accelerator.py load_state\ncheckpointing.py load_accelerator_state",
        key="train.resume",
    ),
    crash(
        "train",
        "FileExistsError: [Errno 17] File exists: '/a/runs/001-rain/output'",
        "A file stands where",
        "/a/runs/001-rain/output",
        calls="trainer_base.py save_model\nos.py makedirs",
    ),
    crash(
        "train",
        "NotADirectoryError: [Errno 20] Not a directory: '/a/runs/001-rain/logs/20261126105002'",
        "A file stands where",
        calls="tensorboard/summary/writer.py __init__",
    ),
    crash(
        "train",
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 3: invalid "
        "continuation byte",
        "sample prompts",
        "UTF-8",
        calls="sampling_prompts.py load_prompts",
        key="train.sample_prompts",
    ),
    # ------------------------------------------------------ not seen: from the libraries' texts
    crash(
        "train",
        "OSError: [Errno 30] Read-only file system: '/a/runs/001-rain/output/sample'",
        "Read-only",
        "/a/runs/001-rain/output/sample",
    ),
    crash(
        "train",
        "safetensors_rust.SafetensorError: Error while serializing: I/O error: Read-only file "
        "system (os error 30)",
        "cannot be written",
        "Read-only",
        calls="trainer_base.py save_model\nlora.py save_weights",
    ),
)
