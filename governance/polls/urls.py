"""The addresses of territories, of where one lives and of who attests it."""

from django.urls import path

from governance.polls.views import (
    arguments,
    climbs,
    directory,
    networks,
    papers,
    poll_ways,
    polls,
    questions,
    residence,
    territories,
)

ONE = "territories/<slug:kind>/<slug:code>/"

urlpatterns = [
    path("territories/", territories.territories, name="territories"),
    path("territories/new/", territories.zone_create, name="zone-create-for-all"),
    path(ONE, territories.territory, name="territory"),
    path(f"{ONE}withdraw/", territories.zone_withdraw, name="zone-withdraw"),
    path(f"{ONE}outline.geojson", territories.zone_outline, name="zone-outline"),
    path(f"{ONE}inside/", residence.inside, name="zone-inside"),
    path("spaces/<slug:space_slug>/territories/", territories.space_territories, name="space-territories"),
    path("spaces/<slug:space_slug>/territories/new/", territories.zone_create, name="zone-create"),
]

# --- Where one lives ---

urlpatterns += [
    path("profile/residence/", residence.residence, name="residence"),
    path("profile/residence/take-back/", residence.residence_take_back, name="residence-take-back"),
    path("profile/residence/ask/", residence.residence_ask, name="residence-ask"),
    path("profile/residence/requests/<int:pk>/withdraw/", residence.attestation_withdraw, name="attestation-withdraw"),
    path("attestations/", residence.attestations, name="attestations"),
    path("attestations/<int:pk>/", residence.attestation, name="attestation"),
    path("attestations/<int:pk>/proof/", residence.attestation_proof, name="attestation-proof"),
    path("attestations/<int:pk>/refuse/", residence.attestation_refuse, name="attestation-refuse"),
    path("attestations/<int:pk>/<slug:act>/", residence.attestation_act, name="attestation-act"),
    path("referents/", residence.referent_name, name="referent-name-for-all"),
    path("referents/<int:pk>/end/", residence.referent_end, name="referent-end"),
    path("spaces/<slug:space_slug>/referents/", residence.referent_name, name="referent-name"),
]

# --- Citizen polls ---

urlpatterns += [
    path("polls/<int:pk>/", polls.poll, name="citizen-poll"),
    path("polls/<int:pk>/ballot/", polls.answer, name="citizen-poll-answer"),
    path("polls/<int:pk>/results.csv", polls.results_file, name="citizen-poll-results"),
    path("polls/<int:pk>/map.geojson", poll_ways.results_map, name="citizen-poll-map"),
    path("polls/<int:pk>/places/", poll_ways.place_find, name="citizen-poll-place"),
    path("polls/<int:pk>/poster/", poll_ways.poster, name="citizen-poll-poster"),
    path("polls/<int:pk>/embed/", poll_ways.embed, name="citizen-poll-embed"),
    path("p/<int:pk>/", poll_ways.short, name="citizen-poll-short"),
    path("polls/<int:pk>/edit/", polls.poll_change, name="citizen-poll-change"),
    path("polls/<int:pk>/questions/new/", questions.question_add, name="citizen-poll-question-add"),
    path("polls/<int:pk>/questions/<int:question>/", questions.question_change, name="citizen-poll-question-change"),
    path(
        "polls/<int:pk>/questions/<int:question>/<slug:act>/",
        questions.question_act,
        name="citizen-poll-question-act",
    ),
    path("polls/<int:pk>/desk/", papers.desk, name="citizen-poll-desk"),
    path("polls/<int:pk>/desk/counters/<int:counter>/end/", papers.counter_end, name="citizen-poll-counter-end"),
    path("polls/<int:pk>/desk/codes/", papers.codes, name="citizen-poll-desk-codes"),
    path("polls/<int:pk>/desk/mark/", papers.mark, name="citizen-poll-desk-mark"),
    path("polls/<int:pk>/desk/enter/", papers.enter, name="citizen-poll-desk-enter"),
    path("polls/<int:pk>/desk/countersign/", papers.countersign, name="citizen-poll-desk-countersign"),
    path("polls/<int:pk>/open/", polls.poll_open, name="citizen-poll-open"),
    path("polls/<int:pk>/climb/", climbs.climb, name="citizen-poll-climb"),
    path("polls/<int:pk>/cancel/", polls.poll_cancel, name="citizen-poll-cancel"),
    path("spaces/<slug:space_slug>/polls/", polls.polls, name="space-polls"),
    path("spaces/<slug:space_slug>/polls/new/", polls.poll_create, name="citizen-poll-create"),
]

# --- The directory and its maps ---

MAP = "networks/<int:pk>/"

urlpatterns += [
    path("directory/", directory.directory, name="directory"),
    path("directory.geojson", directory.directory_geojson, name="directory-geojson"),
    path("directory.jsonld", directory.directory_json_ld, name="directory-jsonld"),
    path("directory/ground.geojson", directory.directory_ground, name="directory-ground"),
    path("spaces/<slug:space_slug>/listing/", directory.listing, name="space-listing"),
    path("spaces/<slug:space_slug>/listing/take-off/", directory.listing_take_off, name="space-listing-take-off"),
    path("spaces/<slug:space_slug>/imports/", directory.listings_import, name="listings-import"),
    path("spaces/<slug:space_slug>/imports/<int:pk>/undo/", directory.import_undo, name="import-undo"),
    path("networks/fields/", networks.network_map_fields, name="network-map-fields"),
    path(MAP, networks.network_map, name="network-map"),
    path(f"{MAP}embed/", networks.network_map_embed, name="network-map-embed"),
    path(f"{MAP}directory.geojson", networks.network_map_geojson, name="network-map-geojson"),
    path(f"{MAP}directory.jsonld", networks.network_map_json_ld, name="network-map-jsonld"),
    path(f"{MAP}ground.geojson", networks.network_map_ground, name="network-map-ground"),
    path(f"{MAP}map.json", networks.network_map_config, name="network-map-config"),
    path(f"{MAP}edit/", networks.network_map_change, name="network-map-change"),
    path(f"{MAP}withdraw/", networks.network_map_withdraw, name="network-map-withdraw"),
    path("spaces/<slug:space_slug>/networks/", networks.network_maps, name="network-maps"),
    path("spaces/<slug:space_slug>/networks/new/", networks.network_map_create, name="network-map-create"),
]

# --- What is argued about them, and their documents ---

urlpatterns += [
    path("polls/<int:pk>/arguments/new/", arguments.argue, name="citizen-poll-argue"),
    path("polls/<int:pk>/arguments/<slug:side>/", arguments.arguments, name="citizen-poll-arguments"),
    path("arguments/<int:pk>/withdraw/", arguments.argument_withdraw, name="argument-withdraw"),
    path("arguments/<int:pk>/report/", arguments.argument_report, name="argument-report"),
    path("arguments/<int:pk>/moderate/", arguments.argument_moderate, name="argument-moderate"),
    path("polls/<int:pk>/documents/", arguments.poll_documents, name="citizen-poll-documents"),
    path("polls/documents/<str:key>/", arguments.poll_document, name="citizen-poll-document"),
    path("polls/documents/<str:key>/remove/", arguments.poll_document_remove, name="citizen-poll-document-remove"),
]
