"""The pages of the bodies of an association."""
