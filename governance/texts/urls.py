"""The addresses of the documents of a space."""

from django.urls import path

from governance.texts import draft_pages, views

ONE = "spaces/<slug:space_slug>/documents/<slug:document_slug>/"

urlpatterns = [
    path("drafts/<str:place>/", draft_pages.draft, name="draft"),
    path("drafts/<str:place>/forget/", draft_pages.draft_forget, name="draft-forget"),
    path("spaces/<slug:space_slug>/documents/", views.documents, name="documents"),
    path("spaces/<slug:space_slug>/documents/new/", views.document_open, name="document-open"),
    path(ONE, views.document, name="document"),
    path(f"{ONE}commitment/", views.document_commit, name="document-commit"),
    path(f"{ONE}difference/", views.difference, name="document-difference"),
    path(f"{ONE}versions/<int:n>/", views.version, name="document-version"),
    path(f"{ONE}versions/<int:n>/paragraphs/<int:paragraph>/", views.paragraph, name="document-paragraph"),
    path(f"{ONE}versions/<int:n>/file.<slug:extension>", views.export, name="document-export"),
]
