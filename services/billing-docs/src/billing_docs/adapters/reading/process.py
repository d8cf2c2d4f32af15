"""The reading process: `python -m billing_docs.adapters.reading.process SOCKET`.

It reads what strangers sent with libraries written in C. It has no address, key or password, may
use little memory and time, and nothing is lost when it dies.
"""

import msgspec

from billing_docs.adapters.processes.child import Work, work_until_hung_up
from billing_docs.adapters.reading.limits import READING_LIMITS


def prepare() -> Work:
    """Return how a task is done, with everything it needs imported."""
    from billing_docs.adapters.reading.reading import read_document
    from billing_docs.adapters.reading.tasks import Answer, Read, Refusal, Task
    from billing_docs.domain.faults import DocumentRefused

    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(Task)

    def answer_to(task: Task, content: bytes) -> Answer:
        try:
            return Read(document=read_document(content, task.media_type))
        except DocumentRefused as refused:
            return Refusal(code=refused.code, explanation=refused.explanation)

    def work(words: bytes, content: bytes) -> tuple[bytes, bytes]:
        return encoder.encode(answer_to(decoder.decode(words), content)), b""

    return work


if __name__ == "__main__":
    work_until_hung_up(READING_LIMITS, prepare)
