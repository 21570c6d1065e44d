package conversation

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"

	"qunli/community"
	"qunli/customer"
)

// messageRow is a row of conversation_message.
type messageRow struct {
	ID          ID
	CommunityID community.ID
	AuthorID    AuthorID
	CustomerID  customer.ID
	At          int64
	Ordinal     int64
	Day         string
	Hour        int64
	Kind        Content
	Text        string
	Promo       bool
	ReplyTo     ID
	Linked      int64
	Question    int64
	AnsweredAt  int64
	AnsweredBy  ID
	Told        bool
	Ref         string
	ImportID    int64
}

// How ReplyTo came about.
const (
	linkedNot      = 0
	linkedBySource = 1
	linkedByLinker = 2
)

// What Question says.
const (
	noQuestion = 0
	waiting    = 1
	answered   = 2
)

// presenceRow is a row of conversation_presence.
type presenceRow struct {
	ID          int64
	CommunityID community.ID
	AuthorID    AuthorID
	CustomerID  customer.ID
	Kind        Sort
	TargetID    AuthorID
	At          int64
	Ordinal     int64
	Day         string
	Ref         string
	ImportID    int64
}

// mentionRow is a row of conversation_mention.
type mentionRow struct {
	MessageID  ID
	AuthorID   AuthorID
	CustomerID customer.ID
	Prefix     bool
}

// addressRow is a row of conversation_address.
type addressRow struct {
	MessageID   ID
	CommunityID community.ID
	Name        string
	Prefix      bool
}

// calendar gives days and hours in the organisation's zone. Lines of a log mostly share the hour of the line before.
type calendar struct {
	zone  *time.Location
	start int64 // ms of the hour known last
	day   string
	hour  int64
}

const hourMs = 3_600_000

// of gives the day and the hour of a moment.
func (c *calendar) of(at int64) (day string, hour int64) {
	if at < c.start || at >= c.start+hourMs || c.day == "" {
		t := time.UnixMilli(at).In(c.zone)
		c.day, c.hour = t.Format(time.DateOnly), int64(t.Hour())
		c.start = at - int64(t.Minute())*60_000 - int64(t.Second())*1000 - int64(t.Nanosecond()/1e6)
	}
	return c.day, c.hour
}

// weekday gives 1 Monday … 7 Sunday of a day.
func weekday(day string) int64 {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0
	}
	return int64(t.Weekday()+6)%7 + 1
}

// dayStart is the first ms of a day.
func dayStart(day string, zone *time.Location) int64 {
	t, _ := time.ParseInLocation(time.DateOnly, day, zone)
	return t.UnixMilli()
}

// ref is the natural key of a line: the source's own, or what the line says and the how-manieth it is. It grows with time,
// so that its index is appended to, and names nobody.
func (l *Line) ref() string {
	head := l.Community.String() + ":" + strconv.FormatInt(l.At, 36) + ":"
	if l.Key != "" {
		return l.Community.String() + ":k:" + digest(l.Key)
	}
	return head + digest(string(l.Sort), string(l.content()), l.Name, l.Target, l.Text) + ":" + strconv.FormatInt(l.Repeat, 36)
}

// keyRef is the ref of the line of the same group that has that key.
func (l *Line) keyRef(key string) string {
	if key == "" {
		return ""
	}
	return (&Line{Community: l.Community, Key: key}).ref()
}

// digest gives 96 bits of a hash over parts.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		_, _ = h.Write(strconv.AppendInt(nil, int64(len(p)), 10)) // never fails
		_, _ = h.Write([]byte{':'})
		_, _ = h.Write([]byte(p))
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}
