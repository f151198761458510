"""Programs that do as little as can be, to compare with."""
