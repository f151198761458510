"""The conversations as the interface needs them, one short call for each thing it does."""
