// Package console is the face of the program for the people who run the brand: the JSON API under /api, and the
// application under /console/ that speaks to it. It holds no business: a handler turns a request into one call of a
// room's verb and the verb's answer into JSON.
//
// Who asks is found once, in this order: a bearer token ("Authorization: Bearer qt_…"), the session cookie, and, for a
// request through the Unix socket beside the database, the owner of that file. The session cookie is __Host-qunli over
// HTTPS. Browsers do not take such a cookie over plain HTTP, so there it is "qunli", and only for callers on this very
// machine: signing in from elsewhere over plain HTTP is refused.
//
// Conventions of the API: ids are strings, times unix ms, money integer fen, lists never null. A list gives
// {"items": […], "next": "…"}; next goes into ?after= for the page that follows and is "" at the end. A failure is
// application/problem+json with a stable code. An unsafe request may carry an Idempotency-Key. Answers to writes hold
// ids and versions rather than the person or thing itself, so that kept answers hold no personal data; the few that must
// (a revealed phone, an export, a new token) are never kept.
//
// The application is built from ui/ and embedded (see built). It is one document that anybody may load; what it shows
// comes from the API. The root and the addresses of former pages lead to it (see leads); what fails outside the API
// is told on a page of its own (see Problem), and a program built without the application says so under /console/.
// Requests of a script need no token against forgery: the edge refuses every unsafe request that a browser says came
// from elsewhere (Sec-Fetch-Site, or an Origin that is not our own), the session cookie is SameSite=Lax and HttpOnly,
// and bodies are JSON, which no form of another site can send. A script therefore calls fetch as it is, on the same
// origin, with nothing added. A caller with its own Authorization is not asked for an origin.
// An answer 401 means that the session is over: the script signs in anew by POST /api/session and repeats the request.
package console
