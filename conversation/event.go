package conversation

import (
	"qunli/community"
	"qunli/customer"
	"qunli/kit/event"
	"qunli/org"
)

// QuestionWaiting tells of a question in a group of a kind that answers in time (community.ReplyMinutes, COM-04), which
// nobody has answered in that time. It is told once a question, never of history.
type QuestionWaiting struct {
	Message   ID           `json:"message"`
	Community community.ID `json:"community"`
	Customer  customer.ID  `json:"customer"`
	Store     org.StoreID  `json:"store"` // of the group
	Staff     org.StaffID  `json:"staff"`
	Asked     int64        `json:"asked"` // ms
}

// FactKind names the fact.
func (QuestionWaiting) FactKind() string { return "conversation.question_waiting" }

// QuestionAnswered tells that a question of which QuestionWaiting had told waits no more.
type QuestionAnswered struct {
	Message ID `json:"message"` // the question
}

// FactKind names the fact.
func (QuestionAnswered) FactKind() string { return "conversation.question_answered" }

var (
	_ event.Fact = QuestionWaiting{}
	_ event.Fact = QuestionAnswered{}
)
