// Package pay moves money: it asks customers for payments, gives it back, pays out what is owed, keeps the book of it, and holds
// that against the provider's bill every day (SHP-13).
//
//	payment   created ──ordered──▶ pending ──▶ paid              (created and pending ──deadline──▶ closed; another amount: held)
//	refund    asked ──taken──▶ processing ──▶ done | failed
//	payout    asked ──taken──▶ waiting_user ──▶ received | returned (24 h) | failed
//
// Whoever needs money asks with a cause, which comes back in every fact: a later room subscribes and picks its own causes.
//
// What holds at every commit:
//
//   - A cause has one payment and one payout for ever; asking again gives the same. A payment and a natural key have one refund.
//   - What the provider is told carries a number made of our id: however often a call is repeated, it takes effect once.
//   - The provider is called by jobs outside any transaction (Step). What it says is written by one function a kind, whether it was
//     asked, told us by itself or is read from a bill; a fact is published in the transaction in which the state changed, so once.
//   - What we are told is a hint: the state is asked for (ADR 0020).
//   - All money that comes is booked, by the provider's number, once. The first of the right amount before the close pays; what
//     comes later (LATE_PAID) or again (PAID_TWICE) goes back whole by itself; another amount is held until somebody decides.
//   - A payment is closed only when the provider has closed it. It is looked at a few times more, should it be paid late.
//   - A payment's refunds that have not failed are at most what was paid. Nothing is paid out that is not owed (kit/ledger).
//   - A payout that may have reached the provider is failed only when the provider does not know it or says that it failed.
//   - Every row has its transfers in the ledger and every one of ours there has its row (Check compares).
//
// It publishes Paid, Closed, Refunded and PayoutEnded. Ask, Refund, Settle, Owe, TakeBack and PayOut join the transaction of the
// room that calls them, which has asked for permission.
package pay
