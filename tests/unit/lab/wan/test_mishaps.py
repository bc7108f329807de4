"""What the lab does where people trip: NAT before crypto maps, recursion, CRLs, keys in the log."""

from __future__ import annotations

from fakes.bench import Bench
from mistakes.sites import signed, star
from mistakes.traffic import outside

ALL = "ip access-list extended NAT\n 10 permit ip 10.1.0.0 0.0.0.255 any\n"


def test_translated_traffic_never_meets_the_crypto_map() -> None:
    plain, translated = (
        star(mode="map"),
        star({"branch1": outside("list NAT", ALL)}, mode="map"),
    )

    assert plain.ping("branch1", "10.0.0.1", "10.1.0.1") > 15
    assert translated.ping("branch1", "10.0.0.1", "10.1.0.1") == 0
    assert translated.run("branch1", "show crypto ikev2 sa") == ""


def test_a_route_into_the_tunnel_to_its_own_end_disables_it_for_a_while_again_and_again() -> None:
    bench = star()

    bench.type("branch1", "ip route 198.51.100.1 255.255.255.255 Tunnel101")
    first = bench.run("branch1", "show ip interface brief")
    bench.wait(70)

    assert "up                    down" in next(
        one for one in first.splitlines() if "Tunnel" in one
    )
    assert _logged(bench, "branch1", "%TUN-5-RECURDOWN: Tunnel101 temporarily disabled") >= 1


def test_a_crl_that_is_only_behind_the_tunnel_keeps_it_down() -> None:
    behind = signed(crl="http://10.0.0.1/corp.crl", revocation="crl", mode="map")
    outside_it = signed(crl="http://198.51.100.2/corp.crl", revocation="crl", mode="map")

    assert behind.ping("branch1", "10.0.0.1", "10.1.0.1") == 0
    assert outside_it.ping("branch1", "10.0.0.1", "10.1.0.1") > 15


def test_the_configuration_logger_writes_keys_unless_they_are_hidden() -> None:
    bench = star()
    logger = ("archive", "log config", "logging enable", "notify syslog")
    keys = ("crypto ikev2 keyring KR", "peer NEW", "pre-shared-key local k3ytext")

    bench.type("branch1", *logger)
    bench.type("branch1", *keys)
    bench.type("branch2", *logger, "hidekeys")
    bench.type("branch2", *keys)

    assert _logged(bench, "branch1", "logged command:pre-shared-key local k3ytext") == 1
    assert _logged(bench, "branch2", "k3ytext") == 0
    assert _logged(bench, "branch2", "logged command:pre-shared-key local *****") == 1


def test_each_end_judges_a_certificate_by_its_own_clock() -> None:
    bench = signed()

    assert "READY" in bench.run("branch1", "show crypto ikev2 sa")
    answer = bench.run("branch1", "clock set 10:00:00 1 March 1993")
    bench.clear("branch1")

    assert answer == ""
    assert "10:00:0" in bench.run("branch1", "show clock")
    assert "READY" not in bench.run("branch1", "show crypto ikev2 sa")
    assert "READY" in bench.run("branch2", "show crypto ikev2 sa")


def test_exchanges_and_errors_are_counted_on_both_ends() -> None:
    bench = star()
    bench.type("branch1", "crypto ikev2 keyring KR", "peer HUB", "pre-shared-key another")
    bench.clear("branch1")

    counted = bench.run("hub1", "show crypto ikev2 stats exchange")
    errors = bench.run("branch1", "show crypto ikev2 diagnose error")

    assert "AUTHENTICATION_FAILED" in counted
    assert "Exit Path Table - status: disable" in errors
    assert "Auth exchange failed" in errors


def _logged(bench: Bench, router: str, text: str) -> int:
    return sum(text in line for line in bench.routers[router].log.lines())
