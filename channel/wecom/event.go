package wecom

import (
	"encoding/xml"
	"strings"

	"qunli/kit/fault"
)

// ErrPayload means that a callback is not the XML it should be.
var ErrPayload = fault.New(fault.Invalid, "wecom.payload", "回调内容不是企业微信的格式", "The callback is not in WeCom's format")

// Envelope is the outer body of a callback.
type Envelope struct {
	To      string `xml:"ToUserName"`
	Agent   string `xml:"AgentID"`
	Encrypt string `xml:"Encrypt"`
}

// ReadEnvelope reads the outer body.
func ReadEnvelope(body []byte) (Envelope, error) {
	var e Envelope
	if err := xml.Unmarshal(body, &e); err != nil || e.Encrypt == "" {
		return e, ErrPayload
	}
	return e, nil
}

// Event is what a callback tells (reference §3). Order is not promised, and an event may be lost: it is a hint to read again,
// save for what only it says: the welcome code, and that somebody was deleted.
type Event struct {
	To         string   `xml:"ToUserName"`
	At         int64    `xml:"CreateTime"` // unix seconds
	Kind       string   `xml:"MsgType"`    // event, or the kind of a message
	Event      string   `xml:"Event"`
	Change     string   `xml:"ChangeType"`
	User       string   `xml:"UserID"`
	Person     string   `xml:"ExternalUserID"`
	State      string   `xml:"State"`
	Welcome    string   `xml:"WelcomeCode"`
	Source     string   `xml:"Source"`
	FailReason string   `xml:"FailReason"`
	Chat       string   `xml:"ChatId"`
	Detail     string   `xml:"UpdateDetail"`
	JoinScene  string   `xml:"JoinScene"`
	QuitScene  string   `xml:"QuitScene"`
	Members    []string `xml:"MemChangeList>Item"`
	ID         string   `xml:"Id"` // of a tag or tag group
	TagType    string   `xml:"TagType"`
}

// The changes that are read (reference §3).
const (
	changePerson = "change_external_contact"
	changeChat   = "change_external_chat"
	changeTag    = "change_external_tag"

	added         = "add_external_contact"
	halfAdded     = "add_half_external_contact"
	edited        = "edit_external_contact"
	deletedByUs   = "del_external_contact"
	deletedByThem = "del_follow_user"
	transferFail  = "transfer_fail"
	archiveAgreed = "msg_audit_approved"

	dismissed = "dismiss"
)

// ReadEvent reads a decrypted callback.
func ReadEvent(text []byte) (Event, error) {
	var e Event
	d := xml.NewDecoder(strings.NewReader(string(text)))
	d.Strict = true
	if err := d.Decode(&e); err != nil || e.Kind == "" {
		return e, ErrPayload
	}
	return e, nil
}

// Subject is what the event is about, with a word before it that says what it is; "" is nothing that is read again.
func (e Event) Subject() string {
	switch e.Event {
	case changePerson:
		if e.Person != "" {
			return "person:" + e.Person
		}
	case changeChat:
		if e.Chat != "" {
			return "group:" + e.Chat
		}
	case changeTag:
		return "tags:"
	}
	return ""
}
