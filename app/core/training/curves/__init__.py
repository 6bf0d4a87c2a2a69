"""Loss and the like over the steps of a run."""
