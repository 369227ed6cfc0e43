"""Schemes in words: rules, whole documents, and the difference between two of them."""
