// Package community owns groups: what they are for (COM-01, COM-02), how people come in, who was in them and when, what
// they do there, and how people go on from one to another.
//
// A group outlives the carrier it lives on: its id, people and history stay when it moves (COM-23), and it is known by the
// keys of all its carriers (community_key).
//
// Invariants, which Check verifies where they are derived:
//
//   - community_move is what sources said: append-only, a Ref once. Stays, days, members and acts of joining follow from it
//     alone by the rule Stays, whatever the order in which movements arrive; nobody is ever deleted.
//   - A leave followed by a return within the pause (30:00 of 30 minutes included) is no leave. community_day holds both
//     readings: raw movements, and stays.
//   - A person has at most one open stay in a community. Stays are booked on the person a source named: merged people are
//     read through customer.Canonical.
//   - Whoever changes movements, members or the row of a community takes its turn (community_turn) first: one transaction at
//     a time, on both engines. Order of locks: customer.Hold, the series, the turns by id, community.groups (which See
//     shares, and an undo that takes some away holds alone).
//   - No group opens without a whole brief, none of a kind lets in by its own entrances whom its gate refuses, nobody
//     is removed without an approved proposal, and an activity group closes when its harvest is settled.
//   - Gates, flows and reviews are rules of segments; there is no second rule language.
//   - community_seen tells which imports (0: API and hands) brought what stands on a group: it goes with the last of them.
//
// It publishes Joined, Left, Shifted, Assigned, Opened, NameDeviated, FlowSuggested, ReviewProposed, ReviewDecided, GateBreached,
// BreachExcused and HarvestDue, and hears its own Joined, to find who came in otherwise than by a gate. Ensure, Hold, Take, Moved, See and
// ForgetImport join the transaction of the room that calls them, which has asked for permission and publishes
// Outcome.Facts.
package community
