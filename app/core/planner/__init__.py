"""The trainer's arithmetic, integer for integer: what a dataset file becomes."""
