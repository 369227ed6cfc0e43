"""Roster import as a flow inside a page: choose a file, look at its columns and rows, then import."""
