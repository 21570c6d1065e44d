// Package customer owns the people a brand knows: one person, many accounts.
//
// A person enters by Resolve, from imports, webhooks and the API alike, and is recognised by unionid, then phone, then any
// other account; whatever is beyond that is merged by hand. A merge is an alias that is read through: facts stay with the
// person they were booked on, so that an un-merge restores both. Tags, remarks, consents and the timeline hang on people.
//
// Invariants, which Check verifies: an account (kind, space, value) belongs to one person; an alias never points to an
// alias; search terms are those of name, remark and phones; the erased have no account, name or remark.
//
// Personal data stand in customer (name, remark, folded), customer_identity, customer_term, the evidence of consents and
// the reasons of merges, and are gone from all of them when a person is erased. Touches hold none: their writers build
// ref from ids or hashes, never from a phone or a name.
//
// Every import keeps track of what it brought: what only it brought goes with it (ForgetImport), what others brought as
// well passes to them. A tag put on by hand is the hand's from then on.
//
// The room publishes no facts yet and hears none.
package customer
