"""What the three servers share: the protocol as bytes, the command line, the listening socket."""

import argparse
import re
import socket
import time

MAX_LINE = 1024
TURN = 65536
NOT_AN_INTEGER = b"Request payload must be an integer\n"
LINE_TOO_LONG = b"Request payload must be at most 1024 bytes\n"
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}


class Codec:
    """Turns the bytes of one connection into answers; TCP may split and join lines anywhere."""

    def __init__(self, work):
        self._work = work
        self._rest = b""
        self._discarding = False

    def answer(self, data):
        """Returns the answers to the lines that these bytes complete."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if self._discarding:
            if not lines:
                self._rest = b""
                return b""
            lines.pop(0)  # the end of the line that was too long, which is answered
            self._discarding = False
        answers = [self._line(line) for line in lines]
        if len(self._rest.removesuffix(b"\r")) > MAX_LINE:
            answers.append(LINE_TOO_LONG)
            self._rest = b""
            self._discarding = True
        return b"".join(answers)

    def end(self):
        """Returns the answer to an unterminated last line, if there is one."""
        return self._line(self._rest) if self._rest else b""

    def _line(self, line):
        line = line.removesuffix(b"\r")
        if len(line) > MAX_LINE:
            return LINE_TOO_LONG
        try:
            number = int(line)
        except ValueError:
            return NOT_AN_INTEGER
        self._work()
        return b"%s\n" % hex(number).encode("ascii")


def no_work():
    """No work besides the conversion."""


def parse_work(text):
    """Parses none, block:TIME or cpu:TIME, as in block:10ms."""
    if text == "none":
        return no_work
    form = re.fullmatch(r"(block|cpu):(\d+)(us|ms|s)", text)
    if not form:
        raise argparse.ArgumentTypeError(f"'{text}' is not none, block:TIME or cpu:TIME")
    seconds = int(form[2]) * UNITS[form[3]]
    return (lambda: time.sleep(seconds)) if form[1] == "block" else (lambda: burn(seconds))


def burn(seconds):
    """Uses processor time of the calling thread."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass


def arguments(description):
    """Parses the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("port", type=int)
    parser.add_argument("--work", type=parse_work, default=no_work, metavar="WORK")
    return parser.parse_args()


def listen(port):
    """Returns a socket that listens on loopback."""
    return socket.create_server(("127.0.0.1", port), backlog=1024)


def serve(connection, work):
    """Serves one client until it ends its input; waits in recv and in sendall."""
    codec = Codec(work)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection:
        try:
            while data := connection.recv(TURN):
                connection.sendall(codec.answer(data))
            connection.sendall(codec.end())
        except OSError:
            pass  # reset by the client: only its connection ends
