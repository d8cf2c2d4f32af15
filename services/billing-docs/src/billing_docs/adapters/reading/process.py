"""The reading process: `python -m billing_docs.adapters.reading.process SOCKET`.

It reads what strangers sent with libraries written in C. It has no address, key or password, may
use little memory and time, and nothing is lost when it dies.
"""

import msgspec

from billing_docs.adapters.processes.child import Work, work_until_hung_up
from billing_docs.adapters.reading.limits import READING_LIMITS


def prepare() -> Work:
    """Return how a task is done, with everything it needs imported."""
    from billing_docs.adapters.reading.answering import answer_to
    from billing_docs.adapters.reading.tasks import Task

    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Task)

    def work(words: bytes, content: bytes) -> tuple[bytes, bytes]:
        answer, beside = answer_to(decoder.decode(words), content)
        return encoder.encode(answer), beside

    return work


if __name__ == "__main__":
    work_until_hung_up(READING_LIMITS, prepare)
