"""A hexline server that grows: growing.py STEP PORT [OPTIONS] is the server at the end of a stage.

STEP is the number of a stage of the course, from 1 (it answers a line) to 12 (the whole protocol).
What a stage adds is under a condition that has the stage's name.
"""

import errno
import os
import re
import selectors
import signal
import socket
import sys
import time

STEP = int(sys.argv[1])
STAGES = [
    "one-line", "framing", "grammar", "end-of-input", "many-clients", "pipelining",
    "broken-connections", "line-limit", "back-pressure", "limits", "drain", "trouble",
]


def has(stage):
    return STAGES.index(stage) < STEP


NOT_AN_INTEGER = b"Request payload must be an integer\n"
TOO_LONG = b"Request payload must be at most 1024 bytes\n"
TOO_MANY = b"Too many connections\n"
MAX_LINE = 1024
MAX_READ = 64 * 1024
MAX_PENDING = 64 * 1024
SPACE = rb"[ \t\x0b\f\r]*"
INTEGER = re.compile(SPACE + rb"([+-]?[0-9]+(?:_[0-9]+)*)" + SPACE)


def answer(line):
    if has("grammar"):
        match = INTEGER.fullmatch(line)
        return NOT_AN_INTEGER if match is None else b"%#x\n" % int(match[1])
    try:
        return b"%#x\n" % int(line.decode())
    except ValueError:
        return NOT_AN_INTEGER


class Lines:
    """The bytes of a connection, and the answers to its lines."""

    def __init__(self):
        self.part = b""  # of a line whose LF has not come
        self.discarding = False  # the rest of a line that was too long
        self.complete = 0

    def take(self, data, end_of_input=False):
        if not has("framing"):
            return answer(data) if data else b""
        *lines, part = (self.part + data).split(b"\n")
        answers = [self.answer_line(line) for line in lines]
        self.complete += len(lines)
        if has("line-limit"):
            part = self.limit(part, answers)
        self.part = part
        if end_of_input and has("end-of-input") and self.part and not self.discarding:
            answers.append(self.answer_line(self.part))
            self.part = b""
        return b"".join(answers)

    def answer_line(self, line):
        if self.discarding:
            self.discarding = False
            return b""
        content = line.removesuffix(b"\r")
        if has("line-limit") and len(content) > MAX_LINE:
            return TOO_LONG
        return answer(content)

    def limit(self, part, answers):
        if self.discarding:
            return b""
        if len(part.removesuffix(b"\r")) > MAX_LINE:
            answers.append(TOO_LONG)
            self.discarding = True
            return b""
        return part


def one_client_at_a_time(listener):
    while True:
        client, _ = listener.accept()
        with client:
            lines = Lines()
            while data := client.recv(MAX_READ):
                client.sendall(lines.take(data))
            client.sendall(lines.take(b"", end_of_input=True))


class Options:
    """Times in seconds."""

    max_connections = 10_000
    idle_timeout = 300.0
    write_timeout = 10.0
    drain_timeout = 5.0
    backlog = 1024
    verbose = False

    def __init__(self, words):
        words = iter(words)
        for word in words:
            name = word.removeprefix("--").replace("-", "_")
            default = getattr(self, name)
            if isinstance(default, bool):
                setattr(self, name, True)
            else:
                text = next(words)
                setattr(self, name, seconds(text) if isinstance(default, float) else int(text))


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)(us|ms|s|m|h)", text).groups()
    return int(number) * {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}[unit]


class Client:
    def __init__(self, loop, channel):
        self.loop = loop
        self.channel = channel
        self.lines = Lines()
        self.pending = b""
        self.end_of_input = False
        self.refused = False
        self.finished = None  # when FIN was sent at the end of a drain
        self.last_line = self.last_room = loop.now()

    def serve(self, events):
        """Reads and writes what is possible now; returns whether there is or may be input."""
        has_input = not self.end_of_input
        if events & selectors.EVENT_READ and self.may_read():
            has_input = self.read()
        if self.pending:
            self.write()
        if self.pending or not self.end_of_input:
            self.watch()
        else:
            self.close()
        return has_input

    def may_read(self):
        is_full = has("back-pressure") and len(self.pending) > MAX_PENDING
        return not self.end_of_input and not is_full

    def read(self):
        try:
            data = self.channel.recv(MAX_READ)
        except BlockingIOError:
            return False
        self.end_of_input = not data
        if self.refused:
            return True
        before = self.lines.complete
        answers = self.lines.take(data, self.end_of_input)
        if self.lines.complete > before:
            self.last_line = self.loop.now()
        if self.loop.options.verbose and (NOT_AN_INTEGER in answers or TOO_LONG in answers):
            self.loop.log(f"a line was rejected: {data[:50]!r}")
        if answers and not self.pending:
            self.last_room = self.loop.now()
        self.pending += answers
        return True

    def write(self):
        try:
            sent = self.channel.send(self.pending)
        except BlockingIOError:
            sent = 0
        if sent:
            self.last_room = self.loop.now()
        self.pending = self.pending[sent:] if has("pipelining") else b""

    def watch(self):
        events = selectors.EVENT_READ if self.may_read() else 0
        if self.pending:
            events |= selectors.EVENT_WRITE
        self.loop.watch(self, events)

    def drain(self):
        """A turn of the drain: answers what has arrived, sends FIN, waits a little for theirs."""
        if self.finished is None:
            has_input = self.serve(selectors.EVENT_READ)
            if not has_input and not self.pending and self in self.loop.clients:
                self.channel.shutdown(socket.SHUT_WR)
                self.finished = self.loop.now()
            return
        waited = self.loop.now() - self.finished
        has_ended, is_empty = self.discard()
        if has_ended or is_empty and waited > 0.5 or waited > 1.0:
            self.close()

    def discard(self):
        """Reads, as input that is unread when a socket is closed would cause a reset."""
        try:
            for _ in range(16):
                if not self.channel.recv(MAX_READ):
                    return True, True
            return False, False
        except BlockingIOError:
            return False, True

    def refuse(self):
        self.refused = True
        self.channel.send(TOO_MANY)
        self.channel.shutdown(socket.SHUT_WR)

    def expired(self):
        now = self.loop.now()
        if self.pending:
            return now - self.last_room > self.loop.options.write_timeout
        return now - max(self.last_line, self.last_room) > self.loop.options.idle_timeout

    def close(self):
        self.loop.forget(self)
        self.channel.close()


