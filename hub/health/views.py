"""Three questions that machines ask, without signing in."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub.health import selectors


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """Does this process run? Asks nobody else."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """May this process take requests? Redis and the worker do not matter for that."""
    finding = selectors.database()
    return HttpResponse(f"{finding.detail}\n", content_type="text/plain", status=200 if finding.ok else 503)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """How is each part? 503 when any of them needs somebody to look."""
    parts = selectors.report()
    healthy = all(part["ok"] for part in parts.values())
    return JsonResponse(
        {"status": "ok" if healthy else "degraded", "parts": parts}, status=200 if healthy else 503
    )
