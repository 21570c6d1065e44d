package sandbox

import (
	"context"
	"slices"
	"strings"

	"qunli/kit/fault"
)

// The refusals of acts.
var (
	ErrVerb       = fault.New(fault.Invalid, "sandbox.verb", "沙盒里没有 %s 这个动作", "The sandbox knows no act %s")
	ErrNoPerson   = fault.New(fault.Missing, "sandbox.no_person", "没有名为 %s 的客户", "There is no customer %s")
	ErrNoMember   = fault.New(fault.Missing, "sandbox.no_member", "没有名为 %s 的员工", "There is no member of staff %s")
	ErrNoGroup    = fault.New(fault.Missing, "sandbox.no_group", "没有名为 %s 的群", "There is no group %s")
	ErrNoCode     = fault.New(fault.Missing, "sandbox.no_code", "%s 不是已知的二维码", "%s is no known code")
	ErrNoTag      = fault.New(fault.Missing, "sandbox.no_tag", "没有名为 %s 的标签", "There is no tag %s")
	ErrNothing    = fault.New(fault.Missing, "sandbox.nothing", "没有等待处理的事项", "Nothing is waiting for that")
	ErrNotFriends = fault.New(fault.Conflict, "sandbox.not_friends", "%s 和 %s 不是好友", "%s and %s are not friends")
	ErrFriends    = fault.New(fault.Conflict, "sandbox.friends", "%s 和 %s 已经是好友", "%s and %s are friends already")
	ErrNotIn      = fault.New(fault.Conflict, "sandbox.not_in", "%s 不在群 %s 里", "%s is not in the group %s")
	ErrGroupFull  = fault.New(fault.Exhausted, "sandbox.group_full", "群 %s 已满", "The group %s is full")
	ErrFull       = fault.New(fault.Exhausted, "sandbox.full", "%s 的客户数已到上限", "%s has as many customers as allowed")
	ErrDead       = fault.New(fault.Conflict, "sandbox.dead_code", "这个码已失效", "This code is dead")
	ErrNobody     = fault.New(fault.Conflict, "sandbox.nobody", "这个码没有可用的接待人", "Nobody behind this code can serve")
	ErrNotOwner   = fault.New(fault.Denied, "sandbox.not_owner", "%s 不是群主或管理员", "%s neither owns nor administers the group")
	ErrTaken      = fault.New(fault.Conflict, "sandbox.taken", "%s 已经存在", "%s exists already")
	ErrMissing    = fault.New(fault.Invalid, "sandbox.missing", "缺少 %s", "%s is missing")
)

// Act is something that somebody does with a phone or in the admin console. Whoever is named may be named by id or by name.
type Act struct {
	Verb   string   `json:"verb"`
	Person string   `json:"person,omitempty"` // a customer
	Staff  string   `json:"staff,omitempty"`  // a member
	Group  string   `json:"group,omitempty"`
	Code   string   `json:"code,omitempty"`   // its config id, its address, its state or its remark
	To     string   `json:"to,omitempty"`     // the other one
	People []string `json:"people,omitempty"` // more others
	Text   string   `json:"text,omitempty"`
	Name   string   `json:"name,omitempty"`
	ID     string   `json:"id,omitempty"` // of a mass message, a request, a transfer
	URL    string   `json:"url,omitempty"`
	Tags   []string `json:"tags,omitempty"`
	Number int      `json:"number,omitempty"`
	On     bool     `json:"on,omitempty"`
}

// Outcome tells what an act led to.
type Outcome struct {
	Person  string   `json:"person,omitempty"`
	Staff   string   `json:"staff,omitempty"`
	Group   string   `json:"group,omitempty"`
	ID      string   `json:"id,omitempty"`
	URL     string   `json:"url,omitempty"`
	Already bool     `json:"already,omitempty"` // it was so before
	Waiting bool     `json:"waiting,omitempty"` // for somebody else's consent
	List    []string `json:"list,omitempty"`
}

// verb carries out one kind of act; the lock of the world is held.
type verb func(w *World, now int64, a *Act) (Outcome, error)

// verbs are all acts, by name.
func verbs() map[string]verb {
	return map[string]verb{
		"person": (*World).addPerson, "scan": (*World).scan, "search": (*World).search, "card": (*World).card,
		"accept": (*World).accept, "addback": (*World).addBack, "unfollow": (*World).unfollow, "unfriend": (*World).unfriend,
		"say": (*World).say, "tell": (*World).tellFriend, "reply": (*World).reply, "remark": (*World).remarkAct, "tag": (*World).tagAct, "untag": (*World).untagAct,
		"archive": (*World).archive,
		"group":   (*World).openGroup, "invite": (*World).invite, "leave": (*World).leave, "kick": (*World).kick,
		"rename": (*World).rename, "notice": (*World).setNotice, "owner": (*World).changeOwner, "dismiss": (*World).dismiss,
		"groupsay": (*World).groupSay, "grouptemplate": (*World).chooseTemplate,
		"confirm": (*World).confirm, "ignore": (*World).ignoreMass, "mass": (*World).memberMass, "refuse": (*World).refuse,
		"publish": (*World).publish, "like": (*World).like, "comment": (*World).comment,
		"hire": (*World).hire, "resign": (*World).resign, "welcome": (*World).setWelcome, "service": (*World).setService,
		"way": (*World).consoleWay, "joinway": (*World).consoleJoin,
		"newtag": (*World).newTag, "renametag": (*World).renameTag, "deltag": (*World).delTag,
		"pay": (*World).payAct, "refunddone": (*World).refundAct, "receive": (*World).receiveAct, "plant": (*World).plantAct,
	}
}

