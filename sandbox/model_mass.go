package sandbox

import "encoding/json"

// Mass is a mass message.
type Mass struct {
	ID          string          `json:"id"`
	App         string          `json:"app"`
	Creator     string          `json:"creator"` // the member who made it; "" by the API
	Group       bool            `json:"group"`   // to groups, not to persons
	AllowSelect bool            `json:"allow_select"`
	Created     int64           `json:"created"`
	Cancelled   int64           `json:"cancelled"`
	Reminded    []int64         `json:"reminded"`
	Text        string          `json:"text"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Tasks       []*Task         `json:"tasks"`
}

// Statuses of one recipient.
const (
	unsent     = 0
	sent       = 1
	notFriend  = 2
	quotaSpent = 3
)

// Task is the part of a mass message that one member confirms.
type Task struct {
	User    string    `json:"userid"`
	Sent    int64     `json:"sent"` // 0: not confirmed
	Ignored bool      `json:"ignored"`
	Targets []*Target `json:"targets"`
}

// Target is one recipient: a person or a group.
type Target struct {
	ID     string `json:"id"`
	Status int    `json:"status"`
	At     int64  `json:"at"`
}

// Reach lists when mass messages came to one person or group.
type Reach struct {
	ID string  `json:"id"`
	At []int64 `json:"at"`
}

// Moment is a post to be shown to customers, once the members it is for have published it.
type Moment struct {
	ID          string          `json:"id"`
	Job         string          `json:"job"`
	App         string          `json:"app"`
	Creator     string          `json:"creator"` // the member who made it; "" by the API
	Created     int64           `json:"created"`
	Cancelled   int64           `json:"cancelled"`
	Text        string          `json:"text"`
	Attachments json.RawMessage `json:"attachments,omitempty"`
	Partial     bool            `json:"partial"` // not for all customers
	Tasks       []*Task         `json:"tasks"`
	Likes       []Remark        `json:"likes"`
	Comments    []Remark        `json:"comments"`
	BadUsers    []string        `json:"bad_users"`
	BadTags     []string        `json:"bad_tags"`
}

// Remark is a like or a comment under the moment of one member.
type Remark struct {
	User string `json:"userid"` // whose moment
	By   string `json:"by"`
	At   int64  `json:"at"`
	Text string `json:"text"`
}

// Transfer hands a customer on.
type Transfer struct {
	ID       string `json:"id"`
	Person   string `json:"person"`
	From     string `json:"from"`
	To       string `json:"to"`
	At       int64  `json:"at"`
	Due      int64  `json:"due"`
	Done     int64  `json:"done"`
	Status   int    `json:"status"` // 1 done, 2 waiting, 3 refused, 4 the taker is full
	Resigned bool   `json:"resigned"`
	Message  string `json:"message"`
}

// Template is a welcome for those who join groups.
type Template struct {
	ID     string          `json:"id"`
	App    string          `json:"app"`
	Text   string          `json:"text"`
	Body   json.RawMessage `json:"body"` // as it was given
	Notify bool            `json:"notify"`
}

// Media is an uploaded file.
type Media struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Name    string `json:"name"`
	Mime    string `json:"mime"`
	Size    int    `json:"size"`
	Made    int64  `json:"made"`
	For     int    `json:"for"` // 0 messages, 1 moments, 2 albums
	Forever bool   `json:"forever"`
}

// Token is an access token, a ticket or a code of signing in.
type Token struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"` // access, ticket, agent_ticket, login, oa_login, user_ticket, oa, oa_access, oa_ticket
	App     string `json:"app"`
	Made    int64  `json:"made"`
	Expires int64  `json:"expires"`
	Used    bool   `json:"used"`
	User    string `json:"userid"`
	Person  string `json:"person"`
	Scope   string `json:"scope"`
}

// Day counts what happened to one owner or group on one day.
type Day struct {
	ID       string          `json:"id"`
	Messages int             `json:"messages"`
	Talkers  map[string]bool `json:"talkers"`
	Chats    map[string]bool `json:"chats"`
	Applied  int             `json:"applied"`
	Added    int             `json:"added"`
	Lost     int             `json:"lost"`
	Moved    int             `json:"moved"` // groups handed to them
}

// Event is one callback.
type Event struct {
	ID    string `json:"id"`
	App   string `json:"app"`
	Kind  string `json:"kind"` // Event/ChangeType
	XML   string `json:"xml"`
	Lane  string `json:"lane"` // what it is about
	At    int64  `json:"at"`
	State string `json:"state"` // waiting, sent, lost, failed
	Tries int    `json:"tries"`
	Again bool   `json:"again"` // a second copy
	Last  string `json:"last"`  // why the last try failed

	late    bool  // held back
	version int64 // of the journal: it is sent once that is durable
}

// AppMessage is a message of an app to members.
type AppMessage struct {
	ID   string          `json:"id"`
	App  string          `json:"app"`
	To   []string        `json:"to"`
	At   int64           `json:"at"`
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}
