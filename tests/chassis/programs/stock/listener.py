"""A stock Nameko service that hears the sample's events; writes each as a line of JSON."""

import json
import sys

import eventlet


def main() -> None:
    eventlet.monkey_patch()
    from nameko.containers import ServiceContainer
    from nameko.events import event_handler

    class Listener:
        name = "listener"

        @event_handler("sample", "note_written")
        def hear(self, payload: dict[str, str]) -> None:
            say(json.dumps(payload))

    container = ServiceContainer(Listener, {"AMQP_URI": sys.argv[1]})
    container.start()
    say("listening")
    container.wait()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
