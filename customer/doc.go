// Package customer owns the people a brand knows: one person, many accounts; and where each of them stands with the brand.
//
// A person enters by Resolve, from imports, webhooks and the API alike, and is recognised by unionid, then phone, then any
// other account; whatever is beyond that is merged by hand. A merge is an alias that is read through: facts stay with the
// person they were booked on, so that an un-merge restores both. Tags, remarks, consents and the timeline hang on people.
//
// What people do is counted by day and kind (customer_act_day): touches by TouchAll, everything else by the room that owns the
// fact, in the transaction of the fact (Acted). From these, from the card and from what was decided by hand follows where a
// person stands: ladder, depth and tie (ladder.go, depth.go, tie.go; pure, with the moment at which each changes by time
// alone), kept by Restand, which segment's fold calls for those whose acts changed or whose moment has come. Tiers and the
// list of seed users are worked out elsewhere and written here. Every move is kept with its evidence.
//
// Whoever changes an attribute that rules ask about says so (Changed) in the same transaction: an append-only feed of what
// somebody watches, which segment takes and deletes.
//
// Invariants, which Check verifies: an account (kind, space, value) belongs to one person; an alias never points to an
// alias; search terms are those of name, remark and phones; the erased have no account, name or remark; the acts of a kind
// that touches count are the touches of that day; a standing is what follows from acts, card and decisions.
//
// Personal data stand in customer (name, remark, folded), customer_identity, customer_term, the evidence of consents and
// the reasons of merges and moves, and are gone from all of them when a person is erased. Touches hold none: their writers
// build ref from ids or hashes, never from a phone or a name.
//
// Every import keeps track of what it brought: what only it brought goes with it (ForgetImport), what others brought as
// well passes to them. A tag put on by hand is the hand's from then on; one put on by a rule is an import's or a hand's once
// they say it too.
//
// Locks, in this order and before anything is written: people, shared by who adds and alone by who takes away or begins to
// watch; standings, alone.
//
// The room publishes Merged, Unmerged and Moved, and gives Moved and TierEntered to callers who publish them; it hears none.
package customer
