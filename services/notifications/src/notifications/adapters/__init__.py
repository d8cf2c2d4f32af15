"""Whom notifications talks to: the mail server, and the templates its mails are made of."""
