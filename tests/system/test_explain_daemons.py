"""`nornir run explain-tunnels` where real daemons negotiate (grade `strongswan`)."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest

from nornir_ikev2.lab.strongswan import requirements
from site_under_test import Completed, Site, lab_up, lay_out, type_at

pytestmark = pytest.mark.skipif(
    bool(requirements.missing()), reason="; ".join(requirements.missing())
)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Site, Completed]]:
    """A site, and what is said of it before a test makes a mistake."""
    with lab_up(lay_out(tmp_path_factory.mktemp("site"), {}), 1, "strongswan") as site:
        done = site.nornir("run", "deploy-hub-spoke")
        assert done.code == 0, done.err
        yield site, site.nornir("run", "explain-tunnels", "--json")


@pytest.fixture(scope="module")
def site(deployed: tuple[Site, Completed]) -> Site:
    return deployed[0]


def named(site: Site, branch: str) -> dict[str, Any]:
    """The explanation of one tunnel."""
    done = site.nornir("run", "explain-tunnels", "--json")
    assert done.code == 5, done.out + done.err
    return next(one for one in done.json["tunnels"] if branch in one["ends"])


def lines(site: Site, router: str, *begins: str) -> list[str]:
    """The first lines of a running-config that begin so, without indent."""
    held = [one.strip() for one in site.running(router).splitlines()]
    return [next(one for one in held if one.startswith(begin)) for begin in begins]


def test_what_was_deployed_is_healthy(deployed: tuple[Site, Completed]) -> None:
    done = deployed[1]

    assert done.code == 0, done.out
    assert [one["status"] for one in done.json["tunnels"]] == ["up"] * 3


def test_swapped_keys_are_refused_by_the_daemons_and_named(site: Site) -> None:
    head, peer, local, remote = lines(
        site,
        "branch1",
        "crypto ikev2 keyring",
        "peer ",
        "pre-shared-key local",
        "pre-shared-key remote",
    )
    swapped = (local.replace("local", "remote", 1), remote.replace("remote", "local", 1))

    type_at(site, "branch1", head, peer, *swapped)
    found = named(site, "branch1")
    type_at(site, "branch1", head, peer, local, remote)

    assert found["status"] != "up"
    assert found["reason"] == "KEYS_SWAPPED"
    assert found["causes"][0]["router"] == "branch1"
    assert any("AUTHENTICATION_FAILED" in one for one in found["causes"][0]["evidence"])


def test_a_proposal_that_nobody_else_has_is_named(site: Site) -> None:
    head, group = lines(site, "branch2", "crypto ikev2 proposal", "group ")

    type_at(site, "branch2", head, "group 16")
    found = named(site, "branch2")
    type_at(site, "branch2", head, group)

    assert found["status"] != "up"
    assert found["reason"] == "NO_COMMON_PROPOSAL"
    assert found["causes"][0]["router"] == "branch2"
    assert found["causes"][0]["line"].endswith("/ group 16")
