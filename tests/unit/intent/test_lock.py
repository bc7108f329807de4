"""The lock file: what was given out once stays, and what was left is remembered."""

from __future__ import annotations

import itertools
import stat
import tempfile
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from example_site import lay_out_example, load_example
from nornir_ikev2.errors import LoadError, NornirIkev2Error
from nornir_ikev2.intent.load import LoadedIntent
from nornir_ikev2.intent.lock import Lock, Owned

POOL = IPv4Network("10.255.0.0/28")
HEAD = "version: 1\nrouters: {}\ntunnels:\n  v:\n"
LINES = (
    ("router eigrp 100", "network 10.0.0.0 0.0.0.255"),
    ("ip route 10.9.0.0 255.255.0.0 Tunnel1",),
)


def keep(loaded: LoadedIntent) -> None:
    """Record the intent as a kept change would."""
    for router in loaded.intent.routers.values():
        lines = LINES if router.vpns else ()
        loaded.lock.with_owned(router.name, lines, [part.prefix for part in router.vpns])
    loaded.lock.save()


def numbers(loaded: LoadedIntent) -> dict[str, tuple[int, str]]:
    """Tunnel number and address at the hub by spoke."""
    return {
        peer.name: (peer.tunnel.number, str(peer.tunnel.address))
        for part in loaded.intent.routers["hub1"].vpns
        for peer in part.peers
        if peer.tunnel
    }


def test_loading_writes_nothing(tmp_path: Path) -> None:
    load_example(lay_out_example(tmp_path))

    assert not (tmp_path / "inventory" / "vpns.lock.yaml").exists()


def test_the_file_is_short_stable_and_readable(tmp_path: Path) -> None:
    lay_out_example(tmp_path, {"spokes: [branches]": "spokes: [branch1]"})

    keep(load_example(tmp_path))

    assert (tmp_path / "inventory" / "vpns.lock.yaml").read_text().splitlines()[2:] == [
        "version: 1",
        "tunnels:",
        "  branches:",
        "    branch1--hub1: {subnet: 10.255.0.0/30, first: hub1, numbers: {branch1: 100, hub1: 100}}",
        "routers:",
        "  branch1:",
        "    prefixes: [BRANCHES]",
        "    lines:",
        '    - ["router eigrp 100", "network 10.0.0.0 0.0.0.255"]',
        '    - ["ip route 10.9.0.0 255.255.0.0 Tunnel1"]',
        "  hub1:",
        "    prefixes: [BRANCHES]",
        "    lines:",
        '    - ["router eigrp 100", "network 10.0.0.0 0.0.0.255"]',
        '    - ["ip route 10.9.0.0 255.255.0.0 Tunnel1"]',
    ]
    assert load_example(tmp_path).lock.save() is False


def test_a_spoke_that_comes_or_goes_renumbers_nobody(tmp_path: Path) -> None:
    lay_out_example(tmp_path, {"spokes: [branches]": "spokes: [branch2, branch3]"})
    keep(load_example(tmp_path))

    lay_out_example(tmp_path, {"spokes: [branches]": "spokes: [branch1, branch3]"})
    both = load_example(tmp_path)

    assert numbers(both) == {"branch3": (101, "10.255.0.5/30"), "branch1": (102, "10.255.0.9/30")}
    keep(both)
    lay_out_example(tmp_path)
    again = numbers(load_example(tmp_path))
    assert again["branch2"] == (100, "10.255.0.1/30")
    assert again["branch3"] == (101, "10.255.0.5/30")


