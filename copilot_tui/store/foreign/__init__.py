"""The databases of other programs, read only."""
