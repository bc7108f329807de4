from __future__ import annotations

import pytest

from fakes.lab_shell import Answers, Desk, StandingRouter
from nornir_ikev2.lab.cli.entry import EnterConfig
from nornir_ikev2.lab.contracts import Call, ExecCommand

BANNER = "Enter configuration commands, one per line.  End with CNTL/Z."


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_prompts_of_all_levels() -> None:
    desk = Desk(privilege=1, terminal=Answers(["wrong", "secret"]))
    desk.router.config.apply(["enable secret 0 secret"])
    assert desk.shell.prompt == "hub1>"
    assert not desk.type("enable")
    assert desk.terminal.asked == [("Password: ", False)] * 2
    assert desk.shell.prompt == "hub1#"
    assert desk.type("configure terminal") == BANNER
    assert desk.shell.prompt == "hub1(config)#"
    desk.type("end", "disable")
    assert desk.shell.prompt == "hub1>"


def test_enable_without_a_secret_or_with_wrong_ones() -> None:
    desk = Desk(privilege=1, terminal=Answers(["a", "b", "c"]))
    assert desk.type("enable") == "% Error in authentication."
    desk.router.config.apply(["enable password lab"])
    assert desk.type("enable") == "% Bad secrets"
    assert desk.shell.prompt == "hub1>"


@pytest.mark.parametrize(
    ("lines", "prompt"),
    [
        (["crypto ikev2 proposal P"], "config-ikev2-proposal"),
        (["crypto ikev2 policy P"], "config-ikev2-policy"),
        (["crypto ikev2 keyring K"], "config-ikev2-keyring"),
        (["crypto ikev2 keyring K", "peer A"], "config-ikev2-keyring-peer"),
        (["crypto ikev2 profile P"], "config-ikev2-profile"),
        (["crypto ipsec transform-set T esp-gcm 256"], "cfg-crypto-trans"),
        (["crypto ipsec profile P"], "ipsec-profile"),
        (["crypto map M 10 ipsec-isakmp"], "config-crypto-map"),
        (["crypto isakmp policy 10"], "config-isakmp"),
        (["interface Gi2"], "config-if"),
        (["interface Gi2.10"], "config-subif"),
        (["interface Tunnel0"], "config-if"),
        (["ip access-list extended A"], "config-ext-nacl"),
        (["ip access-list standard A"], "config-std-nacl"),
        (["router ospf 1"], "config-router"),
        (["router bgp 65000", "address-family ipv4"], "config-router-af"),
        (
            [
                "router eigrp X",
                "address-family ipv4 unicast autonomous-system 1",
                "af-interface Tu0",
            ],
            "config-router-af-interface",
        ),
        (
            ["router eigrp X", "address-family ipv4 unicast autonomous-system 1", "topology base"],
            "config-router-af-topology",
        ),
        (["archive"], "config-archive"),
        (["key chain K"], "config-keychain"),
        (["line vty 0 4"], "config-line"),
        (["vrf definition V"], "config-vrf"),
        (["crypto pki trustpoint T"], "ca-trustpoint"),
    ],
)
def test_prompts_of_configuration_modes(desk: Desk, lines: list[str], prompt: str) -> None:
    desk.type("configure terminal", *lines)
    assert desk.shell.prompt == f"hub1({prompt})#"
    desk.type("!a token", "", "!")
    assert desk.shell.prompt == f"hub1({prompt})#"
    desk.type("ip domain name example.com")
    assert desk.shell.prompt == "hub1(config)#"


def test_the_host_name_is_cut_in_configuration_modes(desk: Desk) -> None:
    desk.type("conf t", "hostname a-very-long-name-of-a-router")
    assert desk.shell.prompt == "a-very-long-name-of-(config)#"
    desk.type("end")
    assert desk.shell.prompt == "a-very-long-name-of-a-router#"


def test_exit_goes_up_one_level_and_then_leaves(desk: Desk) -> None:
    desk.type("conf t", "crypto ikev2 keyring K", "peer A", "exit")
    assert desk.shell.prompt == "hub1(config-ikev2-keyring)#"
    desk.type("exit", "exit")
    assert desk.shell.prompt == "hub1#"
    assert not desk.shell.closed
    desk.type("exit")
    assert desk.shell.closed


