"""What the reader's organisation publishes."""

from django.urls import path

from hub.portal.trader import amending, corridors, drafting, notices, upload, upload_columns, uploads, writing

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", drafting.begin, name="begin"),
    path("notices/drafts/<uuid:draft>/", writing.write, name="write"),
    path("notices/drafts/<uuid:draft>/changes/", amending.confirm, name="changes"),
    path("notices/drafts/<uuid:draft>/delete/", drafting.discard, name="discard"),
    path("notices/receipts/<str:form>/", notices.receipts_file, name="receipts-file"),
    path("notices/<str:number>/", notices.notice, name="notice"),
    path("notices/<str:number>/amend/", drafting.amend, name="amend"),
    path("answers/<str:reply>/", drafting.answer, name="answer"),
    path("notices/<str:number>/cancel/", amending.cancel, name="cancel"),
    path("uploads/", uploads.uploads, name="uploads"),
    path("uploads/templates/", uploads.templates, name="upload-templates"),
    path("uploads/templates/<str:type_id>.<str:form>", upload.template, name="upload-template"),
    path("uploads/<uuid:upload>/", upload.upload, name="upload"),
    path("uploads/<uuid:upload>/progress/", upload.progress, name="upload-progress"),
    path("uploads/<uuid:upload>/columns/", upload_columns.choose, name="upload-columns"),
    path("uploads/<uuid:upload>/reading/", upload_columns.read_anew, name="upload-reading"),
    path("uploads/<uuid:upload>/confirm/", uploads.confirm, name="upload-confirm"),
    path("uploads/<uuid:upload>/settle/", uploads.settle, name="upload-settle"),
    path("uploads/<uuid:upload>/cancel/", uploads.cancel, name="upload-cancel"),
    path("uploads/<uuid:upload>/faults.xlsx", upload.faults, name="upload-faults"),
    path("corridors/", corridors.corridors, name="corridors"),
]
