"""What is wrong with a scheme file: all faults at once, with the place and the way out."""
