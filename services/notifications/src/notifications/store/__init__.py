"""What notifications remembers: messages and the attempts to deliver them."""
