package channel

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"qunli/kit/db"
	"qunli/kit/fault"
)

// Person is somebody outside the company as a channel knows them.
type Person struct {
	Key   string // the channel's own key
	Union string // of the open platform, "" unknown
	Name  string
	Bonds []Bond // with whom of the company they are in touch, all of them
	Asked int64  // ms when the channel was asked: what was changed since may not be in it
}

// Bond says that a member of staff and a person have each other as contacts.
type Bond struct {
	Staff       string // the channel's key of the member
	At          int64  // ms, since when
	State       string // of the code by which they met, "" none
	Way         string // how they met, the channel's own word
	Remark      string
	Description string
	Phones      []string // numbers that the member knows them by
	Tags        []string // names "family/name" of the company's tags
}

// Ending is by whom a bond ended.
type Ending string

// The ways in which bonds end.
const (
	EndedByStaff    Ending = "staff"
	EndedByPerson   Ending = "person"
	EndedByTransfer Ending = "transfer"
	EndedUnseen     Ending = "" // found gone when read again
)

// Parting is the end of a bond, known from a payload.
type Parting struct {
	Person, Staff string
	By            Ending
	At            int64 // ms
}

// Group is a group with all its members as a channel knows it.
type Group struct {
	Key     string
	Name    string
	Owner   string // the channel's key of a member of staff
	MadeAt  int64  // ms
	Members []Member
	Admins  []string
}

// Member is somebody in a group.
type Member struct {
	Key      string
	Staff    bool // of the company
	Union    string
	Name     string // as the group or the channel shows it, "" unknown
	JoinedAt int64  // ms
	Scene    string // code, invite, link, "" unknown
	Inviter  string // a member of staff, "" unknown: a channel may not say who else invited
	State    string // of the code by which they came, "" none
}

// Move is that a person came into a group or left it, known from a payload.
type Move struct {
	Group, Person string
	Left          bool
	Scene         string // code, invite, link; left, removed; "" unknown
	At            int64  // ms
}

// Word is a tag of the company.
type Word struct{ Key, Family, Name string }

// Sink takes in what a channel knows. Its verbs write in the caller's transaction; the same again changes nothing.
type Sink interface {
	// Met takes in a person with all their bonds: those that are not among them any more have ended.
	Met(ctx context.Context, tx *db.Tx, channel string, p Person) error
	// Seen takes in people with some of their bonds: that others are missing says nothing.
	Seen(ctx context.Context, tx *db.Tx, channel string, people []Person) error
	// Parted notes the ends of bonds that a payload told of.
	Parted(ctx context.Context, tx *db.Tx, channel string, list []Parting) error
	// Gone notes that the channel does not know a person any more.
	Gone(ctx context.Context, tx *db.Tx, channel, key string) error
	// Gathered takes in a group with all its members: those who are not among them any more have left.
	Gathered(ctx context.Context, tx *db.Tx, channel string, g Group) error
	// Moved notes who came into groups and who left them, as payloads told it, in whatever order they came.
	Moved(ctx context.Context, tx *db.Tx, channel string, list []Move) error
	// Dissolved notes that a group is no more.
	Dissolved(ctx context.Context, tx *db.Tx, channel, key string, at int64) error
	// Tagged takes in the company's tags, all of them.
	Tagged(ctx context.Context, tx *db.Tx, channel string, words []Word) error

	// Members gives the members of staff who have bonds, as far as we know.
	Members(ctx context.Context, q db.Q, channel string) ([]string, error)
	// With gives the keys of the people with whom a member has a bond, as far as we know.
	With(ctx context.Context, q db.Q, channel, member string) ([]string, error)
	// Groups gives the keys of the groups in which somebody is, as far as we know.
	Groups(ctx context.Context, q db.Q, channel string) ([]string, error)
}

// Capability is something a channel can do or not. What one cannot is shown as such, and left out.
type Capability string

// The capabilities of channels.
const (
	CanWelcome    Capability = "welcome"     // greet somebody who was just added
	CanCode       Capability = "code"        // codes by which a member is added
	CanGroupCode  Capability = "group_code"  // codes by which a group is joined
	CanTag        Capability = "tag"         // tags that both sides keep
	CanRemark     Capability = "remark"      // remarks that both sides keep
	CanBroadcast  Capability = "broadcast"   // messages to many, confirmed by members
	CanTransfer   Capability = "transfer"    // customers and groups handed to another member
	CanReadGroups Capability = "read_groups" // groups with their members
	CanSend       Capability = "send"        // messages to one person by the program itself
)

// Message is something to send.
type Message struct {
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`
}

// Attachment is a picture, a link, a mini program or a file of a message.
type Attachment struct {
	Kind    string `json:"kind"`              // image, link, miniprogram, video, file
	Media   string `json:"media,omitempty"`   // the channel's key of what was uploaded
	Picture string `json:"picture,omitempty"` // address of a picture
	Title   string `json:"title,omitempty"`
	Text    string `json:"text,omitempty"` // below a link's title
	URL     string `json:"url,omitempty"`
	App     string `json:"app,omitempty"`  // of a mini program
	Page    string `json:"page,omitempty"` // of a mini program
}

// The most that a message holds (reference §4.6).
const (
	mostText        = 4000 // bytes
	mostAttachments = 9
)

// Check refuses what no channel sends; at is the field's name.
func (m Message) Check(at string) error {
	if strings.TrimSpace(m.Text) == "" && len(m.Attachments) == 0 {
		return fault.InvalidField(at+".text", "", "请写文字或加附件", "write a text or add an attachment")
	}
	if len(m.Text) > mostText {
		return fault.InvalidField(at+".text", "", "太长，最多 4000 个字节（约 1300 个汉字）", "is too long: 4,000 bytes at most")
	}
	if len(m.Attachments) > mostAttachments {
		return fault.InvalidField(at+".attachments", strconv.Itoa(len(m.Attachments)), "最多 9 个附件", "nine attachments at most")
	}
	for n, a := range m.Attachments {
		if err := a.check(fmt.Sprintf("%s.attachments[%d]", at, n)); err != nil {
			return err
		}
	}
	return nil
}

func (a Attachment) check(at string) error {
	switch a.Kind {
	case "image":
		if a.Media == "" && a.Picture == "" {
			return fault.InvalidField(at+".picture", "", "请上传图片或填写图片地址", "upload a picture or give its address")
		}
	case "video", "file":
		if a.Media == "" {
			return fault.InvalidField(at+".media", "", "请先上传文件", "upload the file first")
		}
	case "link":
		if u, err := url.Parse(a.URL); err != nil || u.Host == "" || a.Title == "" || len(a.Title) > 128 {
			return fault.InvalidField(at+".url", a.URL, "请填写标题（最多 128 字节）和完整的网址", "give a title of at most 128 bytes and a whole address")
		}
	case "miniprogram":
		if a.App == "" || a.Page == "" || a.Media == "" || a.Title == "" || len(a.Title) > 64 {
			return fault.InvalidField(at+".app", a.App, "请填写小程序的标题（最多 64 字节）、AppID、页面和封面", "give title (at most 64 bytes), AppID, page and cover")
		}
	default:
		return fault.InvalidField(at+".kind", a.Kind, "应是 image、link、miniprogram、video 或 file", "is image, link, miniprogram, video or file")
	}
	return nil
}
