"""The project on disk: sources, shots, clips, stills and captions."""
