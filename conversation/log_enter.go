package conversation

import (
	"context"

	"qunli/community"
	"qunli/customer"
	"qunli/kit/db"
)

// enter stores the fresh lines: movements first, for they stand between the messages that are linked.
func (l *logTaking) enter(ctx context.Context, tx *db.Tx) error {
	var presences []presenceRow
	var entries []*entry
	for _, i := range l.fresh {
		line := &l.lines[i]
		w := l.author(line, line.Name)
		var id int64
		if line.Sort.speaks() {
			e := l.entry(w, l.message(line, i))
			entries = append(entries, e)
			id = int64(e.ID)
		} else {
			p := l.presence(line, w, l.refs[i])
			presences = append(presences, p)
			id = p.ID
		}
		l.out.Fates[i].ID, l.out.Fates[i].Added = id, true
		l.mine[l.refs[i]] = id
	}
	for i := range l.out.Fates { // the second of two lines with one key
		if f := &l.out.Fates[i]; f.ID == 0 && l.refs[i] != "" {
			f.ID = l.mine[l.refs[i]]
		}
	}
	if _, err := db.Insert(ctx, tx, "conversation_presence", presences, ""); err != nil {
		return err
	}
	return l.append(ctx, tx, entries)
}

// message makes the message of a line.
func (l *logTaking) message(line *Line, i int) *Message {
	if line.Sort != LineNotice {
		l.signOfLife(line, l.persons[line.Name])
	}
	return &Message{Community: line.Community, At: line.At, Place: line.Place, Content: line.content(), Text: line.Text,
		Ref: l.refs[i], ReplyTo: line.keyRef(line.ReplyTo)}
}

// presence makes the movement of a line.
func (l *logTaking) presence(line *Line, w *writer, ref string) presenceRow {
	day, _ := l.days.of(line.At)
	p := presenceRow{ID: l.newID(), CommunityID: line.Community, AuthorID: w.ID, CustomerID: w.CustomerID, Kind: line.Sort,
		At: line.At, Ordinal: line.Place, Day: day, Ref: ref, ImportID: l.importID}
	switch line.Sort {
	case LineJoin:
		w.Joins++
		l.movement(line, ref, w.CustomerID, l.persons[line.Inviter])
	case LineLeave:
		w.Leaves++
		l.movement(line, ref, w.CustomerID, 0)
	case LineRename:
		target := l.author(line, line.Target)
		p.TargetID = target.ID
		l.renamed(line, ref, w.CustomerID, target.CustomerID)
	}
	l.sums.presence(&p, 1)
	return p
}

// renamed tells community of a rename: whoever keeps their name gives a sign of life; where the new name is somebody
// else's, one has gone and the other is there.
func (l *logTaking) renamed(line *Line, ref string, from, to customer.ID) {
	if from == to {
		l.signOfLife(line, from)
		return
	}
	l.tell(line, community.Leave, community.SceneRename, ref+":from", from, 0)
	l.tell(line, community.Seen, community.SceneRename, ref+":to", to, 0)
}

// movement tells community of a join or leave.
func (l *logTaking) movement(line *Line, ref string, who, inviter customer.ID) {
	kind := community.Join
	if line.Sort == LineLeave {
		kind = community.Leave
	}
	if inviter == who {
		inviter = 0
	}
	l.tell(line, kind, line.Scene, ref, who, inviter)
}

// signOfLife tells community that somebody was there: once a day is enough for stays.
func (l *logTaking) signOfLife(line *Line, who customer.ID) {
	day, _ := l.days.of(line.At)
	ref := line.Community.String() + ":s:" + day + ":" + who.String()
	if who == 0 || l.seen[ref] {
		return
	}
	l.seen[ref] = true
	l.tell(line, community.Seen, "", ref, who, 0)
}

func (l *logTaking) tell(line *Line, kind community.MoveKind, scene, ref string, who, inviter customer.ID) {
	if who == 0 {
		return
	}
	pause := l.o.Reconnect.Milliseconds()
	l.moves = append(l.moves, community.Movement{Community: line.Community, Customer: who, Kind: kind, At: line.At,
		Ordinal: line.Place, Inviter: inviter, Scene: scene, Ref: ref, Pause: pause})
}

// move tells community of all movements.
func (l *logTaking) move(ctx context.Context, tx *db.Tx) error {
	var err error
	l.out.Moves, err = community.Take(ctx, tx, l.importID, l.moves)
	return err
}
