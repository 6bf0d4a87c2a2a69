"""What a failed step says of the models: files, kinds, number formats, the tokenizer."""

from __future__ import annotations

from app.core.training.progress.rule import Rule

_HEAVY = ("train", "smoke", "generate")

RULES = (
    # ------------------------------------------------------------------------- kinds and tasks
    Rule(
        "model",
        r"vae checkpoint is required",
        "No VAE was given: choose it in Trainer and models.",
        key="train.vae",
    ),
    Rule(
        "model",
        r"CLIP path is required|clip is required for one frame",
        "No CLIP was given, and this task needs it: choose it in Trainer and models.",
        key="train.clip",
    ),
    Rule(
        "model",
        r"Cannot copy out of meta tensor",
        "The file given as {role} is that of another model: choose the right one in Trainer and "
        "models.",
        key="role",
    ),
    Rule(
        "model",
        r"Could not find the dtype in the model weights: (?P<path>[^\n]+)",
        'The file given as the model is none of Wan: "{path}"; choose the DiT in Trainer and '
        "models.",
        key="train.dit",
    ),
    Rule(
        "model",
        r"scaled_fp8|scale_weight",
        "The model is one of ComfyUI's fp8_scaled files, which the trainer cannot take: choose the "
        "bf16 or fp16 file.",
        key="train.dit",
    ),
    Rule(
        "model",
        r"Error\(s\) in loading state_dict for T5",
        "The text encoder is not the official file: choose models_t5_umt5-xxl-enc-bf16.pth (that "
        "of ComfyUI does not fit).",
        key="train.t5",
    ),
    Rule(
        "model",
        r"Error\(s\) in loading state_dict for (?:Lo[RHK]\w*Network|LoRA|LoHa|LoKr)",
        "The state or the weights to go on from are of another rank or kind: set network_dim and "
        "network_module as they were then.",
        key="train.network_dim",
    ),
    Rule(
        "model",
        r"Error\(s\) in loading state_dict for Wan(?:Model|\w*DiT)|AssertionError: (?:Missing|"
        r"Unexpected) keys:",
        "The model does not fit the task: choose the DiT of this task in Trainer and models, or "
        "another task.",
        key="train.task",
    ),
    Rule(
        "model",
        r"Error\(s\) in loading state_dict for (?P<what>\w+)",
        "The file given as {role} is that of another model ({what} cannot be made of it): choose "
        "the right one in Trainer and models.",
        key="role",
    ),
    Rule(
        "model",
        r"size mismatch for (?P<what>\S+)",
        "A model's file does not fit ({what} has another size): choose the right one in Trainer "
        "and models.",
    ),
    Rule(
        "model",
        r"No LoRA modules found",
        "The LoRA finds nothing to train in this model: set network_module to networks.lora_wan.",
        key="train.network_module",
        cure={"train.network_module": "networks.lora_wan"},
    ),
    # ------------------------------------------------------------------------- number formats
    Rule(
        "model",
        r"DiT weights are in (?P<dtype>fp16|bf16), mixed precision must be",
        "The model's weights are {dtype}: set mixed_precision to {dtype}.",
        key="train.mixed_precision",
        cure={"train.mixed_precision": "{dtype}"},
    ),
    Rule(
        "model",
        r"fp8_scaled requires fp8_base",
        "fp8_scaled needs fp8_base too: turn it on.",
        key="train.fp8_base",
        cure={"train.fp8_base": True},
    ),
    Rule(
        "model",
        r"already in fp8 format|is already in \S*float8\S* format",
        "The model's file is fp8 already and cannot be scaled again: turn fp8_scaled off, or "
        "choose the bf16 or fp16 file.",
        key="train.fp8_scaled",
        cure={"train.fp8_scaled": False},
    ),
    Rule(
        "model",
        r"must have the same dtype|expected scalar type|Input type .* and (?:weight|bias) type",
        "Number formats are mixed: set mixed_precision to that of the model's file (bf16 for most, "
        "fp16 for ComfyUI's of Wan 2.2).",
        key="train.mixed_precision",
        steps=_HEAVY,
    ),
    # ------------------------------------------------------------------------ files that end
    Rule(
        "model",
        r"SafetensorError: [^\n]*(?:deserializing header|incomplete metadata|InvalidHeader|"
        r"HeaderTooLarge|MetadataIncompleteBuffer)|incomplete metadata, file not fully covered",
        "A cache file is damaged, as when a disk was full: cache again without skip_existing.",
        within="bucket.py",
    ),
    Rule(
        "model",
        r"SafetensorError: [^\n]*(?:deserializing header|incomplete metadata|InvalidHeader|"
        r"HeaderTooLarge|MetadataIncompleteBuffer)|incomplete metadata, file not fully covered|"
        r"PytorchStreamReader failed|UnpicklingError|EOFError: Ran out of input",
        "The file of {role} is damaged or not whole: download it again.",
        key="role",
    ),
    Rule(
        "model",
        r"MemoryError|OverflowError",  # it took the first bytes of another kind for a length
        "The file of {role} is no safetensors file: choose the right one in Trainer and models.",
        within="_read_header",
        key="role",
    ),
    Rule(
        "model",
        r"JSONDecodeError|UnicodeDecodeError|struct\.error|is invalid for input of size|"
        r"must be divisible by \d+ to view|both buffer length|buffer is smaller than",
        "The file of {role} is damaged or not whole: download it again.",
        within="safetensors_utils",
        key="role",
    ),
    # ---------------------------------------------------------------------------- the network
    Rule(
        "model",
        r"couldn't connect to '?https?://huggingface\.co|LocalEntryNotFoundError|Can't load "
        r"tokenizer for|HTTPSConnectionPool\(host='huggingface\.co'|outgoing traffic has been "
        r"disabled",
        "The text encoder's tokenizer is not on this machine yet and could not be downloaded: "
        "connect to the internet for the first run, and see that HF_HUB_OFFLINE is not set.",
    ),
    # --------------------------------------------------------------------- files that are not
    Rule(
        "model",
        r"Tried to find (?P<path>[^\n]+?) but folder does not exist",
        'Cannot find the state to go on from, "{path}": choose another one, or start anew.',
        key="train.resume",
    ),
    Rule(
        "model",
        r"FileNotFoundError: [^\n]*: ['\"](?P<path>[^\n]*)['\"]",
        'The state to go on from is not whole, "{path}" is missing: choose another one, or start '
        "anew.",
        within="load_accelerator_state",
        key="train.resume",
    ),
    Rule(
        "machine",
        r"(?:FileExistsError|NotADirectoryError): (?:\[[^\]]*\] )?[^\n'\"]*: "
        r"(?:'(?P<path>[^'\n]+)'|\"(?P<path2>[^\"\n]+)\")",
        'A file stands where a folder is wanted, at "{path}" or above it: move it elsewhere.',
    ),
    Rule(
        "model",
        r"FileNotFoundError: (?:\[(?:Errno|WinError) \d+\] )?[^\n'\"]*: "
        r"(?:'(?P<path>[^'\n]+)'|\"(?P<path2>[^\"\n]+)\")",
        'Cannot find {role} "{path}": check its path.',
        key="role",
    ),
    Rule(
        "model",
        r"FileNotFoundError: File (?P<path>[^\n]+?) not found",
        'Cannot find {role} "{path}": check its path.',
        key="role",
    ),
)
