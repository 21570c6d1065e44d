// Package groupbuy is the 拼团: so many people together pay less (CAM-01, CAM-09).
//
// Somebody opens a team and takes its first seat; others join until the team has its size, before its deadline. A seat is
// held for some minutes while its payment is under way; who does not pay in time gives it back. When the last seat is paid
// the team has succeeded and the goods go out. At the deadline a team that is short waits for the seats that are still held,
// then it has failed, and everybody gets back what they paid. With pay-first, joining takes no seat: those do who pay
// first, and who pays too late joins the team that lacks least, or opens the next one, or gets the money back. With a ladder, a team runs to its deadline (or
// until it is full) and all pay the price of the number reached: either the highest price first, or the price current when
// they pay, and the difference goes back. The brand may fill missing places, openly, as a number and never as people.
//
// The rules may promise the leader a bonus: set aside at success, settled when the after-sale period is over by the members who were not
// paid back in full. What is given back by hand after success changes the seat, never the team.
//
//	team  forming ──all paid──▶ succeeded          seat  held ──▶ paid ──▶ settled
//	         │ deadline, seats held                       │         └────▶ refunding ──▶ refunded
//	         ├────▶ closing ──▶ succeeded | failed        └──▶ released        ▲
//	         └────▶ cancelled (the brand stops)           ordered (pay-first) ─┘ late: money back
//
// Invariants, asked after every decision: held + paid + filled ≤ size; a team succeeds once, when it is complete; nobody
// has two seats of one team; of a team that failed everything paid goes back, once; nothing is fulfilled before success; the
// deadline never moves, also when the leader leaves and the next by payment becomes leader.
package groupbuy
