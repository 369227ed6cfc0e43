"""Use cases: one public method is one transaction and returns frozen dataclasses."""
