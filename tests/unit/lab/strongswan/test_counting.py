from __future__ import annotations

from nornir_ikev2.lab.strongswan.counting import exchanges, notifies
from nornir_ikev2.lab.wan.tally import Count, Tally


def test_exchanges_are_those_of_the_daemon_and_rows_of_zeros_are_left_out() -> None:
    tally = Tally()

    exchanges({"ike-init-out-req": b"2", "ike-init-in-resp": b"1", "info-in-req": b"0"}, tally)

    assert tally.exchanges == {"IKE_SA_INIT": Count(2, 0, 0, 1)}


def test_notifies_are_counted_by_direction_and_noted_as_errors() -> None:
    tally = Tally()

    notifies(
        [
            "08:00:00 05[ENC] <a|1> parsed IKE_AUTH request 1 [ IDi N(INIT_CONTACT) AUTH ]",
            "08:00:00 05[ENC] <a|1> generating IKE_AUTH response 1 [ N(AUTH_FAILED) ]",
            "08:00:01 06[ENC] <a|2> parsed IKE_SA_INIT response 0 [ N(NO_PROP) ]",
            "08:00:01 06[IKE] <a|2> received NO_PROPOSAL_CHOSEN notify error",
        ],
        tally,
    )

    assert tally.notifies == {
        "INITIAL_CONTACT": Count(rx_request=1),
        "AUTHENTICATION_FAILED": Count(tx_response=1),
        "NO_PROPOSAL_CHOSEN": Count(rx_response=1),
    }
    assert list(tally.errors) == [
        "Failed to authenticate the IKE SA",
        "Auth exchange failed",
        "Received no proposal chosen notify",
    ]
