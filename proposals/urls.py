"""The addresses of proposals, of what is said and decided about them, and of actions."""

from django.urls import path

from proposals import document_views, texts, views

DOCUMENT = "spaces/<slug:space_slug>/documents/<slug:document_slug>/"
ROOM = "spaces/<slug:space_slug>/rooms/<slug:room_slug>/"

urlpatterns = [
    path(f"{ROOM}propose/", views.guide, name="proposal-create"),
    path(f"{ROOM}actions/", views.actions_list, name="actions"),
    path(f"{ROOM}proposals/", views.proposals_list, name="proposals"),
    # About a document
    path(f"{DOCUMENT}change/", document_views.change, name="document-change"),
    path(f"{DOCUMENT}question/", document_views.question, name="document-question"),
    path("proposals/<int:pk>/carry-over/", document_views.carry_over, name="proposal-carry-over"),
    # A proposal
    path("proposals/<int:pk>/", views.proposal, name="proposal"),
    path("proposals/<int:pk>/edit/", views.edit, name="proposal-edit"),
    path("proposals/<int:pk>/publish/", views.publish, name="proposal-publish"),
    path("proposals/<int:pk>/open-amendments/", views.open_amendments, name="proposal-open-amendments"),
    path("proposals/<int:pk>/drop/", views.drop, name="proposal-drop"),
    path("proposals/<int:pk>/take-over/", views.take_over, name="proposal-take-over"),
    path("proposals/<int:pk>/renew/", views.renew, name="proposal-renew"),
    path("proposals/<int:pk>/contribute/", views.contribute, name="proposal-contribute"),
    path("proposals/<int:pk>/history/", texts.history, name="proposal-history"),
    path("proposals/<int:pk>/text/<int:n>/", texts.version, name="proposal-version"),
    path("proposals/<int:pk>/text/<int:n>/p<int:p>/", texts.paragraph, name="proposal-paragraph"),
    path("proposals/<int:pk>/text/<int:n>.<slug:form>", texts.export, name="proposal-export"),
    # Its amendments
    path("proposals/<int:pk>/amendments/", texts.amendments_table, name="amendments"),
    path("proposals/<int:pk>/amend/", views.amend, name="amendment-create"),
    path("proposals/<int:pk>/amendments/<int:n>/", views.amendment, name="amendment"),
    path("proposals/<int:pk>/amendments/<int:n>/first/", texts.amendment_as_written, name="amendment-first"),
    path("proposals/<int:pk>/amendments/<int:n>/settle/", views.settle_amendment, name="amendment-settle"),
    path("proposals/<int:pk>/amendments/<int:n>/<slug:verb>/", views.decide_amendment, name="amendment-decide"),
    # Its consultation
    path("proposals/<int:pk>/open-round/", views.open_round, name="round-open"),
    path("proposals/<int:pk>/position/", views.take_position, name="position"),
    path("proposals/<int:pk>/look/", views.look, name="positions-look"),
    path("proposals/<int:pk>/roll/", views.roll, name="roll"),
    path("objections/<int:pk>/answer/", views.answer_objection, name="objection-answer"),
    path("objections/<int:pk>/integrate/", views.integrate_amendment, name="objection-integrate"),
    # Its resolution
    path("proposals/<int:pk>/resolve/", views.resolve, name="proposal-resolve"),
    path("proposals/<int:pk>/follow-up/", views.follow_up, name="proposal-follow-up"),
    # Actions
    path("actions/<int:pk>/", views.action, name="action"),
    path("actions/<int:pk>/<slug:verb>/", views.act_on_action, name="action-act"),
    path("questions/<int:pk>/", views.answer_question, name="question-answer"),
]
