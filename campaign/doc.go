// Package campaign is the engine of all games that people play together: it cannot oversell, cannot double and cannot lie.
//
// A campaign plays a model (Model: one folder below, a pure decider) by the rules of a revision. People send commands
// (Command) and get replies (Reply); payment answers by commands and is asked by messages (Message); time is a command too.
//
//	command ─▶ lane of its campaign ─▶ batch: version + 1, read by keys, what is due, then in order
//	             known key? ─▶ window, pause ─▶ pinned revision ─▶ eligibility, risk ─▶ limits ─▶ Decide ─▶ buckets ─▶ Invariants
//	           ─▶ one write a table, one row of facts, one commit ─▶ every caller is answered
//
// The laws of every game, and what makes them hold:
//
//	R1 one writer        a batch begins with UPDATE campaign SET version = version + 1: lock, order and fence in one
//	R2 ack after durable kit/commit answers after the commit
//	R3 natural keys      Command.key; the seat of an entry, or campaign_reply, keeps the reply under it, unique for ever
//	R4 three counters    buckets follow from seats alone (Memory.moved); free + held + spent = total is a CHECK of the table
//	R5 time is an input  now = max(clock, what the campaign saw last); deciders look at deadlines themselves, timers only remind
//	R6 pinned rules      an instance keeps its revision; a published revision never changes
//	R7 money by outbox   messages are facts of the same transaction, with numbers that follow from the seat
//	R8 conservation      a model's Invariants are asked after every decision; what breaks them is not done
//	R9 codes             Code is a closed list
//
// What is scarce (stock, places, budget, gifts) is a bucket; a seat takes of buckets while it stands, and of every bucket on
// the path: stock/red is of stock. A seat that changes moves its takes, in the same step or not at all. Nothing else does.
//
// Memory is that state in the process: the deciders, the suite (campaigntest) and the engine all use this one. The engine
// keeps a campaign's rules and buckets from batch to batch while the version says that nobody else wrote (mine + 1), and
// reads instances, seats and replies by the keys of each batch. What fails or is unknown drops all of it.
//
// The room holds ids, numbers and rules, and no personal data. It publishes Decided and Asked, and hears nothing.
package campaign
