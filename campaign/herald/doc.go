// Package herald puts out what games give to groups (ENG-04): by the clock, and so that the staff of the groups post it; and it tells
// what came of it.
//
//	tick ─▶ which slots are due? ─▶ campaign.Service.Do(Open, the slot's number)      at most once a slot: the number is the key
//	campaign.Decided (open, the brand's) ─▶ a task for whoever has each group, and an entry of the audit
//
// A slot that could not be kept within a quarter of an hour (the program was down) is let go: a packet for the evening is none for the
// night. One that a budget or the rules refuse becomes a task. Nothing is remembered here: what was put out stands in the campaign.
//
// Effect is what people wrote and ordered in the hour after, beside the same hour of the same weekday in the four weeks before. It is
// counted from what groups said and the order book, never estimated; of a group without history there is none.
package herald
