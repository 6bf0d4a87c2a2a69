"""Every option of the trainer, presets, and what is to be said of a choice."""
