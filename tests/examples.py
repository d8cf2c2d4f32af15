"""How many examples a property test tries: few in `make test`, many in `make test-long`."""

import os

TIMES = int(os.environ.get("KONTOR_TEST_EXAMPLES", "1"))
"""By what a property test multiplies its examples, and its time limit."""