def test_a_line_of_an_outer_mode_leaves_the_inner_one(desk: Desk) -> None:
    desk.type("conf t", "crypto ikev2 keyring K", "peer A", "peer B")
    assert desk.shell.prompt == "hub1(config-ikev2-keyring-peer)#"
    desk.type("interface Gi2")
    assert desk.shell.prompt == "hub1(config-if)#"


def test_leaving_is_logged_and_dated(desk: Desk) -> None:
    desk.type("conf t", "hostname hub1", "end")
    assert "Last configuration change" not in desk.type("show running-config")
    desk.type("conf t", "ntp server 10.0.0.1")
    desk.shell.end()
    assert (
        desk.logged
        == ["%SYS-5-CONFIG_I: Configured from console by admin on vty0 (192.0.2.10)"] * 2
    )
    lines = desk.type("sh run").split("\n")
    assert lines[4] == "! Last configuration change at 03:04:05 UTC Fri Jan 02 2026 by admin"


def test_ctrl_c_leaves_configuration(desk: Desk) -> None:
    desk.type("conf t", "crypto ikev2 proposal P")
    desk.shell.interrupt()
    assert desk.shell.prompt == "hub1#"


def test_errors_are_placed_under_what_was_typed(desk: Desk) -> None:
    assert desk.type("show foo") == f"{' ' * 10}^\n% Invalid input detected at '^' marker.\n"
    desk.type("conf t", "crypto ikev2 proposal P")
    prompt = len("hub1(config-ikev2-proposal)#")
    caret = desk.type("integrity sha-1").split("\n", maxsplit=1)[0]
    assert caret == " " * (prompt + len("integrity sha")) + "^"
    assert desk.type("encryption") == "% Incomplete command.\n"
    assert desk.type("interface Gi99").split("\n", maxsplit=1)[0] == " " * (prompt + 10) + "^"
    assert desk.type("do show foo").split("\n", maxsplit=1)[0].index("^") == len(
        "hub1(config)#do show "
    )


def test_do_runs_exec_commands(desk: Desk) -> None:
    desk.type("conf t", "interface Gi2")
    assert desk.type("do show privilege") == "Current privilege level is 15"
    assert desk.type("do sh run | include hostname") == "hostname hub1"
    assert desk.shell.prompt == "hub1(config-if)#"


def test_running_config_has_its_size(desk: Desk) -> None:
    head, blank, size, *lines = desk.type("show running-config").split("\n")
    assert (head, blank) == ("Building configuration...", "")
    text = "\n".join(lines)
    assert size == f"Current configuration : {len(text)} bytes"
    assert text == desk.router.config.text()


def test_running_config_of_one_interface(desk: Desk) -> None:
    text = desk.type("show running-config interface gi2")
    assert text.endswith(
        "bytes\n!\ninterface GigabitEthernet2\n no ip address\n shutdown\n negotiation auto\nend\n"
    )
    assert "Invalid input" in desk.type("show running-config interface Loopback99")


def test_all_shows_hidden_defaults(desk: Desk) -> None:
    assert "ip redirects" not in desk.type("show running-config")
    assert " ip redirects\n" in desk.type("show running-config all")


def test_pipes_and_their_errors(desk: Desk) -> None:
    assert desk.type("show run | count ^interface") == "Number of lines which match regexp = 4"
    assert desk.type("show run | include [") == "% Failed to compile regular expression."
    assert "Invalid input" in desk.type("show run | foo")
    assert desk.type("show run |") == "% Incomplete command.\n"
    assert desk.type("show run | include") == "% Incomplete command.\n"


def test_terminal_settings(desk: Desk) -> None:
    desk.type("terminal length 0", "terminal width 511", "terminal monitor")
    assert (desk.terminal.length, desk.terminal.width, desk.terminal.monitor) == (0, 511, True)
    desk.type("terminal no monitor")
    assert not desk.terminal.monitor
    assert "Length: 0 lines, Width: 511 columns" in desk.type("show terminal")


def test_history(desk: Desk) -> None:
    desk.type("show clock", "!x")
    assert desk.type("show history") == "  show clock\n  show history"


