// Package console is the face of the program for the people who run the brand: the JSON API under /api and the pages
// that this server makes itself. It holds no business: a handler turns a request into one call of a room's verb and the
// verb's answer into JSON or a page.
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
package console
