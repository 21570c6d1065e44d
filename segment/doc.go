// Package segment answers "who": one rule tree over the attributes that rooms declare (customer.Attribute), for audiences,
// gates, eligibility, rule tags and conditions alike. There is no second rule language.
//
// A rule has two spellings, text and JSON, of one tree (Parse, String, json), and two readings that are always equal: the
// set form, one statement over everybody (Count, List), and the person form, a few statements over given people
// (Person, Admits), which also says clause by clause why, and the exact moment at which time alone changes the verdict.
// What a rule says is about people of their own: of those merged into one all rows count together, and who was erased or
// merged into another is in nothing.
//
//	buys(30d) >= 3 and not tag = vip            购买次数(30天) ≥ 3 且 非 标签 = vip
//	last_order older than 30d or ladder >= 铁粉
//
// A window (30d) is calendar days of the organisation's zone, today included; it moves on at midnight. A span of a moment
// (within 30d, older than 12h) is so many times 24 hours; it ends in its millisecond.
//
// A saved rule (Save) is built in pieces, in the background, and is live from then on: Fold takes what changed
// (customer.Feed) and what is due, asks only the rules that read it, and writes memberships since and until, due moments,
// counts and rule tags in the transaction that takes the changes from the feed. Run does so all the time, on one node at a
// time. How no fact is missed on either engine is told at Service.change, Service.build and Service.Fold.
//
// From 200,000 people on, the process that folds answers rules that are asked from columns in memory (index); they are loaded
// beside everything else, are always equal to the set form and never required.
//
// Invariants, which Check verifies: the open memberships of a live rule are the people of whom the set form says so now;
// its due moments are those of the person form; its count is that of its open memberships.
//
// The room holds ids, rules and times, and no personal data but what people write into rules. A person's memberships are
// closed when they are erased (ErasePeople) and go when they go.
//
// It publishes Entered and Left, as history where the changes were history and when a rule is built, and hears nothing.
package segment
