"""The same faults against ours and against what people would use instead: `make comparison`."""
