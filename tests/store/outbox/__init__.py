"""Tests of what is written while the server is away."""
