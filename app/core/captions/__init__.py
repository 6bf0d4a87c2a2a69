"""Words for clips: their text, and the sidecar files the trainer reads."""
