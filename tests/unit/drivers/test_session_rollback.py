from __future__ import annotations

from collections.abc import Mapping

import pytest

from fakes.ios_channel import FakeIos, Reply
from fakes.ios_intents import base
from nornir_ikev2.drivers.ios import rollback
from nornir_ikev2.drivers.ios.exchange import Exchange
from nornir_ikev2.drivers.ios.wire import Wire
from nornir_ikev2.errors import CommandRefused, DeviceError, LockedByOther

URL = "flash:ikev2-before.cfg"
COPY = f"copy running-config {URL}"
ARM = "configure terminal revert timer 5"
REPLACE = f"configure replace {URL} force"
TIMER = "show archive config rollback timer"
NONE_PENDING = "%No Rollback Confirmed Change pending"
PENDING = """\
Time configured(or reconfigured): 22:50:48 UTC Sat Feb 21 2009
Timer type: absolute timer
Timer value: 5 min
User: admin"""
TRIGGERED = """\
Failed to apply command X
Aborting Rollback.
Rollback failed.Reverting back to the original configuration: flash:x
Total number of passes: 1
Rollback Done
The original configuration has been successfully restored."""
DONE = "Total number of passes: 1\nRollback Done"


def exchange(ios: FakeIos) -> Exchange:
    return Exchange(Wire(ios, "R1", lambda: not ios.closed))


def router(replies: Mapping[str, Reply]) -> tuple[FakeIos, Exchange]:
    ios = FakeIos({COPY: "Destination filename [ikev2-before.cfg]? ", **replies})
    ios.asks = {COPY: "3005 bytes copied in 0.433 secs (6940 bytes/sec)"}
    return ios, exchange(ios)


def test_a_checkpoint_is_read_back() -> None:
    ios, asked = router({f"more {URL}": base().split("bytes\n", 1)[1]})

    assert rollback.checkpoint(asked, "R1", URL, base()) == URL
    assert asked.wire.round_trips == 2
    assert COPY in ios.typed


def test_a_checkpoint_that_differs_from_what_was_planned_on_is_refused() -> None:
    _, asked = router({f"more {URL}": base().replace("hub1", "hub2")})

    with pytest.raises(DeviceError, match="differs from the configuration"):
        rollback.checkpoint(asked, "R1", URL, base())


def test_a_full_flash_is_refused_in_the_words_of_the_router() -> None:
    ios, asked = router({})
    ios.asks = {COPY: "%Error writing flash:/ikev2-before.cfg (No space left on device)"}

    with pytest.raises(CommandRefused) as caught:
        rollback.checkpoint(asked, "R1", URL, base())

    assert "No space left" in caught.value.reply


def test_arming_leaves_the_router_in_configuration_mode() -> None:
    text = (
        "Rollback Confirmed Change: Backing up current running config to flash:archive-Feb-15-1\n\n"
        "Enter configuration commands, one per line.  End with CNTL/Z."
    )
    ios, asked = router({ARM: text})

    rollback.arm(asked, "R1", 5)

    assert ios.mode == "(config)"
    assert asked.wire.round_trips == 1


def test_zero_minutes_are_configuration_mode_without_a_timer() -> None:
    ios, asked = router({})

    rollback.arm(asked, "R1", 0)

    assert ios.mode == "(config)"
    assert ios.typed[0] == "configure terminal"


@pytest.mark.parametrize(
    "text",
    [
        "%Turn config archive on before using Rollback Confirmed Change",
        "%Please turn config archive on",
    ],
)
def test_without_an_archive_the_cure_names_the_playbook(text: str) -> None:
    _, asked = router({ARM: text})

    with pytest.raises(CommandRefused, match="prepare-routers"):
        rollback.arm(asked, "R1", 5)


def test_a_timer_of_somebody_else_is_named_with_its_minutes() -> None:
    _, asked = router(
        {ARM: "% Configuration session already in progress", TIMER: PENDING.replace("admin", "eve")}
    )

    with pytest.raises(LockedByOther) as caught:
        rollback.arm(asked, "R1", 5)

    assert "eve" in caught.value.message
    assert "5 minutes" in caught.value.message


