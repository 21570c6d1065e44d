// Package outreach sends broadcasts (CNT-09) out of one reach budget (CUS-05): what a person is sent, by whomever and to
// whichever of their groups, is counted in one place, and nothing is sent that the place does not grant.
//
//	draft ─submit─▶ waiting ─approve─▶ approved ─its time─▶ deciding ─▶ sending ─every member done─▶ done
//	                   └─refuse─▶ refused          │ candidate by candidate: a recipient, whose reach is held, or left out
//	                                               │ with one reason, in one transaction
//	                                               ▼
//	                 batch: planned ─intent─▶ calling ─channel─▶ made ─members confirm─▶ results ─▶ ended
//
// What holds:
//
//   - Every candidate of a broadcast is either a recipient or left out, with exactly one reason (Reason).
//   - Nobody is sent more than the cap in any window of the policy, whatever is decided, confirmed or killed when: reach that
//     is held counts as if it were sent, until it is sent or given back.
//   - Who refuses a topic, or everything, is never a recipient. A group is one recipient: its members' contacts count, and
//     it is left out when more of them than the policy tolerates are at their cap or refuse.
//   - A batch is made once. That it is about to be made is durable before the channel is called; one of which nobody knows
//     whether it was made is looked for in the channel before it is made again.
//   - Nothing is called inside a transaction. A member of staff confirms; the program only asks, and asks again at most as
//     often as the channel allows.
//   - What reached somebody stands on their timeline, once.
//
// Held reach is given back when the channel says that somebody was not reached, and when a member has not confirmed in time:
// then the channel is told to cancel, so that nothing arrives that is not counted.
package outreach
