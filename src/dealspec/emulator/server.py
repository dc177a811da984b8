"""Serves an embedded org over HTTP and HTTPS on loopback; one request at a time per org. Knows no vendor."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from dealspec.emulator.web import Request, Response


class Org(Protocol):
    """What a server serves."""

    def handle(self, request: Request) -> Response:
        """Answers one request. Never called by two threads at once."""
        ...


class Server:
    """An org behind a loopback socket, from ``start`` to ``stop``."""

    def __init__(
        self,
        org: Org,
        port: int = 0,
        *,
        tls: ssl.SSLContext | None = None,
        lock: threading.RLock | None = None,
    ) -> None:
        """Binds 127.0.0.1:``port`` (0: any free one). Servers of the same org share a ``lock``."""
        scheme = "https" if tls else "http"
        self._server = _Loopback(("127.0.0.1", port), _handler(org, scheme, lock or threading.RLock()))
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> Server:
        """Begins to answer, in a thread of its own."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stops answering and frees the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Loopback(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up or fails its TLS handshake is nobody's fault; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError | ssl.SSLError | socket.timeout):
            traceback.print_exc()


def _handler(org: Org, scheme: str, lock: threading.RLock) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Without these two settings headers and body leave in two packets and each call costs 44 ms.
        wbufsize = -1
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = (
                self._chunked() if "chunked" in self.headers.get("Transfer-Encoding", "") else self.rfile.read(length)
            )
            origin = f"{scheme}://{self.headers.get('Host', '127.0.0.1')}"
            request = Request.of(self.command, self.path, dict(self.headers.items()), body, origin)
            with lock:
                response = org.handle(request)
            if response.delay_s:
                time.sleep(response.delay_s)
            if response.drop:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            if response.chunks is not None:
                self.send_header("Transfer-Encoding", "chunked")
            elif response.status != 204:
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            if response.chunks is None:
                self.wfile.write(response.body)
            else:
                self._send_chunks(response.chunks)

        def _send_chunks(self, chunks: Iterator[bytes]) -> None:
            while True:
                with lock:
                    chunk = next(chunks, None)
                if chunk is None:
                    break
                if chunk:
                    self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            self.wfile.write(b"0\r\n\r\n")

        def _chunked(self) -> bytes:
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_HEAD = _answer  # noqa: N815 (http.server's own names)

        def version_string(self) -> str:
            return "dealspec-embedded"

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the org's user asked for an org, not for an access log."""

    return Handler
