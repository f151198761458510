"""Tests of asking one question."""
