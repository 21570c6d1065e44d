// Package org owns the brand's own people and places: staff, stores, roles and data scope, sign-in, API tokens,
// settings and the audit.
//
// Who acts travels in ctx (As, ActorOf). A verb's first line asks for one permission (Must); a role is a set of them,
// in one table (role.go). Every list, total, count and export adds the condition of the actor's data scope (Scope): own
// people, one store, or all. What lies outside is not in a list, and refused with ErrScope when asked for by id.
//
// Invariants, each held by a test:
//   - Once set up there is always an owner. Only an owner makes or changes one.
//   - A role or scope changed, a person gone, a token revoked holds from the next request on: sessions and tokens are
//     looked up with what their person may do now. Leaving ends sessions, links and tokens in the same transaction.
//   - Passwords, session tokens, API tokens and links are kept as hashes only, and shown once if at all.
//   - An unknown login and a wrong password cannot be told apart, by answer or by work; attempts are counted before the
//     password is looked at, per account and per address.
//   - A one-time link works once, until its time, and only the newest of its kind does.
//   - No token has more power than the person who issued it.
//   - Every change is audited in its own transaction. The audit holds ids and masked values, never a password, a token
//     or a whole phone number.
//   - The zone, in which calendar days are counted, stays once facts stand on it.
//
// The room publishes no facts and hears none.
package org