// Act carries out one act and returns once it is durable.
func (w *World) Act(ctx context.Context, a Act) (Outcome, error) {
	f := verbs()[a.Verb]
	if f == nil {
		return Outcome{}, ErrVerb.F(a.Verb)
	}
	var out Outcome
	err := w.do(ctx, func(now int64) error {
		var err error
		out, err = w.perform(now, f, &a)
		return err
	})
	return out, err
}

// actOne is one act of many.
func (w *World) actOne(now int64, known map[string]verb, a *Act) Done {
	f := known[a.Verb]
	if f == nil {
		return Done{Error: ErrVerb.Code}
	}
	out, err := w.perform(now, f, a)
	if err != nil {
		return Done{Error: fault.Of(err).Code}
	}
	return Done{Outcome: out}
}

// perform carries out an act and notes it.
func (w *World) perform(now int64, f verb, a *Act) (Outcome, error) {
	out, err := f(w, now, a)
	e := Entry{At: now, Kind: "act", What: a.Verb, Note: w.actNote(*a)}
	if err != nil {
		e.Code, e.Note = 1, strings.TrimSpace(e.Note+" "+fault.Of(err).Zh)
	} else {
		w.count(func(c *Counts) { c.Acts++ })
	}
	w.trace.add(e)
	return out, err
}

// actNote names who and what an act is about.
func (w *World) actNote(a Act) string {
	parts := []string{a.Person, a.Staff, a.Group, a.Code, a.To, a.Name, clip(a.Text, 30)}
	for i, p := range parts[:5] {
		parts[i] = w.nameOf(p)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

func (w *World) person(name string) (*Person, error) {
	if p := w.people.get(name); p != nil {
		return p, nil
	}
	if all := w.named[name]; len(all) > 0 {
		return all[0], nil
	}
	return nil, ErrNoPerson.F(name)
}

func (w *World) member(name string) (*Member, error) {
	if m := w.members.get(name); m != nil {
		return m, nil
	}
	var found *Member
	w.members.each(func(m *Member) {
		if m.Name == name && (found == nil || found.Status == quit) {
			found = m
		}
	})
	if found == nil {
		return nil, ErrNoMember.F(name)
	}
	return found, nil
}

func (w *World) group(name string) (*Group, error) {
	if g := w.groups.get(name); g != nil && g.Ended == 0 {
		return g, nil
	}
	var found *Group
	w.groups.each(func(g *Group) {
		if g.Ended == 0 && g.Name == name {
			found = g
		}
	})
	if found == nil {
		return nil, ErrNoGroup.F(name)
	}
	return found, nil
}

// both finds the two of a relation.
func (w *World) both(a *Act) (*Person, *Member, error) {
	p, err := w.person(a.Person)
	if err != nil {
		return nil, nil, err
	}
	m, err := w.member(a.Staff)
	return p, m, err
}

// friends finds the relation that an act is about.
func (w *World) friends(a *Act) (*Person, *Member, *Follow, error) {
	p, m, err := w.both(a)
	if err != nil {
		return nil, nil, nil, err
	}
	f := w.follow(m.UserID, p.ID)
	if f == nil {
		return nil, nil, nil, ErrNotFriends.F(p.Name, m.Name)
	}
	return p, m, f, nil
}

// addPerson puts a new customer into the world, with a phone and no friends.
func (w *World) addPerson(_ int64, a *Act) (Outcome, error) {
	if a.Name == "" {
		return Outcome{}, ErrMissing.F("name")
	}
	if len(w.named[a.Name]) > 0 {
		return Outcome{Person: w.named[a.Name][0].ID, Already: true}, nil
	}
	p := w.newPerson(a.Name, a.Number)
	return Outcome{Person: p.ID}, nil
}

// newPerson makes a person of WeChat; kind 2 is somebody of another corp's WeCom.
func (w *World) newPerson(name string, kind int) *Person {
	p := &Person{ID: newID("wm"), Name: name, Type: 1, Gender: 1 + w.chance.IntN(2), OpenID: "oX" + letters(26), OAOpenID: "oA" + letters(26)}
	p.UnionID = "oU" + letters(26)
	if kind == 2 {
		p.ID, p.Type, p.Corp, p.UnionID = newID("wo"), 2, "另一家企业", ""
	}
	w.people.put(p.ID, p)
	w.named[p.Name] = append(w.named[p.Name], p)
	return p
}
