"""The printing process: `python -m billing_docs.adapters.printing.process SOCKET`.

It opens customers' PDFs with libraries written in C and sets what strangers wrote. It has no
address, key or password, may use little memory and time, and nothing is lost when it dies.
"""

import msgspec

from billing_docs.adapters.printing.limits import PRINTING_LIMITS
from billing_docs.adapters.processes.child import Work, work_until_hung_up


def prepare() -> Work:
    """Return how a task is done, with everything it needs imported."""
    from billing_docs.adapters.printing.answering import answer_to
    from billing_docs.adapters.printing.tasks import Task

    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Task)

    def work(words: bytes, content: bytes) -> tuple[bytes, bytes]:
        answer, beside = answer_to(decoder.decode(words), content)
        return encoder.encode(answer), beside

    return work


if __name__ == "__main__":
    work_until_hung_up(PRINTING_LIMITS, prepare)
