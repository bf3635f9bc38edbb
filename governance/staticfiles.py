"""Static files as they are served: compressed, under names that change with what they hold."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_maps(patterns):
    """What a file refers to, but for maps of sources: packages name some that they do not hold."""
    for extension, found in patterns:
        yield (
            extension,
            tuple(one for one in found if "sourceMappingURL" not in (one if isinstance(one, str) else one[0])),
        )


class Storage(CompressedManifestStaticFilesStorage):
    patterns = tuple(_without_maps(CompressedManifestStaticFilesStorage.patterns))
