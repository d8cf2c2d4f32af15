"""Calls by `ClusterRpcProxy`: from threads with a proxy each, or many in flight on one proxy."""

import json
import sys
import threading
import time
import warnings

warnings.simplefilter("ignore", DeprecationWarning)

from nameko.standalone.rpc import ClusterRpcProxy  # noqa: E402 - eventlet warns at the import

url, way, at_once, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
config = {"AMQP_URI": url}
latencies: list[float] = []


def in_threads() -> tuple[float, float]:
    ready = threading.Barrier(at_once + 1)

    def keep_asking() -> None:
        with ClusterRpcProxy(config) as cluster:
            cluster.answering_stock.repeat(text="warm")
            ready.wait()
            ends_at = time.perf_counter() + seconds
            while (sent := time.perf_counter()) < ends_at:
                cluster.answering_stock.repeat(text="Rechnung")
                latencies.append(time.perf_counter() - sent)

    threads = [threading.Thread(target=keep_asking) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    ready.wait()
    began, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.join()
    return began, cpu


def in_flight() -> tuple[float, float]:
    with ClusterRpcProxy(config) as cluster:
        method = cluster.answering_stock.repeat
        method(text="warm")
        began, cpu = time.perf_counter(), time.process_time()
        flying = [(time.perf_counter(), method.call_async(text="Rechnung")) for _ in range(at_once)]
        while flying:
            sent, reply = flying.pop(0)
            reply.result()
            latencies.append(time.perf_counter() - sent)
            if time.perf_counter() - began < seconds:
                flying.append((time.perf_counter(), method.call_async(text="Rechnung")))
    return began, cpu


began, cpu = {"threads": in_threads, "flying": in_flight}[way]()
found = {
    "count": len(latencies),
    "seconds": time.perf_counter() - began,
    "cpu": time.process_time() - cpu,
    "p99": sorted(latencies)[int(len(latencies) * 0.99)] * 1000,
}
print(json.dumps(found))
