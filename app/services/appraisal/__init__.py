"""民主评议: ballots prepared, typed, compared and settled, and what the votes come to."""
