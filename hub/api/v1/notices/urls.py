"""The addresses of notices."""

from django.urls import path

from hub.api.v1.notices import corridors, publishing, reading

urlpatterns = [
    path("notices", publishing.Notices.as_view()),
    path("notices/bulk", publishing.BulkNotices.as_view()),
    path("notices/<str:number>", reading.OneNotice.as_view()),
    path("notices/<str:number>/amendments", publishing.Amendments.as_view()),
    path("notices/<str:number>/cancellation", publishing.Cancellation.as_view()),
    path("notices/<str:number>/receipts", reading.Receipts.as_view()),
    path("corridors", corridors.Corridors.as_view()),
]
