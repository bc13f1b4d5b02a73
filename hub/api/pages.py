"""What the API says about itself: the document, a page to try it on, and what each refusal means."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sentences import told
from hub.api.openapi import document
from hub.api.problem_list import PROBLEMS
from hub.api.rendering import encode


@require_safe
def openapi(_: HttpRequest) -> HttpResponse:
    """The OpenAPI document as JSON."""
    return HttpResponse(encode(document()), content_type="application/json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI, served from here alone; its start is a file, as the content security policy wants."""
    return render(request, "api/docs.html")


@require_safe
def problem_list(request: HttpRequest) -> HttpResponse:
    """Every kind of refusal, or those that hold what is sought in their code or in their words."""
    sought = request.GET.get("q", "").strip()[:100]
    problems = [
        (code, meaning)
        for code, meaning in sorted(PROBLEMS.items())
        if sought.lower() in f"{code} {meaning} {told(meaning)}".lower()
    ]
    return render(request, "api/problems.html", {"problems": problems, "sought": sought})


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What one kind of refusal means, and what to do about it."""
    if code not in PROBLEMS:
        raise Http404
    return render(request, "api/problem.html", {"code": code, "meaning": PROBLEMS[code]})
