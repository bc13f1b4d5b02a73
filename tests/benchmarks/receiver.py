"""A webhook receiver that does nothing but answer 200, in a process of its own; and the bare sender beside it.

    python -m tests.benchmarks.receiver    prints its port

A GET is answered with the body that came last.
"""

import asyncio
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp

from hub.engines.state import ROOT

_TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def receiving() -> Iterator[int]:
    """The port of a receiver that runs meanwhile."""
    command = [sys.executable, "-m", "tests.benchmarks.receiver"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=10)


def last(port: int) -> bytes:
    """The body that came last."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        body: bytes = answer.read()
        return body


def bare(port: int, body: bytes, *, many: int, concurrency: int) -> float:
    """Posts a second by aiohttp alone: nothing looked up, nothing signed, nothing written down."""
    return asyncio.run(_bare(f"http://127.0.0.1:{port}/", body, many, concurrency))


async def _bare(url: str, body: bytes, many: int, concurrency: int) -> float:
    numbers = iter(range(many))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrency)) as session:

        async def send() -> None:
            for _ in numbers:
                async with session.post(url, data=body) as answer:
                    await answer.read()

        began = time.perf_counter()
        await asyncio.gather(*(send() for _ in range(concurrency)))
        return many / (time.perf_counter() - began)


class _Receiver(asyncio.Protocol):
    last = b""

    def __init__(self) -> None:
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        head, end, body = self._came.partition(b"\r\n\r\n")
        if head.startswith(b"GET "):
            self._transport.write(b"HTTP/1.0 200 OK\r\n\r\n" + _Receiver.last)
            self._transport.close()
        elif end and len(body) >= int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            _Receiver.last, self._came = body, b""
            self._transport.write(_TAKEN)


async def _main() -> None:
    server = await asyncio.get_running_loop().create_server(_Receiver, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
