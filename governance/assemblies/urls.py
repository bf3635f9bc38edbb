"""The addresses of agenda requests, of the rules of an association, of its meetings, of bodies and of draws by lot."""

from django.urls import path

from governance.assemblies.views import (
    bodies,
    documents,
    draws,
    following,
    meetings,
    minutes,
    papers,
    requests,
    simulating,
    statutes,
)

urlpatterns = [
    path("spaces/<slug:space_slug>/agenda-requests/", requests.agenda_requests, name="agenda-requests"),
    path(
        "spaces/<slug:space_slug>/rooms/<slug:room_slug>/ask-for-item/",
        requests.agenda_request_create,
        name="agenda-request-create",
    ),
    path("agenda-requests/<int:pk>/", requests.agenda_request, name="agenda-request"),
    path("agenda-requests/<int:pk>/take-up/", requests.agenda_request_take_up, name="agenda-request-take-up"),
    path("agenda-requests/<int:pk>/withdraw/", requests.agenda_request_withdraw, name="agenda-request-withdraw"),
]

# --- The rules of an association ---------------------------------------------------------------------

RULES = "spaces/<slug:space_slug>/rules/"
PART = f"{RULES}<int:number>/<slug:section>/"

urlpatterns += [
    path(RULES, statutes.rules, name="rules"),
    path(f"{RULES}new/", statutes.rule_set_create, name="rule-set-create"),
    path(f"{RULES}import/", statutes.rule_set_import, name="rule-set-import"),
    path(f"{RULES}difference/", statutes.rules_difference, name="rules-difference"),
    path(f"{RULES}simulate/", simulating.simulate, name="rule-simulate"),
    path(f"{RULES}<int:number>/", statutes.rule_set, name="rule-set"),
    path(f"{RULES}<int:number>.json", statutes.rule_set_export, name="rule-set-export"),
    path(f"{RULES}<int:number>/approve/", statutes.rule_set_approve, name="rule-set-approve"),
    path(f"{RULES}<int:number>/interpretations/", statutes.rule_set_interpretations, name="rule-set-interpretations"),
    path(f"{PART}add/", statutes.rule_set_part, name="rule-set-part-add"),
    path(f"{PART}<slug:key>/change/", statutes.rule_set_part, name="rule-set-part"),
    path(f"{PART}<slug:key>/remove/", statutes.rule_set_part_remove, name="rule-set-part-remove"),
]

# --- Bodies and mandates -----------------------------------------------------------------------------

urlpatterns += [
    path("spaces/<slug:space_slug>/bodies/", bodies.bodies, name="bodies"),
    path("spaces/<slug:space_slug>/bodies/<slug:key>/", bodies.body, name="body"),
    path("spaces/<slug:space_slug>/bodies/<slug:key>/seat/", bodies.seat, name="body-seat"),
    path("spaces/<slug:space_slug>/bodies/<slug:key>/co-opt/", bodies.co_opt, name="body-co-opt"),
    path("spaces/<slug:space_slug>/bodies/<slug:key>/cycle/", bodies.cycle, name="body-cycle"),
    path("spaces/<slug:space_slug>/bodies/<slug:key>/renewal/", bodies.renewal, name="body-renewal"),
    path("mandates/<int:pk>/end/", bodies.mandate_end, name="mandate-end"),
    path("mandates/<int:pk>/resign/", bodies.mandate_resign, name="mandate-resign"),
]

# --- Draws by lot ---

urlpatterns += [
    path("spaces/<slug:space_slug>/draws/", draws.draws, name="draws"),
    path("spaces/<slug:space_slug>/draws/new/", draws.draw_create, name="draw-create"),
    path("draws/<int:pk>/", draws.draw, name="draw"),
    path("draws/<int:pk>/volunteer/", draws.draw_volunteer, name="draw-volunteer"),
    path("draws/<int:pk>/withdraw/", draws.draw_withdraw, name="draw-withdraw"),
    path("draws/<int:pk>/sources/<int:n>/", draws.draw_source, name="draw-source"),
    path("draws/<int:pk>/cancel/", draws.draw_cancel, name="draw-cancel"),
    path("draws/<int:pk>/lots/<int:part>.json", draws.draw_lots, name="draw-lots"),
    path("draws/draw_again.py", draws.draw_script, name="draw-script"),
]

# --- Meetings ---

MEETING = "meetings/<int:pk>/"
ITEM = f"{MEETING}items/<int:item_pk>/"

