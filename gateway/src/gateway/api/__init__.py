"""The JSON API under `/v1`: handlers by noun, and what binds them to HTTP and to `openapi.json`."""
