"use strict";

// Asks nobody but this server (no validator), and forgets the token when the page is left.
window.page = SwaggerUIBundle({
  url: "v1.json",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
});
