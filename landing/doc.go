// Package landing keeps landing pages: where people of one channel and campaign arrive, are shown what page.Page says, and leave a
// number or go on to a code (LND-01 to LND-05).
//
//	?ch= ─▶ view ─▶ something to do seen ─▶ clicked ─▶ form begun ─▶ lead ─▶ friend ─▶ order
//	          │            (each browser once, with the variant and channel it came to first)
//	          └ variant a or b by the mark of the browser: the same one each time
//
// What holds: what was published never changes; editing goes on beside it, and a save of what somebody else has saved since is refused. Nothing is
// published with a problem, or without something to do on it. A page that rests says so and takes no number. Each step of the
// funnel holds those before it: who left a number has begun the form, even where no script told of it. Who calls, and within
// what time, is the room lead's; friends and orders are read of those who left a number when the funnel is asked for, so that merging
// and un-merging people need not be told here.
//
// It publishes and hears nothing.
package landing
