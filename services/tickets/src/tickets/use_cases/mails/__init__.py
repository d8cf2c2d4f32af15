"""Mails about requests: taken in, taken up, kept, forgotten."""
