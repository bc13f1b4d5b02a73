// Starts Swagger UI. A file of its own: the content security policy allows no script within the page.
window.addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger-ui");
  window.ui = window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    oauth2RedirectUrl: undefined,
    requestInterceptor: (request) => {
      const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
      if (token && new URL(request.url, location.href).origin === location.origin) {
        request.headers["X-CSRFToken"] = token[1];
      }
      return request;
    },
  });
});
