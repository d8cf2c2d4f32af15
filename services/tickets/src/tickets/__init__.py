"""Requests from the button to the answer.

`open_request` takes down what a customer wants, once; `list_requests` shows people their own.
"""
