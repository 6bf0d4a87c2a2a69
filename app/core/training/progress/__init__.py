"""What the trainer prints: how far it is, and what went wrong."""
