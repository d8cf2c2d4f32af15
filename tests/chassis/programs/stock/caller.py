"""Call the sample service with both of stock Nameko's standalone clients; print the answers."""

import json
import sys

from nameko.exceptions import RemoteError
from nameko.standalone.rpc import ClusterRpcProxy, ServiceRpcProxy


def main() -> None:
    config = {"AMQP_URI": sys.argv[1]}
    answers = []
    with ServiceRpcProxy("sample", config, timeout=10) as sample:
        answers.append(sample.echo("by ServiceRpcProxy"))
        answers.append(sample.add_up(request={"lines": [{"cents": 1}, {"cents": 2}]}))
    with ClusterRpcProxy(config, timeout=10) as services:
        answers.append(services.sample.echo(words="by ClusterRpcProxy"))
        try:
            services.sample.fail("wire")
        except RemoteError as error:
            answers.append(f"RemoteError: {error}")
    sys.stdout.write(json.dumps(answers))


if __name__ == "__main__":
    main()
