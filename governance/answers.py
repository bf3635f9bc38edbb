"""What every door does with a form and a refusal: where its sentence lands, and with which status it leaves."""

from governance.verdict import Refused


def attempt(form, act):
    """What `act(data)` gives once the form holds; None when it does not. A refusal lands on the form."""
    if form.is_bound and form.is_valid():
        try:
            return act(form.cleaned_data)
        except Refused as refused:
            form.refusal = refused.verdict
            form.add_error(None, refused.verdict.why)
    return None


def refusal_status(form) -> int:
    """The status of a form that was not acted on: it was sent too often, the act was refused, or it does not hold."""
    refused = getattr(form, "refusal", None)
    if refused is not None and refused.wait:
        return 429
    return 403 if form.non_field_errors() else 422


def with_wait(response, verdict):
    """The same answer, saying to programs too for how many seconds to wait when only waiting helps."""
    if verdict is not None and verdict.wait:
        response.status_code = 429
        response.headers["Retry-After"] = str(verdict.wait)
    return response
