// Package job is the queue: one small table, the same on both engines and on any number of nodes.
//
//	ready ──claim──▶ running ──handled──▶ done ──pruned──▶ gone
//	  ▲                │  │
//	  └── back-off, ───┘  └──too many attempts──▶ failed ──Retry──▶ ready
//	      expired lease,                             └────Drop───▶ done
//	      shutdown
//
// A job enters in the transaction of what asks for it (Enqueue), so there is neither a lost job nor one without cause.
// Two kinds of handlers exist. Handle gives the handler a transaction and marks the job done in it: exactly once on our
// data. HandleOutside runs without a transaction and marks the job done afterwards: at least once, so whatever it does
// outside carries an idempotency key (Current gives one). What takes long belongs outside too: its lease is renewed
// while it runs, and when the program stops its ctx ends and the job is ready again at once.
//
// A job with a lane never runs beside another of its lane, and lanes are served oldest first. A job with a unique key
// enters once until it is pruned. A job of a kind that does all there is to do takes along those waiting behind it (Absorb).
// Jobs caused by an import, the demo or a rebuild are marked history (History): handlers that send, reward, charge or notify
// skip them. Schedules need no leader: every node inserts the tick, one enters.
//
// What is stored of a failure names no person: see describe.
package job
