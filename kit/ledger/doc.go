// Package ledger is the one double-entry book: what is owed to whom, and what it is owed for (SHP-13).
//
// A transfer is one row that takes an amount from one account (debit) and gives it to another (credit), so the book balances by
// construction: whatever is killed when, the sum of all debits is the sum of all credits over every prefix of the rows. Rows are
// never changed and never deleted; what was wrong is set right by another transfer.
//
// What holds at every commit:
//
//   - A transfer is known by its cause (kind, id) and enters once; the same again changes nothing.
//   - ledger_balance is the fold of ledger_transfer, written in the same transaction (Check rebuilds and compares).
//   - An account that is Bound never holds less than nothing: its credits are at least its debits. A transfer that would break
//     this is refused with ErrOverdrawn, together with everything else its transaction did.
//
// Amounts are fen and positive. Which accounts there are is for the rooms that post; kit knows no such noun.
package ledger
