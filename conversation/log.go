package conversation

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// TakeLog brings lines of group logs in, in the caller's transaction, in the order of the log; at most a few thousand a
// call. Names become people (customer.Resolve: account, space Source), a new name goes to the person who took it unless
// it is somebody else's, joins and leaves become stays (community.Take), messages are appended and folded. The same lines
// again change nothing.
func TakeLog(ctx context.Context, tx *db.Tx, importID int64, zone *time.Location, o Options, lines []Line) (Taken, error) {
	l := &logTaking{book: newBook(ctx, tx, importID, zone), o: o, lines: lines, out: Taken{Fates: make([]Fate, len(lines))},
		refs: make([]string, len(lines)), persons: map[string]customer.ID{}, seen: map[string]bool{}}
	if err := l.prepare(ctx, tx, l.check()); err != nil {
		return l.out, err
	}
	for _, step := range []func(context.Context, *db.Tx) error{l.known, l.readAuthors, l.resolve, l.enter, l.move} {
		if err := step(ctx, tx); err != nil {
			return l.out, err
		}
	}
	l.out.Answered = l.toldAnswered
	return l.out, l.write(ctx, tx)
}

// logTaking is one call of TakeLog.
type logTaking struct {
	*book
	o       Options
	lines   []Line
	refs    []string
	out     Taken
	fresh   []int                  // the lines that are not here yet
	again   []int                  // the lines that another import brought
	persons map[string]customer.ID // by name, of those lines
	moves   []community.Movement
	seen    map[string]bool // refs of signs of life
}

// check refuses and ignores lines, gives refs to the others and tells their groups.
func (l *logTaking) check() map[community.ID]bool {
	groups := map[community.ID]bool{}
	for i := range l.lines {
		line, f := &l.lines[i], &l.out.Fates[i]
		line.Name, line.Target, line.Inviter = strings.TrimSpace(line.Name), strings.TrimSpace(line.Target), strings.TrimSpace(line.Inviter)
		f.Refusal = checkHead(line.Community, line.Name, line.At)
		switch {
		case f.Refusal != nil:
		case !line.Sort.Valid():
			f.Refusal = ErrLine.F(line.Sort)
		case line.Sort.speaks() && !line.content().Valid():
			f.Refusal = ErrContent.F(line.Content)
		case line.Sort == LineRename && line.Target == "":
			f.Refusal = ErrNoTarget
		case utf8.RuneCountInString(line.Target) > maxName || utf8.RuneCountInString(line.Inviter) > maxName:
			f.Refusal = ErrLongName.F(maxName)
		case l.ignores(line):
			f.Ignored = true
		default:
			l.refs[i] = line.ref()
			groups[line.Community] = true
		}
	}
	return groups
}

// ignores tells lines of names that are to be left out.
func (l *logTaking) ignores(line *Line) bool {
	return matches(l.o.Ignore, line.Name) || line.Sort == LineRename && matches(l.o.Ignore, line.Target)
}

func matches(r *regexp.Regexp, name string) bool { return r != nil && r.MatchString(name) }

// content gives what the message of a line is made of.
func (line *Line) content() Content {
	switch {
	case line.Sort == LineNotice:
		return Notice
	case line.Content == "" && line.Sort == LineAction:
		return Action
	case line.Content == "":
		return Text
	}
	return line.Content
}

// known sorts out the lines that are here already.
func (l *logTaking) known(ctx context.Context, tx *db.Tx) error {
	var spoken, moved []string
	for i := range l.lines {
		switch {
		case l.refs[i] == "":
		case l.lines[i].Sort.speaks():
			spoken = append(spoken, l.refs[i])
		default:
			moved = append(moved, l.refs[i])
		}
	}
	here, err := knownRefs(ctx, tx, spoken)
	if err != nil {
		return err
	}
	movements, err := knownPresences(ctx, tx, moved)
	if err != nil {
		return err
	}
	for ref, s := range movements {
		here[ref] = s
	}
	for i := range l.lines {
		if l.refs[i] == "" {
			continue
		}
		if l.same(here, l.refs[i], &l.out.Fates[i]) {
			l.movedBefore(i, here[l.refs[i]])
			continue
		}
		l.fresh = append(l.fresh, i)
	}
	return see(ctx, tx, l.sights)
}

