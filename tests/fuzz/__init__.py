"""Random and mutated input for what reads from the wire."""
