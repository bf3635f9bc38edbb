"""The addresses of proposals, of what is said and decided about them, and of actions."""

from django.urls import path

from proposals.views import (
    action_items,
    amendment_life,
    amendments,
    archiving,
    consultation,
    documents,
    guide,
    proposals,
    resolutions,
    texts,
    wealth,
)

DOCUMENT = "spaces/<slug:space_slug>/documents/<slug:document_slug>/"
ROOM = "spaces/<slug:space_slug>/rooms/<slug:room_slug>/"

urlpatterns = [
    path(f"{ROOM}propose/", guide.guide, name="proposal-create"),
    path(f"{ROOM}actions/", action_items.actions_list, name="actions"),
    path(f"{ROOM}proposals/", proposals.proposals_list, name="proposals"),
    path(f"{ROOM}propose-archiving/", archiving.propose_archiving, name="room-propose-archiving"),
    # About a document
    path(f"{DOCUMENT}change/", documents.change, name="document-change"),
    path(f"{DOCUMENT}question/", documents.question, name="document-question"),
    path("proposals/<int:pk>/carry-over/", documents.carry_over, name="proposal-carry-over"),
    # A proposal
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", proposals.edit, name="proposal-edit"),
    path("proposals/<int:pk>/publish/", proposals.publish, name="proposal-publish"),
    path("proposals/<int:pk>/open-amendments/", proposals.open_amendments, name="proposal-open-amendments"),
    path("proposals/<int:pk>/co-carriers/", proposals.co_carriers, name="co-carriers"),
    path("proposals/<int:pk>/drop/", proposals.drop, name="proposal-drop"),
    path("proposals/<int:pk>/take-over/", proposals.take_over, name="proposal-take-over"),
    path("proposals/<int:pk>/renew/", proposals.open_amendments, name="proposal-renew"),
    path("proposals/<int:pk>/contribute/", proposals.contribute, name="proposal-contribute"),
    path("proposals/<int:pk>/history/", texts.history, name="proposal-history"),
    path("proposals/<int:pk>/text/<int:n>/", texts.version, name="proposal-version"),
    path("proposals/<int:pk>/text/<int:n>/p<int:p>/", texts.paragraph, name="proposal-paragraph"),
    path("proposals/<int:pk>/text/<int:n>.<slug:form>", texts.export, name="proposal-export"),
    # Its amendments
    path("proposals/<int:pk>/amendments/", amendments.amendments_table, name="amendments"),
    path("proposals/<int:pk>/amend/", amendments.amend, name="amendment-create"),
    path("proposals/<int:pk>/amendments/<int:n>/", amendments.amendment, name="amendment"),
    path("proposals/<int:pk>/amendments/<int:n>/first/", amendments.amendment_as_written, name="amendment-first"),
    path("proposals/<int:pk>/amendments/<int:n>/settle/", amendments.settle_amendment, name="amendment-settle"),
    path("proposals/<int:pk>/amendments/<int:n>/cosign/", amendment_life.cosign, name="amendment-cosign"),
    path("proposals/<int:pk>/amendments/<int:n>/uncosign/", amendment_life.uncosign, name="amendment-uncosign"),
    path("proposals/<int:pk>/amendments/<int:n>/suggest/", amendment_life.suggest, name="amendment-suggest"),
    path(
        "proposals/<int:pk>/amendments/<int:n>/suggestions/<int:s>/<slug:verb>/",
        amendment_life.decide_suggestion,
        name="suggestion-decide",
    ),
    path("proposals/<int:pk>/amendments/<int:n>/wordings/<int:k>/", amendment_life.wording, name="amendment-wording"),
    path("proposals/<int:pk>/amendments/<int:n>/promote/", amendment_life.promote, name="amendment-promote"),
    path("proposals/<int:pk>/amendments/<int:n>/<slug:verb>/", amendments.decide_amendment, name="amendment-decide"),
    # Its consultation
    path("proposals/<int:pk>/open-round/", consultation.open_round, name="round-open"),
    path("proposals/<int:pk>/position/", consultation.take_position, name="position"),
    path("proposals/<int:pk>/look/", consultation.look, name="positions-look"),
    path("proposals/<int:pk>/roll/", proposals.roll, name="roll"),
    path("objections/<int:pk>/answer/", consultation.answer_objection, name="objection-answer"),
    path("objections/<int:pk>/integrate/", consultation.integrate_amendment, name="objection-integrate"),
    # Its resolution
    path("proposals/<int:pk>/resolve/", resolutions.resolve, name="proposal-resolve"),
    path("proposals/<int:pk>/follow-up/", resolutions.follow_up, name="proposal-follow-up"),
    # Actions
    path("actions/<int:pk>/time/", wealth.give_time, name="action-time"),
    path("actions/<int:pk>/thanks/", wealth.thank, name="action-thanks"),
    path("actions/time/<int:pk>/remove/", wealth.take_back_time, name="action-time-remove"),
    path("actions/<int:pk>/", action_items.action, name="action"),
    path("actions/<int:pk>/<slug:verb>/", action_items.act_on_action, name="action-act"),
    path("questions/<int:pk>/", action_items.answer_question, name="question-answer"),
]
