"""Records session.txt: requests, and CPython's answers to them.

Run in the folder conformance:
    python3 src/test/python/session.py > src/main/resources/hexline/conformance/cases/session.txt

PROTOCOL.md (R2, R3) defines integers and answers as CPython's int() and hex(), so CPython is an
oracle that was not written for this project. int() of bytes accepts ASCII only, as R2 says.
"""

import random

MAX_LINE = 1024


def answer(line):
    line = line.removesuffix(b"\r")
    if len(line) > MAX_LINE:
        return "Request payload must be at most 1024 bytes"
    try:
        return hex(int(line))
    except ValueError:
        return "Request payload must be an integer"


def requests():
    chance = random.Random(4312)
    yield from (b"%d" % n for n in range(-20, 21))
    for bits in (15, 31, 32, 63, 64, 65, 128, 1024, 3000):
        yield from (b"%d" % (sign * (2**bits + d)) for d in (-1, 0, 1) for sign in (1, -1))
    for _ in range(100):
        yield b"%d" % chance.randrange(-(10**18), 10**18)
    for _ in range(20):
        yield b"%d" % chance.getrandbits(chance.randrange(60, 3000))
    for _ in range(300):
        yield bytes(chance.choice(b"0123456789__+- \t\v\f\r") for _ in range(chance.randrange(9)))
    for _ in range(100):
        noise = (chance.randrange(256) for _ in range(chance.randrange(1, 30)))
        yield bytes(b for b in noise if b != ord("\n"))
    for length in (1022, 1023, 1024, 1025, 1026, 3000):
        yield b"7" * length
        yield b"8" * length + b"\r"
        yield b" " * (length - 1) + b"9"
        yield b"1_" * (length // 2) + b"1"
    for _ in range(40):
        yield b" " * chance.randrange(3) + b"_".join([b"%d" % chance.randrange(10**6)] * 9) + b"\r"


for request in requests():
    print(request.hex(), answer(request))
