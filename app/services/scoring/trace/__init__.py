"""Why a number is what it is: the working state of an evaluation laid out as a tree."""
