"""What people do around the bodies of an association."""

from governance.assemblies.actions.requests import decline_request, request_item, withdraw_request

__all__ = ["decline_request", "request_item", "withdraw_request"]
