"""A small stand-in for Vault's KV engine over HTTP: it checks token, namespace and path as Vault does."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

TOKEN = "hvs.the-token-of-the-test"


@dataclass
class VaultServer:
    """Listens on 127.0.0.1 while the `with` block runs.

    Attributes:
        version: of the engine, mounted at `secret/`.
        secrets: fields by path below the mount.
        versions: of each secret, version 2 only.
        deny: the beginning of paths the token has no rights on.
        status: answer everything with this status.
        asked: method, path and token of every request.
    """

    version: int = 2
    secrets: dict[str, dict[str, Any] | None] = field(
        default_factory=dict[str, "dict[str, Any] | None"]
    )
    versions: dict[str, int] = field(default_factory=dict[str, int])
    deny: str = "\0"
    status: int = 0
    namespace: str | None = None
    asked: list[tuple[str, str, str | None]] = field(
        default_factory=list[tuple[str, str, "str | None"]]
    )

    def __enter__(self) -> Self:
        self._http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"vault": self})
        )
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(10)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Status and document of one request whose token is right."""
        prefix = "/v1/secret/data/" if self.version == 2 else "/v1/secret/"
        if self.status:
            return self.status, {"errors": ["as the test wants it"]}
        if not path.startswith(prefix):
            return 404, {"errors": ["no handler for route"]}
        name = path.removeprefix(prefix)
        if name.startswith(self.deny):
            return 403, {"errors": ["1 error occurred: * permission denied"]}
        if method == "GET":
            return self._get(name)
        return self._put(name, body)

    def _get(self, name: str) -> tuple[int, Any]:
        if name not in self.secrets:
            return 404, {"errors": []}
        if self.version == 1:
            return 200, {"data": self.secrets[name]}
        deleted = "2026-01-31T12:00:00Z" if self.secrets[name] is None else ""
        meta = {"version": self.versions.get(name, 1), "deletion_time": deleted}
        document = {"data": {"data": self.secrets[name], "metadata": meta}}
        return (200 if self.secrets[name] is not None else 404), document

    def _put(self, name: str, body: Any) -> tuple[int, Any]:
        if self.version == 1:
            self.secrets[name] = body
            return 204, None
        if body["options"]["cas"] != self.versions.get(name, 1 if name in self.secrets else 0):
            return 400, {"errors": ["check-and-set parameter did not match the current version"]}
        self.versions[name] = body["options"]["cas"] + 1
        self.secrets[name] = body["data"]
        return 200, {"data": {"version": self.versions[name]}}


class _Handler(BaseHTTPRequestHandler):
    vault: VaultServer

    def _serve(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(size)) if size else None
        token = self.headers.get("X-Vault-Token")
        self.vault.asked.append((self.command, self.path, token))
        wrong = token != TOKEN or self.headers.get("X-Vault-Namespace") != self.vault.namespace
        status, document = (
            (403, {"errors": ["permission denied"]})
            if wrong
            else self.vault.answer(self.command, self.path, body)
        )
        data = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 - names of http.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Say nothing."""
