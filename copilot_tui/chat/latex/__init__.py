"""Formulas written in LaTeX as readable Unicode text."""
