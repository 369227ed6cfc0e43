"""Tables: column descriptions, the model, filtering, and the table widget."""
