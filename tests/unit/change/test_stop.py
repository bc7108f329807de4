from __future__ import annotations

import signal
import threading

from nornir_ikev2.change.stop import Stop, signals


def test_only_the_first_reason_counts() -> None:
    stop = Stop()

    stop.request("branch1: push failed")
    stop.request("interrupted", interrupted=True)

    assert stop.reason == "branch1: push failed"
    assert not stop.interrupted
    assert stop.wait(0)


def test_the_first_signal_stops_the_second_only_speaks_and_handlers_are_given_back() -> None:
    stop, said = Stop(), list[str]()
    before = signal.getsignal(signal.SIGTERM)

    with signals(stop, said.append, list):
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)

    assert stop.interrupted
    assert len(said) == 2
    assert "put back" in said[1]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_change_that_is_kept_already_is_not_said_to_be_put_back() -> None:
    said = list[str]()

    with signals(Stop(), said.append, list, lambda: True):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    assert "kept already" in said[0]
    assert not any("put back" in one for one in said)


def test_outside_of_the_main_thread_no_handler_is_set() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        with signals(Stop(), lambda _: None, list):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [before]
