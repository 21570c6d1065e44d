// Package event carries facts between rooms.
//
// A fact is a struct in the past tense with ids and what cannot be read again. Publishing inserts one row per kind and
// call and one job per subscriber and call, in the caller's transaction: nothing is lost, nothing is told that did not
// happen, and there is no relay, cursor or broker. A subscriber gets all facts of a call at once, in its own
// transaction, exactly once; a verb that changes many things therefore publishes once, with a list.
//
// Order: the calls of one transaction are told in order to a subscriber that was made by SubscribeSerial as long as none
// fails; the others may be told side by side. Whoever needs the present state reads it again.
package event
