"""What was delivered to the reader's organisation."""

from django.urls import path

from hub.portal.officer import (
    delivery,
    drafting,
    replying,
    seconding,
    templates,
    worklist,
    worklist_acts,
    worklist_statistics,
)

urlpatterns = [
    path("inbox/", worklist.worklist, name="inbox"),
    path("inbox/newer/", worklist.newer, name="worklist-newer"),
    path("inbox/rows/", worklist.newer_rows, name="worklist-rows"),
    path("inbox/change/", worklist_acts.change, name="worklist-change"),
    path("inbox/views/", worklist_acts.keep_view, name="worklist-keep-view"),
    path("inbox/views/<uuid:view>/drop/", worklist_acts.drop_view, name="worklist-drop-view"),
    path("my-work/", worklist_statistics.own_work, name="own-work"),
    path("inbox/<uuid:delivery>/", delivery.delivery, name="delivery"),
    path("inbox/<uuid:delivery>/reply/<str:type_id>/", replying.reply, name="reply"),
    path("replies/drafts/<uuid:draft>/delete/", drafting.discard, name="discard-reply"),
    path("replies/templates/", templates.templates, name="templates"),
    path("replies/templates/<uuid:template>/drop/", templates.drop, name="drop-template"),
    path("replies/prepared/<uuid:prepared>/", seconding.prepared, name="prepared"),
    path("replies/prepared/<uuid:prepared>/release/", seconding.release, name="release-prepared"),
    path("replies/prepared/<uuid:prepared>/withdraw/", seconding.withdraw, name="withdraw-prepared"),
    path("inbox/<uuid:delivery>/acknowledge/", delivery.acknowledge, name="acknowledge"),
    path("inbox/<uuid:delivery>/again/", delivery.ask_again, name="ask-again"),
]