urlpatterns += [
    path("spaces/<slug:space_slug>/meetings/", meetings.meetings, name="meetings"),
    path("spaces/<slug:space_slug>/bodies/<slug:key>/meetings/new/", meetings.meeting_prepare, name="meeting-prepare"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}screen/", meetings.meeting_screen, name="meeting-screen"),
    path(f"{MEETING}calendar.ics", meetings.meeting_calendar, name="meeting-calendar"),
    path(f"{MEETING}change/", meetings.meeting_change, name="meeting-change"),
    path(f"{MEETING}cancel/", meetings.meeting_cancel, name="meeting-cancel"),
    path(f"{MEETING}again/", meetings.meeting_again, name="meeting-again"),
    path(f"{MEETING}adjourn/", meetings.meeting_adjourn, name="meeting-adjourn"),
    path(f"{MEETING}items/add/", meetings.item_add, name="item-add"),
    path(f"{ITEM}change/", meetings.item_change, name="item-change"),
    path(f"{ITEM}vote/", meetings.item_vote, name="item-vote"),
    path(f"{ITEM}withdraw/", meetings.item_withdraw, name="item-withdraw"),
    path(f"{ITEM}recuse/", meetings.item_recuse, name="item-recuse"),
    path(f"{ITEM}recusals/<int:recusal_pk>/withdraw/", meetings.recusal_withdraw, name="recusal-withdraw"),
    path(f"{ITEM}amend/", meetings.item_amend, name="item-amend"),
    path(f"{ITEM}stand/", meetings.item_stand, name="item-stand"),
    path(f"{ITEM}stand-down/", meetings.item_stand_down, name="item-stand-down"),
    path(f"{ITEM}name/", meetings.item_name, name="item-name"),
    path(f"{MEETING}invite/", meetings.meeting_invite, name="meeting-invite"),
    path(f"{MEETING}invited/<int:convocation_pk>/withdraw/", meetings.meeting_uninvite, name="meeting-uninvite"),
    path(f"{ITEM}draw/", meetings.item_draw, name="item-draw"),
    path(f"{ITEM}install/", meetings.item_install, name="item-install"),
    path(f"{ITEM}papers/", papers.item_papers, name="item-papers"),
    path(f"{ITEM}slips/", papers.item_slips, name="item-slips"),
    *[
        path(f"{ITEM}papers/<int:batch_pk>/{act}/", papers.item_paper_act, {"act": act}, name=f"item-paper-{act}")
        for act in ("countersign", "withdraw")
    ],
    path(f"{ITEM}documents/", documents.item_documents, name="item-documents"),
    path("meetings/documents/<str:key>/", documents.item_document, name="item-document"),
    path("meetings/documents/<str:key>/remove/", documents.item_document_remove, name="item-document-remove"),
    path(f"{ITEM}do/<slug:act>/", meetings.item_act, name="item-act"),
    path(f"{MEETING}attendance/<slug:coming>/", meetings.meeting_note, name="meeting-note"),
    path(f"{MEETING}designate/<slug:post>/", meetings.meeting_designate, name="meeting-designate"),
    path(f"{MEETING}do/<slug:act>/", meetings.meeting_act, name="meeting-act"),
]

# --- After a decision ---

FOLLOW_UP = "follow-ups/<int:pk>/"

urlpatterns += [
    path("decisions/<int:pk>/", following.decision, name="decision"),
    path("decisions/<int:pk>/follow-ups/add/", following.follow_up_add, name="follow-up-add"),
    path(f"{FOLLOW_UP}take/", following.follow_up_take, name="follow-up-take"),
    path(f"{FOLLOW_UP}close/", following.follow_up_close, name="follow-up-close"),
    path("spaces/<slug:space_slug>/follow-ups/", following.follow_ups, name="follow-ups"),
    path("spaces/<slug:space_slug>/special-register/", following.special_register, name="special-register"),
    path("spaces/<slug:space_slug>/duties/", following.duties, name="duties"),
    path("spaces/<slug:space_slug>/duties.ics", following.duties_calendar, name="duties-calendar"),
]

# --- Minutes ---

urlpatterns += [
    path("minutes/<int:pk>/", minutes.minutes, name="minutes"),
    path("minutes/<int:pk>.md", minutes.minutes_markdown, name="minutes-markdown"),
    path("minutes/<int:pk>.pdf", minutes.minutes_pdf, name="minutes-pdf"),
    path("minutes/<int:pk>/remarks/", minutes.minutes_remarks, name="minutes-remarks"),
    path("minutes/<int:pk>/sign/", minutes.minutes_sign, name="minutes-sign"),
    path("minutes/<int:pk>/countersign/", minutes.minutes_countersign, name="minutes-countersign"),
    path("minutes/<int:pk>/send-again/", minutes.minutes_send_again, name="minutes-send-again"),
    path("minutes/<int:pk>/correct/", minutes.minutes_correct, name="minutes-correct"),
]
