"""The promises that are tried more often, or for longer, than a test of every day can."""
