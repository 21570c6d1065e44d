package sandbox

import (
	"slices"
	"strings"
)

// shelves makes all shelves, empty, and names them by their kind.
func (s *stage) shelves(log *journal) map[string]loader {
	all := map[string]loader{}
	s.settings = shelfOf[Settings](all, "settings", log)
	s.apps = shelfOf[App](all, "app", log)
	s.members = shelfOf[Member](all, "member", log)
	s.departments = shelfOf[Department](all, "department", log)
	s.people = shelfOf[Person](all, "person", log)
	s.follows = shelfOf[Follow](all, "follow", log)
	s.requests = shelfOf[Request](all, "request", log)
	s.groups = shelfOf[Group](all, "group", log)
	s.stays = shelfOf[Gone](all, "stay", log)
	s.tagGroups = shelfOf[TagGroup](all, "tag_group", log)
	s.ways = shelfOf[Way](all, "way", log)
	s.joinWays = shelfOf[JoinWay](all, "join_way", log)
	s.links = shelfOf[Link](all, "link", log)
	s.welcomes = shelfOf[Welcome](all, "welcome", log)
	s.messages = shelfOf[Message](all, "message", log)
	s.masses = shelfOf[Mass](all, "mass", log)
	s.moments = shelfOf[Moment](all, "moment", log)
	s.reaches = shelfOf[Reach](all, "reach", log)
	s.transfers = shelfOf[Transfer](all, "transfer", log)
	s.templates = shelfOf[Template](all, "template", log)
	s.products = shelfOf[Product](all, "product", log)
	s.media = shelfOf[Media](all, "media", log)
	s.tokens = shelfOf[Token](all, "token", log)
	s.days = shelfOf[Day](all, "day", log)
	s.events = shelfOf[Event](all, "event", log)
	s.appMessages = shelfOf[AppMessage](all, "app_message", log)
	s.counts = shelfOf[Counts](all, "counts", log)
	s.merchants = shelfOf[Merchant](all, "merchant", log)
	s.orders = shelfOf[PayOrder](all, "pay_order", log)
	s.refunds = shelfOf[PayRefund](all, "pay_refund", log)
	s.bills = shelfOf[PayBill](all, "pay_bill", log)
	s.plants = shelfOf[PayPlant](all, "pay_plant", log)
	s.all = all
	s.unindex()
	return all
}

// unindex empties the indexes.
func (s *stage) unindex() {
	s.byMember, s.byPerson = map[string][]numbered{}, map[string][]numbered{}
	s.gone = map[string][]*Stay{}
	s.pals = map[string][]string{}
	s.named = map[string][]*Person{}
	s.tagOf, s.talk = map[string]*TagGroup{}, map[string][]*Message{}
}

func shelfOf[T any](all map[string]loader, kind string, log *journal) *shelf[T] {
	s := newShelf[T](kind, log)
	all[kind] = s
	return s
}

// index builds what is found by more than its name.
func (s *stage) index() {
	s.follows.from(0, func(_ string, seq int64, f *Follow) bool { s.link(seq, f); return true })
	s.tagGroups.each(func(g *TagGroup) {
		for _, t := range g.Tags {
			s.tagOf[t.ID] = g
		}
	})
	s.stays.each(func(g *Gone) { s.gone[g.Group] = append(s.gone[g.Group], g.Stay) })
	s.people.each(func(p *Person) { s.named[p.Name] = append(s.named[p.Name], p) })
	s.messages.each(func(m *Message) { s.talk[m.Chat] = append(s.talk[m.Chat], m); s.meet(m.Chat) })
}

func (s *stage) link(seq int64, f *Follow) {
	s.byMember[f.User] = append(s.byMember[f.User], numbered{seq, f})
	s.byPerson[f.Person] = append(s.byPerson[f.Person], numbered{seq, f})
}

// meet remembers who of two customers has written to whom.
func (s *stage) meet(chat string) {
	a, b, two := strings.Cut(chat, "|")
	if !two || s.people.get(a) == nil || s.people.get(b) == nil || slices.Contains(s.pals[a], b) {
		return
	}
	s.pals[a], s.pals[b] = append(s.pals[a], b), append(s.pals[b], a)
}

// pair is the name of a relation, and of the chat of two.
func pair(user, person string) string { return user + "|" + person }

func (s *stage) follow(user, person string) *Follow { return s.follows.get(pair(user, person)) }

// befriend adds a relation.
func (s *stage) befriend(f *Follow) {
	name := pair(f.User, f.Person)
	s.follows.put(name, f)
	s.link(s.follows.all[name].seq, f)
}

// changed notes that a relation is not what it was.
func (s *stage) changed(f *Follow) { s.follows.put(pair(f.User, f.Person), f) }

// part removes a relation.
func (s *stage) part(f *Follow) {
	s.follows.drop(pair(f.User, f.Person))
	same := func(n numbered) bool { return n.follow == f }
	s.byMember[f.User] = slices.DeleteFunc(s.byMember[f.User], same)
	s.byPerson[f.Person] = slices.DeleteFunc(s.byPerson[f.Person], same)
}

// whole tells whether the API sees a relation.
func (f *Follow) whole() bool { return f != nil && !f.Half }

// stay finds who is in a group.
func (g *Group) stay(id string) *Stay {
	for _, m := range g.Members {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// groupsOf lists the groups in which somebody is.
func (s *stage) groupsOf(id string) []*Group {
	var out []*Group
	s.groups.each(func(g *Group) {
		if g.Ended == 0 && g.stay(id) != nil {
			out = append(out, g)
		}
	})
	return out
}
