"""What is typed around the bodies of an association, checked before any act."""
