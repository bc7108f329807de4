"""Keys in HashiCorp Vault or OpenBao, secrets engine KV version 2 or 1: one secret per pair of routers.

`<path>/<vpn>/<pair>` holds a field per owner, so that a policy can give a site the keys of its own tunnels
alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import Field

from nornir_ikev2.intent.model import SecretRef
from nornir_ikev2.secrets.options import ProviderOptions, option_fault, options_of
from nornir_ikev2.secrets.provider import SecretsError

EXTRA: Final = "pip install 'nornir-ikev2[vault]'"
TOKEN: Final = "VAULT_TOKEN"  # noqa: S105 - the name of a variable
TOKEN_FILE: Final = "~/.vault-token"  # noqa: S105 - where `vault login` puts it


REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "Forbidden": (
        "does not let this token {act} {place}",
        "Look at the token (vault token lookup) and its policies; KV version 2 needs MOUNT/data/....",
    ),
    "Unauthorized": ("refused the token", "vault login."),
    "InvalidRequest": (
        "refused to {act} {place}",
        "Check `mount` and `version` of the secrets engine; another run may have been faster: run again.",
    ),
    "VaultDown": ("is sealed or down", "Unseal it."),
    "VaultNotInitialized": ("is not initialized", "Initialize it."),
    "RateLimitExceeded": ("answers too many requests already", "Run again later."),
    "SSLError": (
        "has a certificate that is not trusted",
        "Name the authority's certificates: `ca_cert` in nornir.yaml.",
    ),
    "ConnectionError": ("can't be reached", "Check `url` and the path to it."),
    "ConnectTimeout": ("does not answer", "Check `url` and the path to it."),
    "ReadTimeout": ("does not answer", "Check `url`, or raise `timeout`."),
}
"""What is said of an error of hvac or requests, by its name."""


class VaultOptions(ProviderOptions):
    """Options of the provider `vault`. The token is in `$VAULT_TOKEN` or in a file, never here.

    Attributes:
        url: else `$VAULT_ADDR`.
        mount, path, version: of the KV secrets engine.
        namespace: of Vault Enterprise or OpenBao.
        ca_cert: file with the certificates that sign the server's; else those of the system.
        token_file: read where `$VAULT_TOKEN` is not set.
        timeout: seconds of one request.
    """

    url: str = ""
    mount: Annotated[str, Field(min_length=1)] = "secret"
    path: Annotated[str, Field(min_length=1)] = "nornir-ikev2"
    version: Literal[1, 2] = 2
    namespace: str | None = None
    ca_cert: str | None = None
    token_file: str = TOKEN_FILE
    timeout: Annotated[float, Field(gt=0, le=600)] = 15.0


def from_options(options: Mapping[str, Any], root: Path) -> VaultProvider:
    """The provider of a project; see `ProviderFactory`. No connection is opened yet.

    Raises:
        LoadError: an option is wrong.
        SecretsError: the extra `vault` is not installed, or there is no token.
    """
    written = options_of(VaultOptions, options, root, "vault")
    url = written.url or os.environ.get("VAULT_ADDR", "")
    if not url:
        raise option_fault(root, "url", "is needed, or set $VAULT_ADDR")
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username:
        raise option_fault(root, "url", "expected https://HOST[:PORT], without a name or password")
    if parts.scheme == "http" and not _is_here(parts.hostname):
        text = "would send token and keys in clear over the network"
        raise option_fault(
            root, "url", text, "Use https, with `ca_cert` for an authority of your own."
        )
    try:
        module = import_module("hvac")
    except ImportError as error:
        raise SecretsError("the provider `vault` needs an extra", cure=EXTRA) from error
    verify = str(root / Path(written.ca_cert).expanduser()) if written.ca_cert else True
    client = module.Client(
        url=url,
        token=_token(root / Path(written.token_file).expanduser(), written.token_file),
        namespace=written.namespace,
        verify=verify,
        timeout=written.timeout,
    )
    return VaultProvider(client, written, f"{parts.scheme}://{parts.netloc}")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _token(file: Path, shown: str) -> str:
    """The token of the environment, else of a private file.

    Raises:
        SecretsError: there is none, or others can read the file.
    """
    if token := os.environ.get(TOKEN, "").strip():
        return token
    if not file.is_file():
        raise SecretsError(
            f"there is no Vault token: ${TOKEN} is not set and {shown} does not exist",
            cure="vault login, or set the variable.",
        )
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        raise SecretsError(
            f"{shown} can be read by others (mode {mode:04o})",
            cure=f"chmod 600 {shown}, and revoke the token if others may have read it.",
        )
    return file.read_text(encoding="utf-8").strip()


@dataclass(frozen=True)
class VaultProvider:
    """Keys in a KV secrets engine.

    Attributes:
        client: of hvac.
        options: where to look.
        server: its address, for messages.
    """

    client: Any
    options: VaultOptions
    server: str

    def get(self, refs: Iterable[SecretRef]) -> dict[SecretRef, str]:
        """The keys in Vault. See `SecretProvider`."""
        found: dict[SecretRef, str] = {}
        for (vpn, pair), wanted in _by_pair(refs).items():
            fields, _ = self._read(vpn, pair)
            for ref in wanted:
                key = fields.get(ref.owner)
                if key is not None and not isinstance(key, str):
                    raise SecretsError(
                        f"{self.where(ref)[0]} is no text", cure="Store the key as text."
                    )
                if key:
                    found[ref] = key
        return found

    def put(self, keys: Mapping[SecretRef, str]) -> None:
        """Add new keys; what somebody else wrote meanwhile stays. See `SecretProvider`.

        Each pair is written whole or not at all; those written before a failure are found the next time.
        """
        for (vpn, pair), refs in _by_pair(keys).items():
            fields, version = self._read(vpn, pair)
            merged = {ref.owner: keys[ref] for ref in refs} | fields
            self._write(vpn, pair, merged, version)

    def where(self, ref: SecretRef) -> tuple[str, int]:
        """Path and field. See `SecretProvider`."""
        return f"vault {self.options.mount}/{self._path(ref.vpn, ref.pair)}, field {ref.owner}", 0

    def _path(self, vpn: str, pair: str) -> str:
        return f"{self.options.path.strip('/')}/{vpn}/{pair}"

    def _read(self, vpn: str, pair: str) -> tuple[dict[str, Any], int]:
        """The fields of one secret and its version, 0 when there never was one.

        Raises:
            SecretsError: Vault can't be asked, or refuses.
        """
        path, mount = self._path(vpn, pair), self.options.mount
        kv = self.client.secrets.kv
        try:
            if self.options.version == 1:
                answer = kv.v1.read_secret(path=path, mount_point=mount)
                return dict(answer["data"]), 0
            answer = kv.v2.read_secret_version(
                path=path, mount_point=mount, raise_on_deleted_version=False
            )
            # A deleted secret has no data any more, and its version counts on.
            return dict(answer["data"]["data"] or {}), int(answer["data"]["metadata"]["version"])
        except Exception as error:  # noqa: BLE001 - hvac's and those of requests below it
            if type(error).__name__ == "InvalidPath":
                return {}, 0
            raise self._refused("read", path, error) from None  # its text may quote what was sent

    def _write(self, vpn: str, pair: str, fields: Mapping[str, Any], version: int) -> None:
        path, mount = self._path(vpn, pair), self.options.mount
        kv = self.client.secrets.kv
        secret = dict(fields)
        try:
            if self.options.version == 1:
                kv.v1.create_or_update_secret(path=path, secret=secret, mount_point=mount)
            else:
                # Check-and-set: another run that was faster is an error, not a lost key.
                kv.v2.create_or_update_secret(
                    path=path, secret=secret, cas=version, mount_point=mount
                )
        except Exception as error:  # noqa: BLE001 - as above
            raise self._refused("write", path, error) from None

    def _refused(self, act: str, path: str, error: Exception) -> SecretsError:
        place = f"{self.options.mount}/{path}"
        what, cure = REASONS.get(
            type(error).__name__,
            (f"can't {act} {{place}} ({type(error).__name__})", "Look at Vault's audit log."),
        )
        server = f"Vault at {self.server}"
        return SecretsError(f"{server} {what.format(act=act, place=place)}", cure=cure)


def _by_pair(refs: Iterable[SecretRef]) -> dict[tuple[str, str], list[SecretRef]]:
    found: dict[tuple[str, str], list[SecretRef]] = {}
    for ref in refs:
        found.setdefault((ref.vpn, ref.pair), []).append(ref)
    return found
