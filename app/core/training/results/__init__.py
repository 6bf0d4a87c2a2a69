"""What a run leaves: checkpoints and samples."""
