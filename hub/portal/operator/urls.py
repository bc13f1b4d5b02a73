"""How the hub itself is doing."""

from django.urls import path

from hub.portal.operator import pipeline

urlpatterns = [
    path("pipeline/", pipeline.counts, name="pipeline"),
    path("pipeline/<str:number>/again/", pipeline.route_again, name="route-again"),
]
