// Package reward keeps what is given to customers and who got it: codes that were bought elsewhere, things that are sent, coupons
// (CAM-11, SHP-07).
//
//	code    issued ──▶ revoked
//	thing   waiting ──address──▶ applied ──▶ shipped ──▶ received     waiting ──▶ expired     waiting, applied ──▶ revoked
//	coupon  issued ──order──▶ locked ──▶ used ──refunded whole, once──▶ issued     locked ──cancelled──▶ issued     issued ──▶ expired | revoked
//
// What holds at every commit:
//
//   - A gift has given at most what there is (issued ≤ total, a CHECK). The n-th code given is the one of place n: each goes once.
//   - A cause is given one thing for ever; asking again gives the same.
//   - A coupon is of one order: locking, using and giving back are conditional on the state of its row, and rows are counted
//     (macrozheng #1003: five orders used one coupon).
//   - What a gift takes off a price does not change once one was given.
//   - Codes and addresses are sealed by the keyring. Their owner sees a code; staff need phone.reveal, and it is audited.
//
// Price is the one rule of coupons: pure, exact to the fen, never below nothing.
//
// It publishes Given when something is with its owner (a code or coupon at once, a thing when it is shipped) and Withheld when a
// thing will not go out. It hears nothing: Give, Lock, Use, Unlock and Return join the transaction of the room that calls them.
package reward
