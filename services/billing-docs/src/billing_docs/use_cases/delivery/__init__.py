"""How documents reach people."""
