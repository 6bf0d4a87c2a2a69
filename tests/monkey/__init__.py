"""Random hands on the real window; whatever they do, what it shows is what the project holds."""
