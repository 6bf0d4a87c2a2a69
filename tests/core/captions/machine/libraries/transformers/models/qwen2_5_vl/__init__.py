"""What the worker looks for to know that this family is there."""
