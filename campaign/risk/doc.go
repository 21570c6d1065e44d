// Package risk finds who plays a campaign by many hands at once, by named signals with evidence (§4 of the research note, CAM-16
// as corrected).
//
// Pages tell from where somebody looked and entered (Saw). What was told is scored some seconds later, in a job, all people of a
// campaign together (Score; pure); whoever comes to the threshold is held: the engine's decision looks that up (Held) and does
// nothing else. A held person is told that somebody will look, and staff do: Release lets them in, Confirm keeps them out, here
// and, by a signal, elsewhere. Nobody is blocked silently.
//
// A reward of somebody held, or above what the campaign lets go out unseen, waits (Payout) before money moves: Approve lets it go,
// Reject takes it back and its person is told why; Confirm rejects all that waits of them. What has gone out is not taken back here.
// Where the campaign says so, what somebody wins before they were first scored waits for that, half a minute at most.
//
// That one person is one person whatever their accounts is no signal but a fact (customer's identities, unionid first). Device,
// address and speed only add to a score; an address alone never holds anybody: an office and a shop's Wi-Fi have one.
//
// A score never falls by itself, and what was decided by hand stands, but for somebody released whose score grows by another
// threshold. What an account does before its first scoring is not held.
//
// Only salted hashes stand here (Salted); sights and scores go after 90 days, and with a person who is erased.
//
// The room hears and publishes nothing.
package risk
