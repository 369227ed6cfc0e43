"""From postings to scores, step by step in the order of operations; ``account`` is the order itself."""
