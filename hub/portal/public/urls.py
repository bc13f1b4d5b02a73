"""What everybody may see."""

from django.urls import path

from hub.portal.public import views

urlpatterns = [
    path("welcome/", views.landing, name="welcome"),
    path("how/<str:name>/", views.guide, name="guide"),
    path("status/", views.status, name="status"),
]
