"""Tests of the store on a server."""
