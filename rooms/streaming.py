"""A file on its way to a reader, read as they take it."""

from asgiref.sync import sync_to_async
from django.http import FileResponse


class Streamed(FileResponse):
    """Django's own answer is read whole into memory before its first byte leaves an ASGI server."""

    block_size = 256 * 1024  # bytes

    async def __aiter__(self):
        read = sync_to_async(self.file_to_stream.read)
        while block := await read(self.block_size):
            yield block
