"""Where the cuts are: frame scores, decisions, drafts and second opinions."""
