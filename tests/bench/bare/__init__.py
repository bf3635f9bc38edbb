"""The least that Django and Channels need to do the same work, under the same middleware."""
