"""Queues at the broker from which customers' systems read events."""
