package customer

import "qunli/org"

// row is a row of customer.
type row struct {
	ID        ID
	Name      string
	Remark    string
	Folded    string
	StoreID   org.StoreID
	StaffID   org.StaffID
	Channel   string
	AddedAt   int64
	ImportID  int64
	ErasedAt  int64
	Version   int64
	CreatedAt int64
}

// identity is a row of customer_identity.
type identity struct {
	ID         IdentityID
	CustomerID ID
	Kind       Kind
	Space      string
	Value      string
	Badge      Badge
	ImportID   int64
	CreatedAt  int64
}

func (i identity) key() Key { return Key{i.Kind, i.Space, i.Value} }

type tagging struct {
	CustomerID ID
	TagID      TagID
	Origin     string
	ImportID   int64
	At         int64
}

type consentRow struct {
	ID         ConsentID
	CustomerID ID
	Channel    string
	Topic      string
	Agreed     bool
	Evidence   string
	ImportID   int64
	At         int64
}

// answer is what makes two consents of a person the same.
type answer struct {
	channel, topic string
	agreed         bool
	at             int64
}

func (c consentRow) answer() answer { return answer{c.Channel, c.Topic, c.Agreed, c.At} }

type twin struct {
	OneID, OtherID ID
	Reason         string
	At             int64
	ImportID       int64
}

type seen struct {
	CustomerID ID
	Kind       string
	ObjectID   int64
	ImportID   int64
}

// fill is a row of customer_fill, and of customer_refill.
type fill struct {
	CustomerID ID
	Field      string
	ImportID   int64
}

// member is a person as far as a batch of cards is concerned.
type member struct {
	row
	fresh    bool
	changed  bool             // an existing person whom this batch adds something to
	loaded   bool             // row holds what the table does
	unions   map[string]bool  // spaces in which the person has a unionid
	phones   []string         // new ones
	named    bool             // the name is new: its terms are due
	filled   []string         // fields filled in of an existing person
	fills    map[string]int64 // fields that imports filled in before, and which import
	tags     map[tagName]tagging
	answers  map[answer]consentRow
	newTags  []tagName
	newTalks []consentRow
}

// book decides, card by card and without a database, whose each card is and what it adds. The result does not depend on
// how a list of cards is cut into batches.
type book struct {
	importID int64
	now      int64
	newID    func() int64

	owners  map[Key]identity
	members map[ID]*member
	order   []*member // members in order of appearance

	identities []identity // new ones
	twins      map[[2]ID]twin
	seen       map[seen]bool
	refills    map[fill]bool
}

func newBook(importID, now int64, newID func() int64) *book {
	return &book{
		importID: importID, now: now, newID: newID,
		owners: map[Key]identity{}, members: map[ID]*member{}, twins: map[[2]ID]twin{}, seen: map[seen]bool{},
		refills: map[fill]bool{},
	}
}

// member gives the person of an id, known only by id until the store fills it in.
func (b *book) member(i ID) *member {
	m := b.members[i]
	if m == nil {
		m = &member{row: row{ID: i}, unions: map[string]bool{}, tags: map[tagName]tagging{}, answers: map[answer]consentRow{}}
		b.members[i] = m
		b.order = append(b.order, m)
	}
	return m
}

// place decides one card.
func (b *book) place(c said) Resolved {
	if len(c.Keys) == 0 {
		return Resolved{}
	}
	m := b.owner(c)
	out := Resolved{Fresh: m == nil}
	if m == nil {
		m = b.enter()
	}
	out.ID = m.ID
	added := b.claim(m, c)
	added = m.fill(c, b) || added
	added = m.tag(c, b) || added
	added = m.hear(c, b) || added
	out.Changed = added && !out.Fresh
	m.changed = m.changed || added && !m.fresh
	return out
}

// owner gives the person of the strongest key that somebody has, nil if nobody has any. A card with a unionid that
// nobody has is not given to a person with another unionid in the same space: two WeChat accounts sharing a phone may be
// two people.
func (b *book) owner(c said) *member {
	var unknown []string // spaces of the unionids that nobody has
	for _, k := range c.Keys {
		known, ok := b.owners[k]
		if !ok {
			if k.Kind == UnionID {
				unknown = append(unknown, k.Space)
			}
			continue
		}
		if m := b.member(known.CustomerID); !m.hasUnion(unknown) {
			return m
		}
	}
	return nil
}

