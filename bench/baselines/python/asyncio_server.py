"""A coroutine per client: the event loop waits in one thread for all clients."""

import asyncio
import socket

import hexline


async def serve(reader, writer, work):
    codec = hexline.Codec(work)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        while data := await reader.read(hexline.TURN):
            writer.write(codec.answer(data))
            await writer.drain()
        writer.write(codec.end())
        writer.close()
        await writer.wait_closed()
    except OSError:
        writer.close()  # reset by the client: only its connection ends


async def run(options):
    server = await asyncio.start_server(
        lambda reader, writer: serve(reader, writer, options.work),
        sock=hexline.listen(options.port),
        backlog=1024,
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(run(hexline.arguments(__doc__)))
