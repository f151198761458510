"""Searching on a server."""
