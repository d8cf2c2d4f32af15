"""Hashing takes memory for as long as it lasts, whichever thread does it (on Linux and glibc)."""

from __future__ import annotations

import subprocess
import sys

_HASH_IN_EIGHT_THREADS = """
import threading
from pathlib import Path
from chassis.__main__ import share_memory_among_threads
share_memory_among_threads()
from identity.adapters.password_hasher import Argon2Hasher

def megabytes():
    # What a process forked from is part of its greatest size, and not of its present one.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

hasher, over = Argon2Hasher(), threading.Event()
before = megabytes()
for _ in range(8):
    hashed = threading.Event()
    def work(hashed=hashed):
        hasher.hash("Muster-Passwort")
        hashed.set()
        over.wait()  # a thread that ends leaves its memory to the next
    threading.Thread(target=work).start()
    hashed.wait()
print(megabytes() - before)
over.set()
"""


def test_eight_threads_that_hash_one_after_the_other_need_no_more_memory_than_one() -> None:
    program = [sys.executable, "-W", "ignore", "-c", _HASH_IN_EIGHT_THREADS]

    done = subprocess.run(program, capture_output=True, check=True, text=True, timeout=60)  # noqa: S603 - ours

    assert int(done.stdout) < 3 * 19
