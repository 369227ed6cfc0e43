"""What the window says about the safety of the data, and what it does by itself."""
