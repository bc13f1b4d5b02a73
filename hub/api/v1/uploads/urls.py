"""The addresses of uploads."""

from django.urls import path

from hub.api.v1.uploads import acting, reading

urlpatterns = [
    path("uploads", acting.Uploads.as_view()),
    path("uploads/templates/<str:type>", reading.Template.as_view()),
    path("uploads/templates/<str:type>/columns", reading.TemplateColumns.as_view()),
    path("uploads/<uuid:upload>", reading.OneUpload.as_view()),
    path("uploads/<uuid:upload>/columns", acting.Columns.as_view()),
    path("uploads/<uuid:upload>/reading", acting.Reading.as_view()),
    path("uploads/<uuid:upload>/confirmation", acting.Confirmation.as_view()),
    path("uploads/<uuid:upload>/cancellation", acting.Cancellation.as_view()),
    path("uploads/<uuid:upload>/settlement", acting.Settlement.as_view()),
    path("uploads/<uuid:upload>/faults", reading.Faults.as_view()),
    path("uploads/<uuid:upload>/faults.xlsx", reading.FaultsWorkbook.as_view()),
    path("uploads/<uuid:upload>/receipts", reading.Receipts.as_view()),
]
