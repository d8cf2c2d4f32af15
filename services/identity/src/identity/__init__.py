"""Identity: people, organisations, invitations, sessions, and who may do what.

`service.py` lists every way in; `use_cases/` what the service does, a folder per noun; `domain/`
the rules; `store/` what is remembered; `adapters/` the password hasher.
"""
