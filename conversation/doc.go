// Package conversation owns what is said in groups: messages, the names under which they are written, who addresses and
// answers whom, questions that wait, and the rollups of all that.
//
// What holds at every commit:
//
//   - A name as written in a group is one author (conversation_author), whatever becomes of the person: figures "by
//     nicknames as written" count authors, the product's own reading counts customers, read through customer_alias.
//   - A line of a log is known by its ref (see Counter): the same file again, or a longer one that holds it, changes
//     nothing; two equal lines of one file are two.
//   - conversation_day, conversation_author_day, conversation_hour, and the first and last moment of an author equal a
//     rebuild from messages and mentions (Check compares). They are written only as differences, in the transaction of
//     the facts.
//   - Marked bots and names that only sent notices belong to nobody: customer_id 0.
//   - A question waits until somebody else answers it; what it waited is booked on the day on which it was asked.
//   - Whoever changes the talk of a group holds the lock "conversation.<group>"; whoever adds to it holds the group
//     (community.Hold) before. customer.people comes first.
//
// Personal data: names (conversation_author, conversation_address) and texts, emptied when a person is erased.
//
// It publishes QuestionWaiting and QuestionAnswered and hears nothing: messages are not facts with jobs, they are
// appended by batch and folded. Take, TakeLog and ForgetImport join the transaction of the room that calls them, which has
// asked for permission.
package conversation
