// Package desk owns what people have to do and by when: one task list for everything the rooms before it ask for (ORG-11).
//
// A task is raised by a fact and never by history: a fact of an import, the demo or a rebuild asks nobody for anything. The
// natural key of a task says why it is there, so that the same reason makes one task however often it is told. It holds
// ids and numbers, no personal data.
//
// It hears customer.TierEntered (a contact within 24 hours, CUS-12), conversation.QuestionWaiting and QuestionAnswered
// (COM-04), and community.FlowSuggested (COM-07), ReviewProposed and ReviewDecided (COM-15), GateBreached and BreachExcused (COM-12),
// HarvestDue (COM-03) and NameDeviated (COM-11). Somebody's coming or going (community.Joined, Left) closes the invitations and
// removals it did. Groups that went silent, orders without a buyer and old customers to win back are found by insight every
// night, which raises and closes their tasks (Keep). It publishes nothing.
package desk
