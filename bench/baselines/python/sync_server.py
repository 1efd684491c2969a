"""One client at a time: the only thread waits in recv of one client."""

import hexline


def main():
    options = hexline.arguments(__doc__)
    with hexline.listen(options.port) as listener:
        while True:
            connection, _ = listener.accept()
            hexline.serve(connection, options.work)


if __name__ == "__main__":
    main()
