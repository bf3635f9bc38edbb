"""What a line of the log may not say: of a ballot or of where one lives, neither who, nor where, nor what words."""

import logging
import re
import traceback

CASTING = re.compile(r"/votes/\d+/(?:cast|confirm)/|/territories/[a-z]+/[\w-]+/inside/")


class CastingPath(logging.Filter):
    """Of a ballot that passed, no line; of one that did not, the path, the status and where in the code, no more.

    An error's own words stay out: a database likes to quote the row it refused.
    """

    def filter(self, record):
        request = getattr(record, "request", None)
        found = CASTING.search(f"{getattr(request, 'path', '')} {record.getMessage()}")
        if not found:
            return True
        if record.levelno < logging.WARNING:
            return False
        record.msg, record.args = "%s on %s", (getattr(record, "status_code", record.levelname), found[0])
        error = record.exc_info[1] if record.exc_info else None
        record.exc_info, record.stack_info, record.exc_text = None, None, _where(error)
        record.request = None
        return True


def _where(error):
    """The lines of code an error went through and the kinds of error in its chain, without a value."""
    if error is None:
        return None
    kinds, cause = [], error
    while cause is not None and len(kinds) < 10:
        kinds.append(type(cause).__qualname__)
        cause = cause.__cause__ or cause.__context__
    places = [
        f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([*places, " from ".join(kinds)])
