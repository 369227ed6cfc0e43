"""The year's end: vetoes, the meeting's grades, what is frozen and printed."""
