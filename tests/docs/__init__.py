"""Tests of the pages of documentation."""
