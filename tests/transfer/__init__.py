"""Tests of what goes out of the conversation file and comes into it."""
