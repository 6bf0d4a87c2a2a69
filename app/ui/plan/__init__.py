"""The stage *Plan*: what the trainer makes of the project, after every edit."""
