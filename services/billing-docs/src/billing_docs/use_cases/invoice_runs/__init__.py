"""Invoice runs: announced, filled, compared, closed."""