def test_saving_wants_to_see_ok() -> None:
    _, good = router({"write memory": "Building configuration...\n[OK]"})
    _, bad = router({"write memory": "Building configuration...\n% Error opening nvram:"})

    rollback.save(good, "R1")
    with pytest.raises(CommandRefused):
        rollback.save(bad, "R1")


def test_an_armed_router_goes_back_by_its_timer() -> None:
    ios, asked = router({"configure revert now": DONE})
    ios.mode = "(config-if)"

    rollback.revert(asked, "R1", URL, user="admin", armed=True)

    assert "configure revert now" in ios.typed
    assert "end" in ios.typed


def test_a_new_session_finds_the_timer_of_the_old_one() -> None:
    ios, asked = router({TIMER: PENDING, "configure revert now": DONE})

    rollback.revert(asked, "R1", URL, user="admin", armed=False)

    assert "configure revert now" in ios.typed


def test_a_timer_that_already_fired_leads_to_replace() -> None:
    ios, asked = router(
        {"configure revert now": NONE_PENDING, f"{REPLACE} revert trigger error": DONE}
    )

    rollback.revert(asked, "R1", URL, user="admin", armed=True)

    assert ios.typed[-1] == f"{REPLACE} revert trigger error"


def test_replace_without_archive_does_without_the_trigger() -> None:
    ios, asked = router(
        {
            TIMER: NONE_PENDING,
            f"{REPLACE} revert trigger error": "%Please turn config archive on",
            REPLACE: DONE,
        }
    )

    rollback.revert(asked, "R1", URL, user="admin", armed=False)

    assert ios.typed[-1] == REPLACE


def test_replace_answers_the_question_about_a_small_file() -> None:
    line = f"{REPLACE} revert trigger error"
    ios, asked = router(
        {
            TIMER: NONE_PENDING,
            line: "Overwriting with a file sized 50% or less than running config's. Proceed? [no]: ",
        }
    )
    ios.asks = {line: DONE}

    rollback.revert(asked, "R1", URL, user="admin", armed=False)

    assert ios.typed[-1] == "y"


@pytest.mark.parametrize(
    "text",
    [
        "Rollback aborted after 5 passes\nThe following commands are failed to apply to the IOS image.",
        TRIGGERED,
        "Error: Could not open file flash:x for reading",
        "%The input file is not a valid config file.",
        "Total number of passes: 0",
    ],
)
def test_a_replace_that_did_not_succeed_is_an_error(text: str) -> None:
    _, asked = router({TIMER: NONE_PENDING, f"{REPLACE} revert trigger error": text})

    with pytest.raises(CommandRefused):
        rollback.revert(asked, "R1", URL, user="admin", armed=False)


def test_without_timer_and_checkpoint_there_is_no_way_back() -> None:
    _, asked = router({TIMER: NONE_PENDING})

    with pytest.raises(DeviceError, match="no checkpoint"):
        rollback.revert(asked, "R1", None, user="admin", armed=False)


def test_a_router_that_pages_is_given_a_checkpoint_one_command_at_a_time() -> None:
    ios, asked = router({f"more {URL}": base().split("bytes\n", 1)[1]})
    ios.pages = 10
    asked.wire.more = True

    assert rollback.checkpoint(asked, "R1", URL, base()) == URL


def test_the_holder_of_the_configuration_lock_is_named_where_the_router_names_him() -> None:
    said = (
        "% Configuration mode locked exclusively by user 'operator' process '412' from terminal '2'"
    )
    _, asked = router({ARM: said, TIMER: NONE_PENDING})

    with pytest.raises(LockedByOther, match="user operator holds the configuration lock"):
        rollback.arm(asked, "R1", 5)


def test_a_refused_revert_leads_to_replace() -> None:
    replies = {"configure revert now": "Command authorization failed.", f"{REPLACE}*": DONE}
    ios, asked = router(replies)

    rollback.revert(asked, "R1", URL, user="admin", armed=True)

    assert any(line.startswith(REPLACE) for line in ios.typed)


def test_a_command_that_is_not_authorized_is_no_matter_of_free_space() -> None:
    asked = Exchange(Wire(FakeIos({COPY: "Command authorization failed."}), "R1"))

    with pytest.raises(CommandRefused) as caught:
        rollback.checkpoint(asked, "R1", URL, base())

    assert caught.value.cure == "The account needs the right to 'copy running-config'."
