"""Requests from the button to the answer.

Customers open requests of many kinds, talk about them and share them; the vendor's people take them
up by department and answer them in time. `domain/visibility.py` decides who reads what.
"""
