"""A hexline server that takes each read for one line: python3 naive.py PORT."""

import socket
import sys
import threading


def serve(connection):
    with connection:
        while data := connection.recv(1024):
            connection.sendall(answer(data) + b"\n")


def answer(data):
    try:
        return hex(int(data)).encode()
    except ValueError:
        return b"Request payload must be an integer"


with socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=1024) as listener:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=[connection], daemon=True).start()
