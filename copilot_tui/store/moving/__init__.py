"""Copying everything from one database into another, whichever kind each is."""
