package customer

import (
	"qunli/kit/id"
	"qunli/kit/money"
	"qunli/org"
)

type (
	personKind   struct{}
	tagKind      struct{}
	touchKind    struct{}
	consentKind  struct{}
	identityKind struct{}
)

func (personKind) Prefix() string   { return "cus" }
func (tagKind) Prefix() string      { return "tag" }
func (touchKind) Prefix() string    { return "tch" }
func (consentKind) Prefix() string  { return "cst" }
func (identityKind) Prefix() string { return "idn" }

type (
	// ID identifies a person.
	ID = id.Of[personKind]
	// TagID identifies a tag.
	TagID = id.Of[tagKind]
	// TouchID identifies an entry of the timeline.
	TouchID = id.Of[touchKind]
	// ConsentID identifies an entry of the consent log; later entries have larger ids.
	ConsentID = id.Of[consentKind]
	// IdentityID identifies one account of a person.
	IdentityID = id.Of[identityKind]
)

// Card is what a source says of one person: the keys they are known by and whatever else it happens to hold. Zero
// fields mean "not said".
type Card struct {
	Keys     []Key
	Name     string
	Store    org.StoreID // home store
	Staff    org.StaffID // who looks after the person
	Channel  string      // where the person was acquired
	AddedAt  int64       // ms; first contact by which we can reach the person
	Tags     []string    // "family/name" or "name"
	Consents []Consent
}

// Consent is one answer of a person to being contacted. A consent of unknown date (At 0) yields to every dated one.
type Consent struct {
	Channel  string
	Topic    string // "" is every topic
	Agreed   bool
	Evidence string // how it was given: form, chat, counter, import
	At       int64  // ms
}

// Resolved says who a card is. ID is the owner of the card's keys before aliases are read through, so that what is
// booked on it goes back to its owner when a merge is undone; 0 for a card without a usable key.
type Resolved struct {
	ID      ID
	Fresh   bool // the person entered with this card
	Changed bool // the card added something to a person already known
}

// Touch is one dated contact with its cause: a row of customer_touch, which see. It holds no personal data.
type Touch struct {
	ID         TouchID // given by TouchAll when 0
	CustomerID ID
	Kind       string
	At         int64  // ms
	Day        string // YYYY-MM-DD in the organisation's zone; filled in from At when ""
	Channel    string
	Cost       money.Fen // > 0: the contact was bought
	Cause      string
	RefID      int64
	StoreID    org.StoreID
	StaffID    org.StaffID
	Ref        string // natural key: a touch whose Ref is known already is not added again; "" is never compared
	ImportID   int64

	CommunityID int64  // the group it happened in, 0 none
	Item        string // SKU, page or poll it is about, "" none
	ByID        ID     // whose share, link or code led here, 0 nobody's
}
