"""Passwords: changed by who knows them, renewed by who reads the mailbox."""
