"""Runs: frozen, started, supervised, stopped, listed."""
