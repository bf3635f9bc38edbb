"""Answers on their way to a reader, made and read as they are taken."""

from asgiref.sync import sync_to_async
from django.http import FileResponse, StreamingHttpResponse


class Streamed(FileResponse):
    """Django's own answer is read whole into memory before its first byte leaves an ASGI server."""

    block_size = 256 * 1024  # bytes

    async def __aiter__(self):
        read = sync_to_async(self.file_to_stream.read)
        while block := await read(self.block_size):
            yield block


class Made(StreamingHttpResponse):
    """An answer that is made piece by piece, each when the one before was taken; Django's own is made whole first."""

    def __init__(self, pieces, **options):
        self.pieces = iter(pieces)
        super().__init__(self.pieces, **options)

    async def __aiter__(self):
        following = sync_to_async(next)
        while (piece := await following(self.pieces, None)) is not None:
            yield piece
