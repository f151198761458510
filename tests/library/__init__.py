"""Tests of copilot_tui.library."""
