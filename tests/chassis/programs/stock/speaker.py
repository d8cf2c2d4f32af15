"""Speak as the service `other` with stock Nameko's standalone dispatcher."""

import sys

from nameko.standalone.events import event_dispatcher


def main() -> None:
    dispatch = event_dispatcher({"AMQP_URI": sys.argv[1]})
    dispatch("other", "note_spoken", {"words": sys.argv[2]})


if __name__ == "__main__":
    main()
