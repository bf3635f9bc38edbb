"""The pages of territories and of where people live."""
