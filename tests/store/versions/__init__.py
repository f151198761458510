"""A frozen conversation file for each version there was, with what must be read of it."""
