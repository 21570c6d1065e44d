// Package channel is what every chat channel has in common: the words in which a channel tells of people and groups, the
// inbox in which what it tells stands before it is read, and what has to be read again.
//
//	callback ─verify, open─▶ Inbox.Receive ─durable─▶ answered 200
//	                              │ one job a batch
//	                              ▼
//	                  Reader: payload → what happened, and which subjects are stale
//	                              │
//	                              ▼
//	            Refresher: every stale subject is read again from the channel, once however often it was told of
//
// A Syncer reads a whole channel from its Source, page by page: the first time, and every night, so that what was never told is
// found. With whom a member has a bond is compared with what we know; whoever is missing is stale and read again.
//
// A payload that came before changes nothing. Order is not promised and a payload may be lost, so a payload is a hint: the
// state is what the channel says when it is asked, and whole reconciles find what was never told. What only a payload knows
// (a welcome code, that somebody was deleted) is taken from it.
package channel
