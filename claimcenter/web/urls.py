from django.urls import path

from claimcenter.web import gallery, views

app_name = "web"
urlpatterns = [
    path("theme/", views.set_theme, name="theme"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("gallery/portal/", gallery.portal, name="gallery-portal"),
    path("gallery/partial/", gallery.partial, name="gallery-partial"),
    path("gallery/lookup/", gallery.lookup, name="gallery-lookup"),
]
