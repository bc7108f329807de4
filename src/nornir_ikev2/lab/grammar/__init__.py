"""What can be typed in each configuration mode, as tables.

Each area is a file with one tuple of `Line` per mode. A `Line` is declarative: its pattern, what
identifies it (so that a second one replaces the first), how it is printed, its default, what it
defines and refers to, and the texts a router prints about it. The tuples of `modes.py` put the
areas in the order of the running-config: a line's place in its table is its place in the output.

Example: one hash per policy, `sha` by default and then not printed; refused from release 17.11:

    Line("hash {md5|sha|sha256|sha384|sha512}", default="hash sha", weak=frozenset({"md5"}))
"""
