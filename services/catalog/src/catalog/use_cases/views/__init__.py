"""How people look at lists."""
