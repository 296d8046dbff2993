"""Another system on loopback, as one that a diagram calls: it takes what is posted and answers what a test tells it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

KEY = "a key that only we and the other system know"


@dataclass
class Answer:
    """What it says; it waits for `until` first."""

    status: int = 200
    body: bytes = b'{"order_number": "PO-2026-117"}'
    location: str = ""
    until: Event | None = None


@dataclass
class OtherSystem:
    """What it was asked, and what it will answer: one after the other, the last one for ever."""

    address: str
    answers: list[Answer] = field(default_factory=lambda: [Answer()])
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def other_system() -> Iterator[OtherSystem]:
    """Run one for a test."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            system.asked.append((self.path, dict(self.headers), body))
            answer = system.answers.pop(0) if len(system.answers) > 1 else system.answers[0]
            if answer.until is not None:
                answer.until.wait(10)
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    system = OtherSystem(f"http://127.0.0.1:{server.server_port}/tandem")
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield system
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
