// Package demo is a believable brand: eighteen months in the life of an invented chain of shops, so that every page can be
// seen at work before a brand's own data are in.
//
// The story is a pure function of a seed, a size and the day on which it ends: no clock, no database, and memory that does
// not grow with the size. It is told in chapters, each a table as another system would export it (people, products, orders,
// costs, referrals, touches, talk), and every chapter enters through the importer like a file of a stranger, marked as
// history (job.History). What imports cannot say, stores, staff, and what a group is for, is said by the verbs of the rooms.
//
// How it is made is known (Truth): who brings whom is a branching process with a K and a delay by cohort; who buys again
// follows BG/NBD (Fader, Hardie & Lee 2005), what they spend Gamma-Gamma (Fader & Hardie 2013); who was brought by an
// advertisement, and which group dies of what, is written down. Tests measure the brand with the program's own metrics and
// compare.
//
// Invariants:
//   - The same seed, size and last day tell the same story, chapter for chapter, byte for byte.
//   - The brand stands only in a database that was begun with it, never beside real data (ErrNotEmpty), and never comes back
//     once it has been removed.
//   - Pouring it in can be cut off at any moment: what was poured is known by its natural keys, so that going on, or doing it
//     again, adds nothing twice.
//   - Removing it takes away what the demo alone brought; what was entered beside it stays, with whatever it stands on.
//
// Nobody in it exists. Names are put together from lists; mobile numbers begin with 12, which no mobile number does.
package demo
