"""What a failed step says of the dataset: its file, its clips, its captions, its caches."""

from __future__ import annotations

from app.core.training.progress.rule import Rule

_AT = r"data\['datasets'\]\[(?P<dataset>\d+)\]\['(?P<field>[^']*)'\]"
_GENERAL = r"data\['general'\]\['(?P<field>[^']*)'\]"
_FILE = r"'(?P<path>[^'\n]*[/\\][^'\n]*)'"

RULES = (
    # ------------------------------------------------------------------------ the dataset file
    Rule(
        "dataset",
        r"TomlDecodeError: (?P<what>[^\n]*?) \(line (?P<line>\d+) column (?P<column>\d+)",
        'Cannot read the dataset file "{path}": {what}, in line {line}, column {column}; correct '
        "it in Plan.",
        before=r"Error on parsing TOML config file[^\n]*: (?P<path>[^\n]+)",
    ),
    Rule(
        "dataset",
        r"TomlDecodeError: (?P<what>[^\n]*?) \(line (?P<line>\d+) column (?P<column>\d+)",
        "Cannot read a TOML file: {what}, in line {line}, column {column}; correct it there.",
    ),
    Rule(
        "dataset",
        r"file not found / [^\n]*: (?P<path>[^\n]+)",
        'Cannot find the dataset file "{path}": export the dataset again.',
        key="train.dataset_config",
    ),
    Rule(
        "dataset",
        r"not supported config file format[^\n]*: (?P<path>[^\n]+)",
        'Cannot read the dataset file "{path}": its name must end in .toml.',
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: extra keys not allowed @ {_AT}",
        "Dataset {dataset} (counted from 0) has a field that the trainer does not know: {field}; "
        "take it out, or correct its name, in Plan.",
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: extra keys not allowed @ {_GENERAL}",
        "The field {field} may not stand in [general]: move it into each dataset in Plan.",
    ),
    Rule(
        "dataset",
        r"MultipleInvalid: extra keys not allowed @ data\['(?P<field>[^']*)'\]",
        "The dataset file has a section that the trainer does not know: [{field}]; take it out in "
        "Plan.",
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: expected float for dictionary value @ {_AT}",
        "Dataset {dataset} (counted from 0): {field} must be written with a point, such as 24.0.",
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: expected a list for dictionary value @ {_AT}",
        "Dataset {dataset} (counted from 0): {field} must be a list, such as [1, 21].",
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: expected bool for dictionary value @ {_AT}",
        "Dataset {dataset} (counted from 0): {field} must be true or false, without quotes.",
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: (?P<what>[^@\n]*?)(?: for dictionary value)? @ {_AT}",
        "Dataset {dataset} (counted from 0): {field} is not as the trainer wants it: {what}; "
        "correct it in Plan.",
    ),
    Rule(
        "dataset",
        rf"MultipleInvalid: (?P<what>[^@\n]*?)(?: for dictionary value)? @ {_GENERAL}",
        "The field {field} in [general] is not as the trainer wants it: {what}; correct it in "
        "Plan.",
    ),
    Rule(
        "dataset",
        r"MultipleInvalid: (?P<what>[^\n]+)",
        "The dataset file is not as the trainer wants it: {what}; correct it in Plan.",
    ),
    Rule(
        "dataset",
        r"IndexError: list index out of range",
        "A length of target_frames is 0 or below (the trainer made {frames} of it): write 1, or "
        "another of 4n+1.",
        within="fetch_and_resize",
        before=r"target_frames are rounded to \[(?P<frames>-[^\]]*)\]",
    ),
    Rule(
        "dataset",
        r"ValueError: max\(\) (?:arg|iterable argument) is (?:an )?empty",
        "A dataset of clips has no target_frames: write lengths of 4n+1 in Plan.",
        within="config_utils",
    ),
    Rule(
        "dataset",
        r"frame_extraction (?P<what>[^\n]{0,100}?) is not supported",
        "The trainer knows no frame_extraction {what}: choose head, chunk, slide, uniform or full.",
    ),
    Rule(
        "dataset",
        r"cache directory should be unique for each dataset",
        "Two datasets have one cache folder: give each its own cache_directory in Plan.",
    ),
    Rule(
        "dataset",
        r"datasets should not be an empty iterable",
        "The dataset file has no dataset: make one in Plan and export it.",
    ),
    Rule(
        "dataset",
        r"cache_directory is required",
        "A dataset that reads a list has no cache_directory: name one in Plan.",
    ),
    Rule(
        "dataset",
        r"object has no attribute 'datasource'",
        "A dataset names neither a folder nor a list of files: name one in Plan.",
    ),
    Rule(
        "dataset",
        r"range\(\) arg 3 must not be zero",
        "The frame_stride of a dataset is 0: write 1 or more.",
        within="aggregate_future",
    ),
    Rule(
        "dataset",
        r"range\(\) arg 3 must not be zero",
        "The batch_size of a dataset is 0: write 1 or more.",
    ),
    Rule(
        "dataset",
        r"ZeroDivisionError",
        "The resolution of a dataset is too small for its buckets: make it larger in Plan.",
        within="bucket.py",
    ),
    # ------------------------------------------------------------------------------- captions
    Rule(
        "dataset",
        r"FileNotFoundError: \[Errno 2\] No such file or directory: ''",
        "A dataset of clips does not say how its captions are called: set caption_extension to "
        '".txt" in Plan.',
        within="get_caption",
    ),
    Rule(
        "dataset",
        r"FileNotFoundError: \[Errno 2\] No such file or directory: ['\"](?P<path>[^\n]*)['\"]",
        'The caption "{path}" does not exist, and a clip without one stops the trainer: write it, '
        "and export again.",
        within="get_caption",
    ),
    Rule(
        "dataset",
        r"UnicodeDecodeError: '(?P<what>[^']*)' codec can't decode",
        "A caption is not in UTF-8, and the trainer does not say which: export the captions "
        "again, or let Plan check the dataset.",
        within="get_caption",
    ),
    # ---------------------------------------------------------------------------------- media
    Rule(
        "dataset",
        rf"av\.error\.FileNotFoundError: [^\n]*{_FILE}",
        'The clip "{path}" does not exist: export the dataset again.',
    ),
    Rule(
        "dataset",
        rf"av\.error\.(?P<what>\w+): [^\n]*{_FILE}",
        'Cannot decode the clip "{path}": it is damaged, or no film; export it again, or take it '
        "out of the folder.",
    ),
    Rule(
        "dataset",
        r"av\.error\.(?P<what>\w+): (?:\[Errno -?\d+\] )?(?P<why>[^\n:]*)",
        "A clip cannot be decoded ({why}), and the trainer does not say which: let Plan check the "
        "dataset.",
    ),
    Rule(
        "dataset",
        r"IndexError: (?:tuple|list) index out of range",
        "A clip has no picture, only sound or nothing, and the trainer does not say which: let "
        "Plan check the dataset.",
        within="load_video",
    ),
    Rule(
        "dataset",
        r"IndexError: list index out of range",
        "A clip has no frames, and the trainer does not say which: let Plan check the dataset.",
        within="fetch_and_resize",
    ),
    Rule(
        "dataset",
        r"UnidentifiedImageError: cannot identify image file ['\"](?P<path>[^\n]*)['\"]",
        'Cannot read the picture "{path}": it is damaged, or no picture; export it again, or take '
        "it out of the folder.",
    ),
    Rule(
        "dataset",
        r"OSError: (?:image file is truncated|broken data stream|broken PNG)",
        "A picture ends too early, and the trainer does not say which: let Plan check the dataset.",
    ),
    Rule(
        "dataset",
        r"Image or video size too small: (?P<what>.+?) and \d+ more, size: (?P<size>[^\n]+)",
        "{what} is too small to be trained ({size}): take it out, or make its dataset's "
        "resolution larger.",
    ),
    Rule(
        "dataset",
        r"ssize\.empty\(\)|dsize\.empty\(\)",
        "A picture or clip is smaller than 16 pixels in its bucket: take it out, or turn "
        "bucket_no_upscale off.",
    ),
    Rule(
        "dataset",
        r"Could not find matching control (?:videos/images|videos|images) for (?P<n>\d+)",
        "{n} clips or pictures have no control picture: give each one of the same name in the "
        "control folder.",
    ),
    Rule(
        "dataset",
        r"JSONDecodeError: (?P<what>[^\n]+)",
        'The list "{path}" has a line that is no JSON ({what}): export the dataset again.',
        before=r"failed to load json: [^\n]* @ (?P<path>[^\n]+)",
    ),
    # --------------------------------------------------------------------------------- caches
    Rule(
        "dataset",
        r"No training items found in the dataset",
        "No sample has a cached caption: run the step that caches captions, then train.",
        before=r"Text encoder output cache file not found",
    ),
    Rule(
        "dataset",
        r"No training items found in the dataset",
        "There is nothing to train: no cached sample was found. Run both caching steps; a cache "
        "folder may not have [ ] * ? in its path.",
    ),
    Rule(
        "dataset",
        r"invalid literal for int\(\) with base 10",
        "A file in a cache folder is none of the caches, though it is called like one "
        "(…_wan.safetensors): move it elsewhere.",
        within="prepare_for_training",
    ),
    Rule(
        "dataset",
        r"stack expects each tensor to be equal size, but got (?P<sizes>[^\n]*)",
        "Samples of different sizes came into one batch: turn enable_bucket on in Plan, or set "
        "batch_size to 1.",
        steps=("train", "smoke"),
    ),
    Rule(
        "dataset",
        r"k_lens is not supported except for",
        "A sample's size is no multiple of 16: turn enable_bucket on in Plan, or choose a "
        "resolution that 16 divides.",
    ),
    Rule(
        "dataset",
        r"KeyError: '(?:latents_image|clip)'",
        "The caches were made for text to video, and this task needs a first frame: cache the "
        "pictures again with --i2v, without skip_existing.",
        key="cache_latents.i2v",
        cure={"cache_latents.i2v": True},
    ),
    Rule(
        "dataset",
        r"AssertionError: architecture mismatch",
        "A cache folder holds caches of another model: give the dataset a cache folder of its own.",
    ),
)
