"""Bring what a charon has loaded in step with a `Loading`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nornir_ikev2.lab.strongswan.charon import Charon
from nornir_ikev2.lab.strongswan.pki import LabPki
from nornir_ikev2.lab.strongswan.translate import Connection, Loading, Secret, Wanted


class Loader:
    """Tells one charon only what changed since the last time.

    Args:
        charon: the daemon.
        pki: where certificates come from.
    """

    def __init__(self, charon: Charon, pki: LabPki) -> None:
        self._charon = charon
        self._pki = pki
        self._connections: dict[str, Connection] = {}
        self._secrets: dict[str, Secret] = {}
        self._credentials: frozenset[Wanted | str] = frozenset()

    def load(self, wanted: Loading) -> None:
        """Load what is new or changed, unload what is gone; live SAs are left alone.

        Raises:
            NornirIkev2Error: charon refuses a part.
        """
        self._load_credentials(wanted)
        self._load_secrets(wanted)
        for name in self._connections.keys() - wanted.connections.keys():
            self._charon.request("unload-conn", {"name": name})
            del self._connections[name]
        for name, one in wanted.connections.items():
            if self._connections.get(name) != one:
                self._charon.request("load-conn", {name: self._settings(one)})
                self._connections[name] = one

    def _load_credentials(self, wanted: Loading) -> None:
        """Begin afresh when a certificate or a CA is not wanted any more: they can't go one by one."""
        credentials: set[Wanted | str] = set()
        for one in wanted.connections.values():
            credentials.update((*one.certificates, *one.authorities))
        if self._credentials - credentials:
            self._charon.request("clear-creds")
            self._charon.request("flush-certs")
            for name in self._connections:
                self._charon.request("unload-conn", {"name": name})
            self._connections.clear()
            self._secrets.clear()
            self._credentials = frozenset()
        if credentials and not self._credentials:
            self._charon.request("load-key", {"type": "rsa", "data": self._pki.private_key()})
        self._credentials = frozenset(credentials)

    def _load_secrets(self, wanted: Loading) -> None:
        secrets = {one.name: one for one in wanted.secrets}
        for name in self._secrets.keys() - secrets.keys():
            self._charon.request("unload-shared", {"id": name})
            del self._secrets[name]
        for name, one in secrets.items():
            if self._secrets.get(name) != one:
                self._charon.request(
                    "load-shared",
                    {"id": name, "type": "IKE", "data": one.data, "owners": list(one.owners)},
                )
                self._secrets[name] = one

    def _settings(self, one: Connection) -> Mapping[str, Any]:
        settings = dict(one.settings)
        if one.certificates:
            found = [self._pki.certificate(each) for each in one.certificates]
            settings["local-1"] = {**settings["local-1"], "certs": found}
        if one.authorities:
            found = [self._pki.authority(each) for each in one.authorities]
            settings["remote-1"] = {**settings["remote-1"], "cacerts": found}
        return settings
