"""Quarters, half-years and the year table: settled from their months, verified, printed."""
