"""Measurements; README.md says how each is taken."""
