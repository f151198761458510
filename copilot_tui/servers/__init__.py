"""Servers that the app itself starts and stops."""
