"""What people do around territories and where they live."""
