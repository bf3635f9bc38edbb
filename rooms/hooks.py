"""What the facilitation does with the channel outside of a room: settle it, stop it, send again what did not go."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from governance import clock
from governance.organizations.models import Visibility
from governance.register.actions import record
from governance.verdict import YES, Verdict, ensure, no
from rooms import outside
from rooms.locking import locked_room
from rooms.models import Delivery, Hook
from rooms.outbox import seal
from rooms.permissions import may_facilitate_room, may_settle_room


def may_send_again(user, delivery) -> Verdict:
    verdict = may_facilitate_room(user, delivery.hook.room)
    if verdict and delivery.sent_at:
        return no(_("Cette annonce est déjà arrivée."))
    if verdict and not delivery.hook.is_agreed:
        return no(_("Ce salon n’annonce plus rien au dehors : réglez d’abord son webhook."))
    return verdict


@transaction.atomic
def settle_hook(room, *, by, service, address="", language="fr", tells_what_is_not_public=False) -> tuple[Hook, str]:
    """From now on the notices of `room` go to `address`. Gives the hook, and its secret when a new one was drawn.

    An empty address keeps the one there is. A room that not everybody sees needs an agreement to be told outside.
    """
    room = locked_room(room.pk, "space")
    ensure(may_settle_room(by, room))
    hook = Hook.objects.filter(room=room).first()
    address = address.strip()
    ensure(_fits(hook, service, language, address))
    seen_by = Visibility.stricter(room.visibility, room.space.visibility)
    if seen_by != Visibility.PUBLIC and not tells_what_is_not_public:
        ensure(
            no(
                _(
                    "Tout le monde ne voit pas ce salon : cochez que ses annonces, titres compris, "
                    "peuvent être lues dans le canal extérieur."
                )
            )
        )
    secret = ""
    fields = {"service": service, "language": language, "agreed_for": seen_by, "set_by": by, "set_at": clock.now()}
    if address:
        secret = secrets.token_urlsafe(32)
        host = outside.place_of(address).host
        fields |= {"sealed_address": seal(address), "host": host, "sealed_secret": seal(secret)}
    hook, _is_new = Hook.objects.update_or_create(room=room, defaults=fields | {"stopped_at": None})
    record("room.hook_settled", room, by=by, space=room.space, service=str(service), host=hook.host)
    return hook, secret


def _fits(hook, service, language, address):
    if service not in Hook.Service.values:
        return no(_("Ce service n’est pas de ceux que Palabre connaît."))
    if language not in dict(Hook._meta.get_field("language").choices):
        return no(_("Cette langue n’est pas de celles que Palabre parle."))
    if address:
        return outside.may_write_to(address)
    return YES if hook and hook.stopped_at is None else no(_("Donnez l’adresse du webhook."))


@transaction.atomic
def stop_hook(room, *, by) -> None:
    """Nothing goes out any more, and what waited is given up; its address and its secret are forgotten."""
    room = locked_room(room.pk, "space")
    ensure(may_facilitate_room(by, room))
    hook = Hook.objects.filter(room=room, stopped_at__isnull=True).first()
    if hook is None:
        return
    hook.stopped_at, hook.sealed_address, hook.sealed_secret = clock.now(), "", ""
    hook.save(update_fields=["stopped_at", "sealed_address", "sealed_secret"])
    hook.deliveries.filter(next_at__isnull=False).update(next_at=None, trouble="stopped")
    record("room.hook_stopped", room, by=by, space=room.space, host=hook.host)


@transaction.atomic
def send_again(delivery, *, by) -> Delivery:
    """Try one more time, from the first pause on."""
    found = Delivery.objects.select_for_update(of=("self",)).select_related("hook__room__space").get(pk=delivery.pk)
    ensure(may_send_again(by, found))
    found.attempts, found.next_at, found.trouble = 0, clock.now(), ""
    found.save(update_fields=["attempts", "next_at", "trouble"])
    return found
