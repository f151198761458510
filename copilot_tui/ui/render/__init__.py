"""Markdown blocks as drawn lines: pure functions of a block, a width and a palette."""