def test_a_router_that_left_every_vpn_is_still_known_until_it_is_clean(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    keep(load_example(tmp_path))
    lay_out_example(tmp_path, {"spokes: [branches]": "spokes: [branch1, branch3]"})

    loaded = load_example(tmp_path)

    left = loaded.intent.routers["branch2"]
    assert (left.vpns, left.owned, left.owned_prefixes) == ((), LINES, ("BRANCHES",))
    assert left.wan.interface == "GigabitEthernet2"
    keep(loaded)
    assert "branch2" not in load_example(tmp_path).intent.routers
    assert "branch2" not in (tmp_path / "inventory" / "vpns.lock.yaml").read_text()


def test_a_removed_vpn_leaves_routers_to_be_cleaned(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    keep(load_example(tmp_path))
    (tmp_path / "inventory" / "vpns.yaml").write_text("proposals: {}\nvpns: {}\n")

    loaded = load_example(tmp_path)

    assert list(loaded.intent.routers) == ["branch1", "branch2", "branch3", "hub1"]
    keep(loaded)
    text = (tmp_path / "inventory" / "vpns.lock.yaml").read_text()
    assert text.endswith("tunnels: {}\nrouters: {}\n")


def test_a_router_that_left_the_inventory_is_a_warning(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    keep(load_example(tmp_path))
    lay_out_example(
        tmp_path, {"spokes: [branches]": "spokes: [branch1, branch3]"}, {"branch2:": "moved:"}
    )

    intent = load_example(tmp_path).intent

    assert "branch2" not in intent.routers
    assert "`branch2` still holds objects of ours" in intent.warnings[0]


def test_a_changed_prefix_is_remembered(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    keep(load_example(tmp_path))
    lay_out_example(
        tmp_path, {"mode: tunnel-interface": "prefix: WEST\n    mode: tunnel-interface"}
    )

    hub = load_example(tmp_path).intent.routers["hub1"]

    assert hub.vpns[0].prefix == "WEST"
    assert hub.owned_prefixes == ("BRANCHES",)


def test_a_new_subnet_moves_addresses_and_keeps_numbers(tmp_path: Path) -> None:
    lay_out_example(tmp_path)
    keep(load_example(tmp_path))
    lay_out_example(
        tmp_path, {"number: 100, subnet: 10.255.0.0/24": "number: 500, subnet: 10.254.0.0/24"}
    )

    assert numbers(load_example(tmp_path)) == {
        "branch1": (100, "10.254.0.1/30"),
        "branch2": (101, "10.254.0.5/30"),
        "branch3": (102, "10.254.0.9/30"),
    }


def test_what_left_keeps_its_place_until_it_is_removed(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "vpns.lock.yaml")
    for n in range(4):
        lock.allocate("v", ("hub", f"s{n}"), POOL, 0)
    for name in ("hub", "s0", "s1", "s2", "s3"):
        lock.with_owned(name, [], ["V"])
    lock.save()

    later = Lock.load(lock.path)
    with pytest.raises(NornirIkev2Error, match=r"no /30 of 10\.255\.0\.0/28 is free"):
        later.allocate("v", ("hub", "s4"), POOL, 0)


def test_tunnels_of_different_vpns_share_the_numbers_of_a_router(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "vpns.lock.yaml")

    first = lock.allocate("a", ("hub", "x"), IPv4Network("10.1.0.0/24"), 100)
    second = lock.allocate("b", ("hub", "x"), IPv4Network("10.2.0.0/24"), 100)

    assert [end["hub"][0] for end in (first, second)] == [100, 101]


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), max_size=8), min_size=1, max_size=6))
def test_nothing_is_ever_given_twice_or_renumbered(rounds: list[set[str]]) -> None:
    seen: dict[str, tuple[int, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        lock = Lock(Path(folder) / "vpns.lock.yaml")
        for name in ("hub", *"abcdefgh"):
            lock.with_owned(name, (), ["V"])
        lock.save()
        for spokes in rounds:
            lock = Lock.load(lock.path)
            ends = {
                spoke: lock.allocate("v", ("hub", spoke), IPv4Network("10.0.0.0/24"), 7)
                for spoke in sorted(spokes)
            }
            lock.save()
            now = {spoke: (end["hub"][0], str(end["hub"][1])) for spoke, end in ends.items()}
            assert all(now[spoke] == seen[spoke] for spoke in now.keys() & seen.keys())
            seen |= now
    for (one, a), (two, b) in itertools.combinations(seen.items(), 2):
        assert a[0] != b[0], (one, two)
        assert a[1] != b[1], (one, two)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<<<<<<< ours\nversion: 1\n", "vpns.lock.yaml:2: is not YAML"),
        ("version: 2\n", "vpns.lock.yaml:1: version: is not a lock file of version 1"),
        ("version: 1\ntunnels: []\nrouters: {}\n", "vpns.lock.yaml:2: tunnels: expected"),
        (
            HEAD + "    a--b: {subnet: x, first: a, numbers: {a: 1, b: 1}}\n",
            "vpns.lock.yaml:5: tunnels.v.a--b.subnet: is not an IPv4 prefix",
        ),
        (
            HEAD + "    a--b: {subnet: 10.0.0.0/30, first: c, numbers: {a: 1, b: 1}}\n",
            "vpns.lock.yaml:5: tunnels.v.a--b: subnet, first and numbers don't fit together",
        ),
        (
            HEAD
            + "    a--b: {subnet: 10.0.0.0/30, first: a, numbers: {a: 1, b: 1}}\n"
            + "    a--c: {subnet: 10.0.0.0/30, first: a, numbers: {a: 1, c: 1}}\n",
            (
                "vpns.lock.yaml:6: tunnels.v.a--c: 10.0.0.0/30 is given to v/a--b too\n"
                "vpns.lock.yaml:6: tunnels.v.a--c: Tunnel1 of a is given to v/a--b too"
            ),
        ),
        (
            'version: 1\ntunnels: {}\nrouters:\n  a: {prefixes: [V], lines: [["x ? reload"]]}\n',
            "vpns.lock.yaml:4: routers.a.lines[0]: is no line of ours",
        ),
        ("version: 1\ntunnels: {}\nrouters: {a: {}}\n", "routers.a: expected prefixes and lines"),
    ],
)
def test_a_damaged_file_is_refused(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "vpns.lock.yaml"
    path.write_text(text)

    with pytest.raises(LoadError) as refused:
        Lock.load(path)

    assert says in str(refused.value)


def test_a_file_that_cant_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "missing" / "vpns.lock.yaml").with_owned("a", (), ["V"])

    with pytest.raises(NornirIkev2Error, match=r"can't write the lock file vpns\.lock\.yaml"):
        lock.save()