class Loop:
    SHORT_TICK = 0.05  # seconds between two looks at the deadlines
    LONG_TICK = 1.0

    def __init__(self, listener, options):
        self.listener = listener
        self.options = options
        self.selector = selectors.DefaultSelector()
        self.clients = set()
        self.draining = None  # seconds of the drain so far
        self.accepts_again = 0.0
        self.pause = 0.05
        self.failures = 0
        self.last_report = -1.0
        self.clock = 0.0  # seconds that this process has run; those in which it was paused are none
        listener.setblocking(False)
        self.selector.register(listener, selectors.EVENT_READ, self.accept)
        wakes, woken = socket.socketpair()  # a signal writes a byte, which ends select
        wakes.setblocking(False)
        signal.set_wakeup_fd(wakes.fileno())
        self.pair = wakes, woken
        self.selector.register(woken, selectors.EVENT_READ, lambda: woken.recv(64))

    def now(self):
        return self.clock

    def log(self, text):
        """Writes a line to standard error; loses it if nobody reads, and a write would wait."""
        if has("trouble"):
            os.set_blocking(2, False)
        try:
            os.write(2, text.encode() + b"\n")
        except OSError:
            if not has("trouble"):
                raise

    def run(self):
        while self.draining is None or not self.is_drained():
            before = time.monotonic()
            tick = self.ticks()
            for key, events in self.selector.select(tick):
                if key.data in self.clients:
                    self.serve(key.data, events)
                elif not isinstance(key.data, Client):
                    key.data()
            self.tick(min(time.monotonic() - before, 2 * tick))  # a longer turn was paused

    def ticks(self):
        if self.draining is not None or self.accepts_again:
            return self.SHORT_TICK
        shortest = min(self.options.idle_timeout, self.options.write_timeout)
        return min(max(shortest / 10, self.SHORT_TICK), self.LONG_TICK)

    def accept(self):
        while True:
            try:
                channel, _ = self.listener.accept()
            except BlockingIOError:
                return
            except OSError as failure:
                if not has("broken-connections"):
                    raise
                if has("trouble") and failure.errno in (errno.EMFILE, errno.ENFILE):
                    self.back_off(failure)
                    return
                continue
            self.pause = 0.05
            channel.setblocking(False)
            channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if not has("pipelining"):
                channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            client = Client(self, channel)
            served = sum(not each.refused for each in self.clients)
            self.clients.add(client)
            self.selector.register(channel, selectors.EVENT_READ, client)
            if has("limits") and served >= self.options.max_connections:
                try:
                    client.refuse()
                except OSError:
                    client.close()

    def back_off(self, failure):
        self.unregister(self.listener)
        self.accepts_again = self.now() + self.pause
        self.pause = min(2 * self.pause, 1.0)
        self.failures += 1
        if self.now() - self.last_report > 1:
            self.log(f"cannot accept ({self.failures} times): {failure}")
            self.last_report = self.now()
            self.failures = 0

    def serve(self, client, events):
        if not has("broken-connections"):
            return client.serve(events)
        try:
            return client.serve(events)
        except OSError:
            client.close()
            return False

    def watch(self, client, events):
        registered = client.channel in self.selector.get_map()
        if events and registered:
            self.selector.modify(client.channel, events, client)
        elif events:
            self.selector.register(client.channel, events, client)
        else:
            self.unregister(client.channel)

    def unregister(self, channel):
        if channel in self.selector.get_map():
            self.selector.unregister(channel)

    def forget(self, client):
        self.clients.discard(client)
        self.unregister(client.channel)

    def tick(self, elapsed):
        self.clock += elapsed
        if self.accepts_again and self.now() > self.accepts_again and self.draining is None:
            self.accepts_again = 0.0
            self.selector.register(self.listener, selectors.EVENT_READ, self.accept)
        if has("limits"):
            for client in [each for each in self.clients if each.expired()]:
                client.close()
        if self.draining is not None:
            self.draining += elapsed

    def drain(self, *_):
        """On SIGTERM: called between two statements of the loop."""
        if self.draining is None:
            self.draining = 0.0

    def is_drained(self):
        """Serves what has arrived; true when all clients have left, or when time is up."""
        if self.listener.fileno() >= 0:
            self.accept()
            self.unregister(self.listener)
            self.listener.close()
        for client in list(self.clients):
            try:
                client.drain()
            except OSError:
                client.close()
        return not self.clients or self.draining > self.options.drain_timeout


def main():
    options = Options(sys.argv[3:])
    listener = socket.create_server(("127.0.0.1", int(sys.argv[2])), backlog=options.backlog)
    sys.set_int_max_str_digits(0)
    if not has("many-clients"):
        one_client_at_a_time(listener)
    loop = Loop(listener, options)
    if has("drain"):
        signal.signal(signal.SIGTERM, loop.drain)
    loop.run()


main()
