"""The broker side of a service: names and kinds of queues, confirmed publishing, consuming."""
