"""A project as files the trainer reads: clips, stills, captions, dataset.toml."""