// movedBefore tells community once more of what another import brought, so that it stays when that one is undone.
func (l *logTaking) movedBefore(i int, s stored) {
	if s.ImportID == l.importID || s.ImportID == 0 {
		return
	}
	l.again = append(l.again, i)
	line := &l.lines[i]
	switch line.Sort {
	case LineJoin, LineLeave:
		l.movement(line, l.refs[i], s.CustomerID, 0)
	case LineRename:
		l.renamed(line, l.refs[i], s.CustomerID, s.TargetID)
	default:
		l.signOfLife(line, s.CustomerID)
	}
}

// readAuthors reads the authors of all names in the fresh lines.
func (l *logTaking) readAuthors(ctx context.Context, tx *db.Tx) error {
	var names []nameKey
	for _, i := range l.again {
		names = append(names, l.lines[i].names()...)
	}
	for _, i := range l.fresh {
		line := &l.lines[i]
		names = append(names, line.names()...)
		if line.Sort.speaks() {
			names = l.callsOf(names, line.Community, line.content(), line.Text)
		}
	}
	return l.book.people.read(ctx, tx, distinct(names))
}

// names lists the names that a line speaks of by their place in it.
func (line *Line) names() []nameKey {
	var out []nameKey
	for _, name := range []string{line.Name, line.Target, line.Inviter} {
		if name != "" {
			out = append(out, nameKey{line.Community, name})
		}
	}
	return out
}

// isBot tells whether a name is a program's, by what it was marked as before or by the options.
func (l *logTaking) isBot(group community.ID, name string) bool {
	return matches(l.o.Bots, name) || l.book.people.isBot(nameKey{group, name})
}

// resolve finds out who the names of fresh lines are, in the order of the lines.
func (l *logTaking) resolve(ctx context.Context, tx *db.Tx) error {
	r := roll{space: l.o.Source, first: map[string]int{}, asked: map[string]bool{}}
	for _, i := range l.again { // this import brings them too: they stay when the other is undone
		for _, k := range l.lines[i].names() {
			if l.book.people.isPerson(k) { // and is not erased
				r.name(k.Name, nil)
			}
		}
	}
	for _, i := range l.fresh {
		line := &l.lines[i]
		if line.Sort == LineNotice || line.Staff != 0 || l.isBot(line.Community, line.Name) {
			continue
		}
		r.name(line.Name, line.Keys)
		if line.Sort == LineRename && !l.isBot(line.Community, line.Target) {
			r.rename(line.Name, line.Target)
		}
		if line.Inviter != "" && !l.isBot(line.Community, line.Inviter) {
			r.name(line.Inviter, nil)
		}
	}
	found, err := customer.Resolve(ctx, tx, l.importID, r.cards)
	if err != nil {
		return err
	}
	for name, card := range r.first {
		l.persons[name] = found[card].ID
	}
	return nil
}

// roll collects the cards of names in the order in which a log tells of them.
type roll struct {
	space string
	cards []customer.Card
	first map[string]int // by name: the card that tells whose it is
	asked map[string]bool
}

func (r *roll) key(name string) customer.Key {
	return customer.Key{Kind: customer.Account, Space: r.space, Value: name}
}

// name asks for the person of a name, who also has those keys.
func (r *roll) name(name string, keys []customer.Key) {
	if _, ok := r.first[name]; !ok {
		r.first[name] = len(r.cards)
		r.cards = append(r.cards, customer.Card{Keys: append([]customer.Key{r.key(name)}, keys...), Name: name})
		return
	}
	for _, k := range keys {
		if mark := string(k.Kind) + "\x00" + k.Space + "\x00" + k.Value + "\x00" + name; !r.asked[mark] {
			r.asked[mark] = true
			r.cards = append(r.cards, customer.Card{Keys: []customer.Key{r.key(name), k}})
		}
	}
}

// rename gives the new name to the person who has the old one, or notes the two people as twins.
func (r *roll) rename(from, to string) {
	if mark := from + "\x00" + to; !r.asked[mark] {
		r.asked[mark] = true
		r.cards = append(r.cards, customer.Card{Keys: []customer.Key{r.key(from), r.key(to)}})
	}
	r.name(to, nil)
}

// who tells who writes a line under a name.
func (l *logTaking) who(line *Line, name string) person {
	switch {
	case l.isBot(line.Community, name):
		return person{bot: true}
	case name == line.Name && line.Staff != 0:
		return person{staff: line.Staff}
	case name == line.Name && line.Sort == LineNotice:
		return person{}
	}
	return person{customer: l.persons[name]}
}

func (l *logTaking) author(line *Line, name string) *writer {
	return l.book.people.find(nameKey{line.Community, name}, l.who(line, name))
}
