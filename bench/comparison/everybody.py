"""Who is compared, each with the settings that its documentation gives."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.comparison.contenders import Contender, KontorContender, PeerContender
from bench.peers.messages import MessageOf, celery_message, faststream_message, nameko_message
from bench.peers.places import peer_places
from kontor_local.namespace import create_namespace, drop_namespace
from kontor_local.parts import service_part
from kontor_local.product import Product
from kontor_local.servers import Servers

Opened = Callable[[Servers, bytes], AbstractContextManager[Contender]]


def _peer(
    title: str, program: str, queue: str, message_of: MessageOf, settings: str = "default"
) -> Opened:
    @contextmanager
    def opened(servers: Servers, content: bytes) -> Iterator[Contender]:
        # A place for each: several may be tried out at once.
        place = f"compared{program.partition('_')[0]}{settings.replace('_', '')}"
        with peer_places(servers, place) as places:
            yield PeerContender(
                title,
                places,
                program=program,
                queue=queue,
                message_of=message_of,
                settings=settings,
                content=content,
            )

    return opened


@contextmanager
def _kontor(servers: Servers, content: bytes) -> Iterator[Contender]:
    with ExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="kontor-compared-")))
        namespace = create_namespace(servers, "compared")
        stack.callback(drop_namespace, namespace)
        # Notifications takes no part, but its queue does: our notices go into it.
        parts = [service_part(name) for name in ("billing-docs", "notifications")]
        product = Product(namespace, home, parts=parts)
        product.prepare()
        contender = KontorContender("Kontor", product, content)
        contender.add_customer()
        yield contender


_NAMEKO_QUEUE = "evt-erp-document_issued--keeper.keep"
CONTENDERS: dict[str, Opened] = {
    "nameko": _peer("Nameko 2.14.1, stock", "nameko_keeper", _NAMEKO_QUEUE, nameko_message),
    "celery": _peer("Celery 5.7.0, default", "celery_keeper", "celery", celery_message),
    "celery-late": _peer(
        "Celery 5.7.0, acks_late", "celery_keeper", "celery", celery_message, "acks_late"
    ),
    "celery-retrying": _peer(
        "Celery 5.7.0, acks_late and autoretry",
        "celery_keeper",
        "celery",
        celery_message,
        "retrying",
    ),
    "faststream": _peer(
        "FastStream 0.7.8, default", "faststream_keeper", "documents", faststream_message
    ),
    "kontor": _kontor,
}
