"""One router's charon with all that belongs to it: what it was told, what it said, and a door to its wire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from nornir_ikev2.lab.strongswan import counting, observed
from nornir_ikev2.lab.strongswan.charon import Charon
from nornir_ikev2.lab.strongswan.echo import Echoes
from nornir_ikev2.lab.strongswan.load import Loader
from nornir_ikev2.lab.strongswan.namespace import Namespace
from nornir_ikev2.lab.strongswan.observed import ObservedIke
from nornir_ikev2.lab.strongswan.pki import LabPki
from nornir_ikev2.lab.strongswan.records import Records
from nornir_ikev2.lab.strongswan.translate import Loading
from nornir_ikev2.lab.wan.tally import Tally


class Daemon:
    """Starts a charon; `stop` ends it.

    Args:
        namespace: of the router.
        log: file for what the daemon says; None: inside the namespace's private /run.
        pki: where its certificates come from.
        heard: called on a thread of its own when an SA came, went or was rekeyed.

    Attributes:
        loading: what it was told.
        records: the SAs that the router shows.

    Raises:
        NornirIkev2Error: it does not start.
    """

    def __init__(
        self, namespace: Namespace, log: Path | None, pki: LabPki, heard: Callable[[], None]
    ) -> None:
        self._read = log.stat().st_size if log is not None and log.exists() else 0
        self.charon = Charon(namespace, log=log)
        try:
            self._loader = Loader(self.charon, pki)
            self._echoes = Echoes(namespace)
            self.charon.listen(lambda _name, _event: heard())
        except BaseException:
            self.charon.stop()
            raise
        self.loading = Loading()
        self.records = Records()

    def tell(self, wanted: Loading) -> None:
        """Load what is wanted; live SAs stay.

        Raises:
            NornirIkev2Error: charon refuses a part.
        """
        self.loading = wanted
        self._loader.load(wanted)

    def sas(self) -> tuple[ObservedIke, ...]:
        """Its SAs as they are now.

        Raises:
            NornirIkev2Error: it does not answer.
        """
        return observed.read(self.charon.sas())

    def count(self, tally: Tally) -> None:
        """Bring what the router counts of IKEv2 up to date.

        Raises:
            NornirIkev2Error: it does not answer.
        """
        reply = self.charon.request("get-counters")
        counting.exchanges(reply.get("counters", {}).get("", {}), tally)
        lines, self._read = self.charon.log_from(self._read)
        counting.notifies(lines, tally)

    @property
    def echoes(self) -> Echoes:
        """Sends ICMP echoes from the router."""
        return self._echoes

    def stop(self) -> None:
        """End it without a word, as a power cut would."""
        self._echoes.close()
        self.charon.stop()
