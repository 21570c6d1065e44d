// Package webhook tells other systems what happened: facts go out signed, are tried again and can be sent again.
//
//	fact ─▶ a delivery per subscription, in the transaction of the subscriber's job
//	         └─▶ POST, signed ─▶ 2xx: delivered
//	                          └▶ else: again after 30 s, 2 min, 8 min … 16 h; after eight tries given up
//
// What holds: a fact that was published while a subscription was on has a delivery, and a delivery is tried until it is
// answered or given up: at least once, so that receivers tell repetitions by the id, which stays the same over tries and
// replays. No order is promised. History (imports, the demo, rebuilds) is not told. A body holds ids and numbers, never what
// people are called or wrote. A subscription that nobody answers is tried as one, not delivery by delivery; one that has failed
// for a whole day is paused, somebody is asked to look, and what happens meanwhile waits.
//
// Addresses are https and lead to the public Internet: the address that a name has is checked when it is dialled, redirects are
// not followed, and only networks that an owner listed are excepted.
package webhook
