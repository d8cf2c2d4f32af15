// Starts Swagger UI on our own description; it asks no validator and no other host.
window.addEventListener("DOMContentLoaded", () => {
  SwaggerUIBundle({
    url: "/v1/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null,
    tryItOutEnabled: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
  });
});
