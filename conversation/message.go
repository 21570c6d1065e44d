package conversation

import (
	"qunli/community"
	"qunli/customer"
	"qunli/kit/event"
	"qunli/kit/fault"
	"qunli/kit/id"
	"qunli/org"
)

type (
	messageKind struct{}
	authorKind  struct{}
)

func (messageKind) Prefix() string { return "msg" }
func (authorKind) Prefix() string  { return "ath" }

type (
	// ID identifies a message.
	ID = id.Of[messageKind]
	// AuthorID identifies a name as it is written in one group.
	AuthorID = id.Of[authorKind]
)

// Content is what a message is made of.
type Content string

// The contents. Notice is what programs say to a group: kept, and apart from every count of messages.
const (
	Text    Content = "text"
	Action  Content = "action" // "/me waves"
	Notice  Content = "notice"
	Picture Content = "picture"
	Link    Content = "link"
	Goods   Content = "goods"
	Other   Content = "other"
)

// Valid tells whether c is one of the contents.
func (c Content) Valid() bool {
	switch c {
	case Text, Action, Notice, Picture, Link, Goods, Other:
		return true
	}
	return false
}

// Message is one message of a group whose writer is known.
type Message struct {
	Community community.ID
	Name      string      // of the writer in this group; unlike the names of all others in it
	Customer  customer.ID // 0: staff, a bot or the system
	Staff     org.StaffID // 0: none of the staff
	Bot       bool
	At        int64 // ms
	Place     int64 // among the lines of one moment, from 0
	Content   Content
	Text      string
	Ref       string // natural key over all messages; "" is never compared
	ReplyTo   string // Ref of the message it answers, when the source tells; "" it does not
}

// Fate is what became of a message or line. With a Refusal nothing of it was taken; otherwise it was Ignored, Added, or the
// Same as what is there already.
type Fate struct {
	ID      int64 // of the message (an ID) or of the movement in the log; 0 when refused or ignored
	Added   bool
	Ignored bool // its name is to be ignored
	Refusal *fault.Error
}

// Taken is what became of the lines of one call, and what it led to.
type Taken struct {
	Fates    []Fate            // one a line, in order
	Answered []ID              // questions that were answered after QuestionWaiting had told of them
	Moves    community.Outcome // of the movements in a log
}

// Facts gives what the caller publishes.
func (t Taken) Facts() []event.Fact {
	out := t.Moves.Facts()
	for _, q := range t.Answered {
		out = append(out, QuestionAnswered{q})
	}
	return out
}

// The refusals of a single line.
var (
	ErrNoCommunity = fault.New(fault.Invalid, "conversation.community", "缺少群", "The group is missing")
	ErrNoName      = fault.New(fault.Invalid, "conversation.name", "缺少成员名称", "The name of the member is missing")
	ErrLongName    = fault.New(fault.Invalid, "conversation.name_length", "成员名称超过 %d 个字符", "The name of the member is longer than %d characters")
	ErrTime        = fault.New(fault.Invalid, "conversation.time_range",
		"时间 %d 不在 1970 到 2100 年之间；请写毫秒时间戳", "The time %d lies outside 1970 to 2100; give unix milliseconds")
	ErrLine = fault.New(fault.Invalid, "conversation.line",
		"记录类型不对：%s，可写 message、action、notice、join、leave、rename",
		"Unknown kind of line: %s; write message, action, notice, join, leave or rename")
	ErrContent = fault.New(fault.Invalid, "conversation.content",
		"消息内容类型不对：%s，可写 text、action、notice、picture、link、goods、other",
		"Unknown content of a message: %s; write text, action, notice, picture, link, goods or other")
	ErrNoTarget = fault.New(fault.Invalid, "conversation.target", "改名记录缺少新名称", "The new name of a rename is missing")
)
