"""A thread per client, waiting in recv; the interpreter runs one thread at a time."""

import threading

import hexline


def main():
    options = hexline.arguments(__doc__)
    with hexline.listen(options.port) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(
                target=hexline.serve, args=(connection, options.work), daemon=True
            ).start()


if __name__ == "__main__":
    main()