def test_the_file_is_for_all_to_read(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "vpns.lock.yaml").with_owned("a", (), ["V"])

    lock.save()

    assert stat.S_IMODE(lock.path.stat().st_mode) == 0o644
    assert [path.name for path in tmp_path.iterdir()] == ["vpns.lock.yaml"]


def test_a_claim_adds_to_what_is_owned_and_gives_nothing_up(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "vpns.lock.yaml").with_owned(
        "a", (("router eigrp 1", "network x"),), ["V"]
    )
    given = lock.allocate("v", ("a", "b"), IPv4Network("10.1.0.0/24"), 100)
    lock.save()

    later = Lock.load(lock.path)  # the tunnel left the intent
    later.claim("a", (("ip route y",),), ["W"])
    later.save()

    read = Lock.load(lock.path)
    assert read.owned("a").prefixes == ("V", "W")
    assert set(read.owned("a").lines) == {("router eigrp 1", "network x"), ("ip route y",)}
    assert read.allocate("v", ("a", "b"), IPv4Network("10.1.0.0/24"), 100) == given


def test_what_another_run_gave_out_meanwhile_stays_reserved(tmp_path: Path) -> None:
    mine = Lock.load(tmp_path / "vpns.lock.yaml")
    other = Lock.load(mine.path)
    given = other.allocate("v", ("a", "b"), IPv4Network("10.1.0.0/24"), 100)  # not yet deployed
    other.with_owned("c", (), ["V"]).save()

    mine.with_owned("d", (), ["W"]).save()

    assert Lock.load(mine.path).allocate("v", ("a", "b"), IPv4Network("10.1.0.0/24"), 9) == given


def test_a_recovery_says_what_is_there_and_gives_no_tunnel_up(tmp_path: Path) -> None:
    lock = Lock.load(tmp_path / "vpns.lock.yaml")
    given = lock.allocate("v", ("a", "b"), IPv4Network("10.1.0.0/24"), 100)
    lock.claim("a", (("ip route y",),), ["V"])
    lock.claim("b", (("ip route y",),), ["V"])
    lock.save()

    later = Lock.load(lock.path)
    later.found("a", Owned())
    later.found("b", Owned(("V",), (("ip route x",),)))
    later.save()

    read = Lock.load(lock.path)
    assert read.routers == {"b": Owned(("V",), (("ip route x",),))}
    assert read.allocate("v", ("a", "b"), IPv4Network("10.1.0.0/24"), 9) == given
