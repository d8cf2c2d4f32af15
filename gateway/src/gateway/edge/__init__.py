"""What happens around each request: who asks, in which language, how it is answered and counted."""
