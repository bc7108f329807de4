from __future__ import annotations

import pytest

from nornir_ikev2.lab.show.text import age, short, uptime

HOUR = 3600
DAY = 24 * HOUR
WEEK = 7 * DAY


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-1, "00:00:00"),
        (144, "00:02:24"),
        (DAY - 1, "23:59:59"),
        (DAY + 2 * HOUR, "1d02h"),
        (3 * WEEK, "3w0d"),
        (365 * DAY + 10 * WEEK, "1y10w"),
    ],
)
def test_ages_as_tables_print_them(seconds: float, text: str) -> None:
    assert age(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 minutes"),
        (60, "1 minute"),
        (3 * WEEK + 6 * DAY + 32 * 60, "3 weeks, 6 days, 32 minutes"),
        (2 * 365 * DAY + HOUR, "2 years, 1 hour"),
    ],
)
def test_uptimes_as_show_version_prints_them(seconds: float, text: str) -> None:
    assert uptime(seconds) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("GigabitEthernet0/0/1", "Gi0/0/1"),
        ("Tunnel100", "Tu100"),
        ("Loopback0", "Lo0"),
        ("Serial1/0", "Se1/0"),
    ],
)
def test_short_names_as_neighbour_tables_print_them(name: str, text: str) -> None:
    assert short(name) == text
