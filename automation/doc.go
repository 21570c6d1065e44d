// Package automation does by itself what would otherwise be forgotten. Today: it greets whoever was just added (CNT-10).
//
//	callback durable ─▶ Greeter.Offer ─▶ which greeting? ─▶ Sender, at once, before anything else ─▶ recorded
//	                        ▲
//	                        └── every two seconds: what is owed a greeting and was not offered (a restart, a full queue)
//
// A greeting can be sent for some twenty seconds and once; so it waits for nothing: not for the person to be read, not for
// tags or remarks, and no failure of theirs can keep it back. What was sent, came too late or was refused, and by whom, is
// recorded; a missed one becomes a task for the member of staff.
package automation
