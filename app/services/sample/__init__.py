"""The invented sample village as plain data, for trying the program out and for tests; no database here."""
