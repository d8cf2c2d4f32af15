"""What a change of rights would bring about, tried and undone."""
