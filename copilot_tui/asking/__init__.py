"""One question and its answer, for scripts and pipes."""
