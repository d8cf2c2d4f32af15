"""What every process of ours does first: read its settings, set up its log and its traces."""
