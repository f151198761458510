"""The wire: one request becomes a stream of events."""