func (m *member) hasUnion(spaces []string) bool {
	for _, s := range spaces {
		if m.unions[s] {
			return true
		}
	}
	return false
}

// enter makes a new person.
func (b *book) enter() *member {
	m := b.member(ID(b.newID()))
	m.ImportID, m.CreatedAt = b.importID, b.now
	m.fresh, m.loaded = true, true
	return m
}

// claim gives the card's free keys to m and notes those that somebody else has.
func (b *book) claim(m *member, c said) (added bool) {
	for _, k := range c.Keys {
		known, ok := b.owners[k]
		switch {
		case !ok:
			b.give(m, k)
			added = true
			continue
		case known.CustomerID != m.ID:
			b.doubt(m.ID, known.CustomerID, k.Kind)
		}
		b.see(known.CustomerID, "identity", int64(known.ID), known.ImportID)
	}
	return added
}

func (b *book) give(m *member, k Key) {
	i := identity{
		ID: IdentityID(b.newID()), CustomerID: m.ID, Kind: k.Kind, Space: k.Space, Value: k.Value, Badge: k.Badge(),
		ImportID: b.importID, CreatedAt: b.now,
	}
	b.owners[k] = i
	b.identities = append(b.identities, i)
	switch k.Kind {
	case UnionID:
		m.unions[k.Space] = true
	case Phone:
		m.phones = append(m.phones, k.Value)
	}
}

// doubt notes that two people may be one.
func (b *book) doubt(x, y ID, by Kind) {
	pair := [2]ID{min(x, y), max(x, y)}
	if _, ok := b.twins[pair]; !ok {
		b.twins[pair] = twin{pair[0], pair[1], string(by), b.now, b.importID}
	}
}

// see notes that this import, too, brings what another brought.
func (b *book) see(who ID, kind string, object, broughtBy int64) {
	if broughtBy != 0 && broughtBy != b.importID {
		b.seen[seen{who, kind, object, b.importID}] = true
	}
}

// fill puts what the card says into empty fields.
func (m *member) fill(c said, b *book) (added bool) {
	if !m.loaded || !c.fills() {
		return false
	}
	set := func(field string, said, empty, same bool, put func()) {
		switch {
		case said && empty:
			put()
			added = true
			if !m.fresh {
				m.filled = append(m.filled, field)
			}
		case said && same:
			b.repeat(m, field)
		}
	}
	set("name", c.Name != "", m.Name == "", m.Name == c.Name, func() {
		m.Name, m.named = c.Name, true
		m.Folded = foldedText(m.Name, m.Remark)
	})
	set("store_id", c.Store != 0, m.StoreID == 0, m.StoreID == c.Store, func() { m.StoreID = c.Store })
	set("staff_id", c.Staff != 0, m.StaffID == 0, m.StaffID == c.Staff, func() { m.StaffID = c.Staff })
	set("channel", c.Channel != "", m.Channel == "", m.Channel == c.Channel, func() { m.Channel = c.Channel })
	set("added_at", c.AddedAt != 0, m.AddedAt == 0, m.AddedAt == c.AddedAt, func() { m.AddedAt = c.AddedAt })
	return added
}

// repeat notes that this import, too, says what another filled in.
func (b *book) repeat(m *member, field string) {
	if by, ok := m.fills[field]; ok && by != b.importID {
		b.refills[fill{m.ID, field, b.importID}] = true
	}
}

func (m *member) tag(c said, b *book) (added bool) {
	for _, t := range c.tags {
		if known, ok := m.tags[t]; ok {
			b.see(m.ID, "tagging", int64(known.TagID), known.ImportID)
			if known.Origin == "rule" {
				b.seen[seen{m.ID, "tagging", int64(known.TagID), b.importID}] = true
			}
			continue
		}
		m.tags[t] = tagging{ImportID: b.importID}
		m.newTags = append(m.newTags, t)
		added = true
	}
	return added
}

func (m *member) hear(c said, b *book) (added bool) {
	for _, t := range c.Consents {
		r := consentRow{ConsentID(b.newID()), m.ID, tidy(t.Channel, maxTag), tidy(t.Topic, maxTag), t.Agreed, tidy(t.Evidence, maxName), b.importID, t.At}
		if known, ok := m.answers[r.answer()]; ok {
			b.see(m.ID, "consent", int64(known.ID), known.ImportID)
			continue
		}
		m.answers[r.answer()] = r
		m.newTalks = append(m.newTalks, r)
		added = true
	}
	return added
}
