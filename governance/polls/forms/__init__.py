"""What is typed around territories and where people live."""
