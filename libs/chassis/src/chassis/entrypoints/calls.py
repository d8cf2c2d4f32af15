"""`@rpc`: a method that other processes call, in Nameko's wire form (docs/adr/0005).

Cures of the stock entrypoint, each a test: a request without reply_to or content type is refused
instead of killing the process; replies go out on the consumer's own channel (half the CPU of a
confirmed publish, and lost together with the request they answer); a passed deadline is answered
without doing the work; nobody is believed but the signed principal.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar, cast, overload

import msgspec
from kombu.message import Message
from nameko.exceptions import (
    ContainerBeingKilled,
    IncorrectSignature,
    MalformedRequest,
    MethodNotFound,
    serialize,
)
from nameko.rpc import Rpc, RpcConsumer, get_rpc_exchange

from chassis.broker.consuming import RpcQueueConsumer
from chassis.context import CallContext, context_from_headers
from chassis.decoding import UNDECODABLE
from chassis.entrypoints.admission import FEWEST, Admission
from chassis.entrypoints.signatures import CALLER, CallSignature, call_signature
from chassis.entrypoints.watching import WatchedCall
from chassis.entrypoints.work import HandlerTimedOut, Work
from chassis.errors import DependencyDown
from chassis.kinds_of_work import Kind
from chassis.log import get_logger
from chassis.runtime import WORK_KEY, runtime_of
from contracts.errors import (
    DeadlinePassed,
    InternalError,
    ServiceUnavailable,
    WireError,
)

F = TypeVar("F", bound=Callable[..., Any])
_log = get_logger(__name__)
# Said to the caller as they are; whatever else happens is a bug of ours and says so.
_ANSWERED = (WireError, IncorrectSignature, MalformedRequest, MethodNotFound)


class _Request(msgspec.Struct):
    args: list[msgspec.Raw]
    kwargs: dict[str, msgspec.Raw]


_REQUEST = msgspec.json.Decoder(_Request)


class CallIntake(RpcConsumer):
    """The queue `rpc-<service>`, shared by all methods of the service."""

    queue_consumer = RpcQueueConsumer()

    def setup(self) -> None:
        """Name the queue, and note where replies go and how many calls are worked on at once."""
        self.reply_exchange = get_rpc_exchange(self.container.config).name
        settings = runtime_of(self.container).settings
        self.prefetch = settings.rpc_workers
        is_first = self.queue is None  # every method of the service comes by here
        super().setup()
        if is_first and self.queue is not None and settings.call_queues == "quorum":
            # A classic queue, as stock Nameko declares it, is away for as long as its node is.
            self.queue.queue_arguments = {"x-queue-type": "quorum"}

    def handle_message(self, message: Message) -> None:  # type: ignore[override]  # bodies stay raw
        """Hand the call to its method, or answer at once why not."""
        try:
            provider = self.get_provider_for_method(message.delivery_info["routing_key"])
            cast("Call", provider).handle_message(message)
        except ContainerBeingKilled:
            self.queue_consumer.requeue_message(message)
        except MethodNotFound as error:
            if self._unregistered_from_queue_consumer.ready():
                # We are leaving, and the broker has not heard of it yet: another process knows it.
                self.queue_consumer.requeue_message(message)
            else:
                self._refuse(message, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer
            self._refuse(message, error)

    def _refuse(self, message: Message, error: Exception) -> None:
        context = context_from_headers(message.headers or {})
        self.answer(message, None, _to_answer(error, context), context)

    def answer(
        self, message: Message, result: Any, error: BaseException | None, context: CallContext
    ) -> None:
        """Send the reply, where the caller left an address, and settle the request."""
        body = _encode_reply(result, error, context)
        reply_to = message.properties.get("reply_to")
        if not reply_to:
            _log.warning("call without reply_to refused")
            self.queue_consumer.ack_message(message)
            return
        # By writing alone: channel.basic_publish reads the socket first, from a worker, while the
        # consumer is in the middle of a frame.
        self.queue_consumer.reply_to_message(
            message, body, exchange=self.reply_exchange, reply_to=str(reply_to)
        )


class Call(Rpc):
    """One RPC method."""

    kind: Kind = "rpc"
    rpc_consumer = CallIntake()
    # The entrypoint reports failures itself, with the correlation id.
    signature: CallSignature

    def __init__(self, *, public: bool = False, admission: Admission = FEWEST) -> None:
        self.public = public
        self.admission = admission
        super().__init__()

    def setup(self) -> None:
        """Read the method's annotations and register with the service's call queue."""
        method = getattr(self.container.service_cls, self.method_name)
        self.signature = call_signature(method)
        super().setup()

    def handle_message(self, message: Message) -> None:  # type: ignore[override]  # bodies stay raw
        """Decode the request, verify who asks, and start a worker."""
        runtime = runtime_of(self.container)
        if not message.properties.get("reply_to"):
            raise MalformedRequest("a call needs reply_to")
        context = context_from_headers(message.headers or {})
        remaining = context.remaining_seconds()
        if remaining is not None and remaining <= 0:
            raise DeadlinePassed(self.method_name)
        kwargs: dict[str, Any] = {}
        caller = None
        if not self.public:
            caller = runtime.verifier.verify(context.principal_token, runtime.clock.now())
            self.admission.require(caller)
            if self.signature.wants_caller:
                kwargs[CALLER] = caller
        request = _decode_request(message.body)
        arguments = self.signature.bind(request.args, request.kwargs)
        watched = None
        if caller is not None and caller.support_session_id is not None:
            watched = WatchedCall(
                service=self.container.service_name,
                method=self.method_name,
                caller=caller,
                support_session_id=caller.support_session_id,
                arguments=arguments,
            )
        kwargs.update(arguments)
        work = Work(
            self.container.service_name,
            self.method_name,
            context,
            runtime.settings.handler_seconds,
        )
        self.container.spawn_worker(
            self,
            (),
            kwargs,
            context_data={WORK_KEY: work},
            handle_result=partial(self._answer, message, work, watched),
        )

    def _answer(
        self,
        message: Message,
        work: Work,
        watched: WatchedCall | None,
        worker_ctx: Any,
        result: Any,
        exc_info: Any,
    ) -> tuple[Any, Any]:
        del worker_ctx
        error = None if exc_info is None else exc_info[1]
        answer = _to_answer(error, work.context)
        work.end(_outcome(answer))
        shown = result
        if watched is not None:
            try:
                watched.put_on_record(runtime_of(self.container), result, _outcome(answer))
            except Exception as unrecorded:  # noqa: BLE001 - whatever it is, nothing is shown
                shown, answer = None, _to_answer(unrecorded, work.context)
        self.rpc_consumer.answer(message, shown, answer, work.context)
        return result, exc_info


@overload
def rpc(function: F) -> F: ...


@overload
def rpc(
    *,
    public: bool = False,
    reads: bool = False,
    even_barred: bool = False,
    even_in_support: bool = False,
) -> Callable[[F], F]: ...


def rpc(
    function: F | None = None,
    *,
    public: bool = False,
    reads: bool = False,
    even_barred: bool = False,
    even_in_support: bool = False,
) -> F | Callable[[F], F]:
    """Make a method callable over the bus.

    A parameter `caller: Principal` receives the verified caller; without one the call is answered
    with NotSignedIn. `public` lets anybody on the bus call, and the method gets no caller. `reads`
    says that nothing is changed, so that it may be called in a support session. `even_barred` lets
    people in who are kept out of everything else: for what mends it, and for signing out.
    `even_in_support` is for what changes the support session itself and nothing of the customer's.
    """

    def register(method: F) -> F:
        admission = Admission(reads=reads, even_barred=even_barred, even_in_support=even_in_support)
        Call.decorator(public=public, admission=admission)(method)
        return method

    return register if function is None else register(function)


def _decode_request(body: bytes | memoryview | str) -> _Request:
    raw = body.encode() if isinstance(body, str) else bytes(body)
    try:
        return _REQUEST.decode(raw)
    except UNDECODABLE as error:
        raise MalformedRequest(f"not a request: {error}") from error


def _to_answer(error: BaseException | None, context: CallContext) -> BaseException | None:
    if error is None or isinstance(error, _ANSWERED):
        return error
    if isinstance(error, DependencyDown):
        _log.warning("dependency is down", dependency=error.dependency, cause=error.cause)
        return ServiceUnavailable(error.dependency)
    if isinstance(error, HandlerTimedOut):
        return DeadlinePassed("work")
    _log.error("call failed", exc_info=error)
    return InternalError(context.correlation_id)


def _encode_reply(result: Any, error: BaseException | None, context: CallContext) -> bytes:
    described = None if error is None else serialize(error)
    try:
        return msgspec.json.encode({"result": result, "error": described})
    except (TypeError, msgspec.EncodeError, UnicodeEncodeError):
        _log.exception("result cannot be encoded")
        return _encode_reply(None, InternalError(context.correlation_id), context)


def _outcome(answer: BaseException | None) -> str:
    if answer is None:
        return "ok"
    return answer.code if isinstance(answer, WireError) else type(answer).__name__
