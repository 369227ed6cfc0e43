"""The commands of `python -m app`: each adds its parser and runs it."""