def test_the_configuration_lock_keeps_others_out() -> None:
    router = StandingRouter()
    mine, other = Desk(router=router), Desk(router=router, terminal=Answers(user="eve", number=1))
    assert "State             : FREE" in mine.type("show configuration lock")
    mine.type("configure terminal lock")
    assert "locked exclusively by user 'admin'" in other.type("conf t")
    assert not other.shell.in_config
    assert "User              : admin" in other.type("show configuration lock")
    mine.type("end")
    assert other.type("conf t") == BANNER


def test_a_broken_session_frees_the_lock() -> None:
    router = StandingRouter()
    mine, other = Desk(router=router), Desk(router=router, terminal=Answers(user="eve", number=1))
    mine.type("configure terminal lock")
    mine.shell.close()
    assert mine.shell.closed
    assert other.type("conf t") == BANNER


def test_a_command_of_another_room_can_enter_configuration() -> None:
    def arm(call: Call) -> str:
        return EnterConfig(f"armed for {call.args['n']}")

    desk = Desk([ExecCommand("configure terminal revert timer <n:INT 1-120>", arm)])
    assert desk.type("conf t revert timer 5") == "armed for 5"
    assert desk.shell.in_config


def test_async_handlers_are_awaited() -> None:
    async def later(call: Call) -> str:
        return await call.terminal.ask("? ")

    desk = Desk([ExecCommand("ask me", later)], terminal=Answers(["yes"]))
    assert desk.type("ask me") == "yes"


def test_configure_alone_asks_from_where() -> None:
    desk = Desk(terminal=Answers(["", "memory"]))
    assert desk.type("configure") == BANNER
    desk.type("end")
    assert desk.type("configure").startswith("?Must be")


def test_user_exec_has_fewer_commands() -> None:
    desk = Desk(privilege=1)
    assert "Invalid input" in desk.type("configure terminal")
    assert "configure" not in desk.shell.help("")


def test_help_lists_what_may_come_next(desk: Desk) -> None:
    assert desk.shell.help("sh") == "show"
    assert "  running-config" in desk.shell.help("show ")
    assert desk.shell.help("show xyz ") == "% Unrecognized command"
    assert "<cr>" in desk.shell.help("show running-config ")
    desk.type("conf t", "crypto ikev2 proposal P")
    listed = [line.split()[0] for line in desk.shell.help("integrity ").splitlines()]
    assert listed == ["sha1", "sha256", "sha384", "sha512"]
    assert desk.shell.help("e").split() == ["encryption", "end", "exit"]
    assert desk.shell.help("no gr") == "group"
    assert desk.shell.help("do show priv") == "privilege"
    desk.type("exit")
    assert "<1-10000>" in desk.shell.help("crypto isakmp policy ")
    assert "A.B.C.D" in desk.shell.help("ip route ")


def test_tab_completes_a_unique_word(desk: Desk) -> None:
    assert desk.shell.complete("sh") == "show "
    assert desk.shell.complete("show runn") == "show running-config "
    assert desk.shell.complete("e") == "e"
    assert desk.shell.complete("show ") == "show "
    desk.type("conf t")
    assert desk.shell.complete("do sh") == "do show "


def test_help_after_a_pipe(desk: Desk) -> None:
    assert desk.shell.help("show privilege ").split() == [
        "|",
        "Output",
        "modifiers",
        "<cr>",
        "<cr>",
    ]
    assert "  include   Include lines that match" in desk.shell.help("show version | ")
    assert desk.shell.help("show version | e") == "exclude"
    assert desk.shell.help("show version | include ") == "  LINE  Regular Expression"
    assert desk.shell.help("show version | x") == "% Unrecognized command"
    desk.type("conf t", "interface Gi2")
    assert "include" in desk.shell.help("do show version | ")
    assert "include" not in desk.shell.help("description a | ")


def test_an_interface_the_router_has_not_is_no_word_of_show() -> None:
    shown = ExecCommand("show interfaces <interface:IFNAME>", lambda call: call.args["interface"])
    desk = Desk([shown])

    assert desk.type("show interfaces gi 2") == "GigabitEthernet2"
    assert desk.type("show interfaces Tunnel7").index("^") == len("hub1#show interfaces ")
    desk.type("conf t")
    caret = desk.type("do show interfaces Tunnel7").index("^")
    assert caret == len("hub1(config)#do show interfaces ")
