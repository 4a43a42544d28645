"""The embedded broker: a Redis or Valkey found on PATH, else fakeredis in a process of its own.

Run as a module it is that process:  python -m claimcenter.stack.broker PORT
"""

import secrets
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

SERVERS = ("valkey-server", "redis-server")


@dataclass(frozen=True)
class Broker:
    """How to start it, what to tell it on its standard input, and where it answers."""

    name: str
    command: list[str]
    text_in: bytes
    url: str


def free_port(preferred: int = 0) -> int:
    """A port nobody listens on; the preferred one when it is free."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            chosen: int = probe.getsockname()[1]
            return chosen
    raise OSError("no free port on 127.0.0.1")


def answers(port: int) -> bool:
    """Whether something listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
    except OSError:
        return False
    return True


def choose_broker(folder: Path, *, port: int) -> Broker:
    """The best broker this machine has. The password keeps other users of the machine out; it is in no command line."""
    server = next((path for name in SERVERS if (path := shutil.which(name))), None)
    if server is None:
        command = [sys.executable, "-m", "claimcenter.stack.broker", str(port)]
        return Broker("fakeredis", command, b"", f"redis://127.0.0.1:{port}/0")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        f'dir "{folder}"',
        "appendonly yes",
        "maxmemory-policy noeviction",
        "loglevel warning",
    ]
    text = "\n".join(lines) + "\n"
    return Broker(Path(server).name, [server, "-"], text.encode(), f"redis://:{password}@127.0.0.1:{port}/0")


def serve(port: int) -> None:
    """Serve fakeredis over TCP. Nagle off and a buffered writer: 2.7 ms a task instead of 88."""
    from fakeredis._clients import _tcp_server

    _tcp_server.TCPFakeRequestHandler.disable_nagle_algorithm = True
    _tcp_server.TCPFakeRequestHandler.wbufsize = 65536

    class Server(_tcp_server.TcpFakeServer):
        request_queue_size = 128
        allow_reuse_address = True

    server = Server(("127.0.0.1", port), server_type="redis")
    server.daemon_threads = True
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
