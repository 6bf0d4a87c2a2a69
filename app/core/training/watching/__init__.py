"""What a window shows of a run."""
