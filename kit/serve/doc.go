// Package serve is the edge between HTTP and the program. It knows no business.
//
// A Mux holds routes whose handlers return errors; an Edge wraps it. The Edge gives every request an id, finds out who
// really called (forwarding headers count only from listed proxies), bounds its body and its rate, refuses cross-origin
// writes, survives panics, sets the security headers, counts it, and logs it once. Only here does the kind of a fault
// become a status: see Status. Nothing that a query string holds is ever logged: it may be a token or a name.
//
// A Server listens on TCP addresses and on one Unix socket beside the database. Whoever can open that socket (mode 0600)
// owns the file; Local tells such requests apart.
//
// Idempotency makes the unsafe requests of an actor repeatable: the key is written in the first transaction of the
// request itself, so either both are durable or neither.
package serve
