// Package circle joins games with the rest of the loop: who came in by a friend's team or invitation is that friend's referral, and
// what an invitee does outside the game makes them count in it, or not any more.
//
//	campaign.Decided ─▶ referral.Bind            somebody took part in what another opened: a claim, decided by the rules of referral
//	commerce.OrdersPlaced, OrdersChanged ─▶ job ─▶ campaign.Service.Do(Qualify, Revoke)
//	community.Joined, Left ────────────────▶ job ─▶ the same;  a tick looks for friends added, of which there is no fact
//
// Nothing is remembered here. Whether somebody did what counts is read anew each time: an order that is kept, a friendship or a stay in
// a group that lasts, a phone number; each from after they accepted. A claim is known by its person, inviter and moment, a command by its
// seat: told twice is told once.
package circle
