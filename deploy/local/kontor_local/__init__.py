"""The whole product on one machine, without an engine and without root.

Read `servers.py` first (broker, database, object store and mail sink as ordinary child
processes), then `namespace.py` (one isolated product on those servers), then `product.py`
(the five services and the gateway on a namespace). `python -m kontor_local` is the command
line over the three; `make run` calls it.
"""
