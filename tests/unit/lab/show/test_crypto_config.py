"""`show crypto ...` of configuration: what IOS understood, with the smart defaults."""

from __future__ import annotations

from fakes.ios_pair import HUB, SPOKE, with_crypto_map
from fakes.lab_pair import pair, show
from nornir_ikev2.ike.model import IkeConfig, Proposal, Release, TransformSet
from nornir_ikev2.lab.show.crypto_policy import policies, proposals
from nornir_ikev2.lab.show.crypto_text import cipher, transforms

OLD = IkeConfig("old", Release("15.2", (15, 2)))


def test_default_proposal_of_an_old_release() -> None:
    assert proposals(OLD, "default").splitlines() == [
        " IKEv2 proposal: default ",
        "     Encryption : AES-CBC-256 AES-CBC-192 AES-CBC-128",
        "     Integrity  : SHA512 SHA384 SHA256 SHA96 MD596",
        "     PRF        : SHA512 SHA384 SHA256 SHA1 MD5",
        "     DH Group   : DH_GROUP_1536_MODP/Group 5 DH_GROUP_1024_MODP/Group 2",
    ]


def test_proposals() -> None:
    text = show(pair(), "hub1", "show crypto ikev2 proposal", name="B-STRONG")
    assert "     PRF        : SHA512 SHA256" in text.splitlines()
    assert "default" not in text
    assert not show(pair(), "hub1", "show crypto ikev2 proposal", name="NONE")


def test_aead_proposal() -> None:
    item = Proposal("P", ("aes-gcm-256",), (), ("sha384",), (20,))
    config = IkeConfig("r", OLD.release, proposals={"P": item}, default_proposal=False)
    text = proposals(config)
    assert "Encryption : AES-GCM-256" in text
    assert "Integrity  : none" in text
    assert "default" not in text


def test_policies() -> None:
    assert policies(OLD).splitlines() == [
        " IKEv2 policy : default",
        "      Match fvrf : any",
        "      Match address local : any ",
        "      Proposal    : default ",
    ]
    text = show(pair(), "hub1", "show crypto ikev2 policy")
    assert "      Match fvrf  : global" in text.splitlines()


def test_profile() -> None:
    lines = show(pair(), "hub1", "show crypto ikev2 profile").splitlines()
    assert lines[0] == "IKEv2 profile: B-PROFILE"
    assert "   address 198.51.100.2 255.255.255.255 " in lines
    assert " DPD: interval 10, retry-interval 3, periodic" in lines


def test_crypto_map() -> None:
    hub = with_crypto_map(HUB, "permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255")
    text = show(pair(hub, SPOKE), "hub1", "show crypto map")
    assert text.splitlines() == [
        'Crypto Map IPv4 "B-MAP" 10 ipsec-isakmp',
        "\tPeer = 198.51.100.2",
        "\tIKEv2 Profile: B-PROFILE",
        "\tExtended IP access list B-ACL",
        "\t    access-list B-ACL permit ip 10.0.0.0 0.0.0.255 10.1.0.0 0.0.0.255",
        "\tCurrent peer: 198.51.100.2",
        "\tSecurity association lifetime: 4608000 kilobytes/3600 seconds",
        "\tResponder-Only (Y/N): N",
        "\tPFS (Y/N): N",
        "\tMixed-mode : Disabled",
        "\tTransform sets={ ",
        "\t\tB-TS:  { esp-256-aes esp-sha256-hmac  } , ",
        "\t}",
        "\tInterfaces using crypto map B-MAP:",
        "\t\tGigabitEthernet2",
    ]


def test_incomplete_crypto_map() -> None:
    hub = with_crypto_map(HUB, "permit ip any any").replace(" match address B-ACL\n", "")
    text = show(pair(hub, SPOKE), "hub1", "show crypto map")
    assert "\tWARNING: This crypto map is in an incomplete state!" in text.splitlines()


def test_map_of_a_tunnel() -> None:
    text = show(pair(), "hub1", "show crypto map tag", name="Tunnel100-head-0")
    assert "\tMap is a PROFILE INSTANCE." in text.splitlines()
    assert not show(pair(), "hub1", "show crypto map tag", name="NONE")


def test_ipsec_profile_and_transform_sets() -> None:
    wan = pair()
    lines = show(wan, "hub1", "show crypto ipsec profile").splitlines()
    assert lines[0] == "IPSEC profile default"
    assert "\tDH group:  group19" in lines
    assert show(wan, "hub1", "show crypto ipsec transform-set", name="B-TS").splitlines() == [
        "Transform set B-TS: { esp-256-aes esp-sha256-hmac  } ",
        "   will negotiate = { Tunnel,  }, ",
    ]


def test_volume_rekey_off() -> None:
    hub = HUB.replace(
        " set pfs group19\n", " set security-association lifetime kilobytes disable\n"
    )
    text = show(pair(hub), "hub1", "show crypto ipsec profile", name="B-IPSEC")
    assert "\tKilobyte Volume Rekey has been disabled." in text.splitlines()


def test_no_isakmp_sa() -> None:
    assert show(pair(), "hub1", "show crypto isakmp sa").splitlines()[:2] == [
        "IPv4 Crypto ISAKMP SA",
        "dst             src             state          conn-id status",
    ]


def test_spellings() -> None:
    sets = [
        TransformSet("T", "aes-cbc-128", "sha1"),
        TransformSet("T", "aes-gcm-256", None),
        TransformSet("T", "3des", "md5"),
    ]
    assert [transforms(item.encryption, item.integrity) for item in sets] == [
        "esp-aes esp-sha-hmac",
        "esp-gcm 256",
        "esp-3des esp-md5-hmac",
    ]
    assert [cipher(name) for name in ("aes-cbc-128", "3des")] == ["AES-CBC, keysize: 128", "3DES"]
