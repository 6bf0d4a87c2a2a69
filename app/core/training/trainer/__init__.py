"""The trainer's folder, its Python, and files of models."""
