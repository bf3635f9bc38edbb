"""Sign-in as the roof sees it: whoever signs out, or takes another password, leaves their open pages at once."""

from governance import live
from governance.accounts.adapter import Adapter as AccountsAdapter


class Adapter(AccountsAdapter):
    def logout(self, request):
        user = request.user
        super().logout(request)
        if user.is_authenticated:
            live.recheck(user)

    def set_password(self, user, password):
        super().set_password(user, password)
        live.recheck(user)
