"""The API's addresses; mounted at the root, since problem types are named from there."""

from django.urls import include, path

from hub.api import pages, tokens
from hub.api.v1 import urls as v1

urlpatterns = [
    path("api/openapi.json", pages.openapi, name="openapi"),
    path("api/docs", pages.docs, name="api-docs"),
    path("api/v1/", include(v1)),
    path("oauth/token", tokens.token, name="token"),
    path("problems/", pages.problem_list, name="problems"),
    path("problems/<slug:code>", pages.problem, name="problem"),
]
