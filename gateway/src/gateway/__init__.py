"""The one HTTP entrance: the JSON API under `/v1` and the portal pages.

`routes` lists every URL; `api` and `pages` hold their handlers; `edge` is what happens around each
request (who asks, in which language, what it cost); `clients` talk to the services over the broker
and to the object store. There are no rules here: the services decide.
"""
