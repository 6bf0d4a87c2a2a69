"""Processes that change projects are killed at random moments; nothing acknowledged may be lost."""
