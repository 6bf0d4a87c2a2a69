"""The command lines of a run."""
