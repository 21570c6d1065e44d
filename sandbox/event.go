package sandbox

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

// States of an event.
const (
	eventWaiting = "waiting"
	eventSent    = "sent"
	eventLost    = "lost"
	eventFailed  = "failed"
)

// fact is something that clients or the console did and that apps are told of.
type fact struct {
	event  string // Event
	change string // ChangeType
	about  string // what it is about: facts about the same thing keep their order whatever the lanes
	users  []string
	nodes  []node // after ChangeType, in order
}

// node is one element; values without mark-up need no CDATA.
type node struct {
	name  string
	value string
	bare  bool
	items []string // of a list instead of a value
}

func text(name, value string) node { return node{name: name, value: value} }
func number(name string, v int64) node {
	return node{name: name, value: strconv.FormatInt(v, 10), bare: true}
}
func list(name string, v []string) node { return node{name: name, items: v} }
func (n node) write(b *strings.Builder) {
	switch {
	case n.items != nil:
		b.WriteString("<" + n.name + ">")
		for _, i := range n.items {
			text("Item", i).write(b)
		}
		b.WriteString("</" + n.name + ">")
	case n.bare:
		b.WriteString("<" + n.name + ">" + n.value + "</" + n.name + ">")
	default:
		b.WriteString("<" + n.name + "><![CDATA[" + strings.ReplaceAll(n.value, "]]>", "]]]]><![CDATA[>") + "]]></" + n.name + ">")
	}
}

// document writes an event as the vendor does.
func (w *World) document(f fact, now int64) string {
	var b strings.Builder
	b.WriteString("<xml>")
	head := []node{text("ToUserName", w.cfg().CorpID), text("FromUserName", "sys"), number("CreateTime", now/1000),
		text("MsgType", "event"), text("Event", f.event), text("ChangeType", f.change)}
	for _, n := range append(head, f.nodes...) {
		n.write(&b)
	}
	b.WriteString("</xml>")
	return b.String()
}

// tell queues an event for every app that may hear of it.
func (w *World) tell(now int64, f fact) {
	w.apps.each(func(a *App) {
		if !w.hears(a, f) {
			return
		}
		w.queue(now, a, f)
	})
}

// hears tells whether an app gets an event: it has an address, may call what the event is about, and sees one of the members.
func (w *World) hears(a *App, f fact) bool {
	if a.URL == "" || a.Disabled {
		return false
	}
	if strings.HasPrefix(f.event, "change_external") && !a.Callable && !a.System {
		return false
	}
	if f.event == "change_contact" && !a.Contacts && !a.System {
		return false
	}
	return len(f.users) == 0 || slices.ContainsFunc(f.users, func(u string) bool { return w.sees(a, u) })
}

// queue makes the event of one app, with what chance does to it.
func (w *World) queue(now int64, a *App, f fact) {
	first := ""
	w.chance1(func() *Event {
		e := w.record(now, a, f)
		if first == "" {
			first = e.XML
		}
		e.XML = first
		return e
	})
}

// chance1 queues the event that made makes, with what chance does to it; a second copy is made alike.
func (w *World) chance1(made func() *Event) {
	s := w.cfg()
	e := made()
	w.count(func(c *Counts) { c.Events++ })
	if w.hit(s.Loss) {
		e.State = eventLost
		w.events.put(e.ID, e)
		w.count(func(c *Counts) { c.Lost++ })
		return
	}
	if w.hit(s.Reorder) {
		e.late = true
		w.count(func(c *Counts) { c.Held++ })
	}
	w.line(e)
	if w.hit(s.Duplicate) {
		again := made()
		again.Again = true
		w.count(func(c *Counts) { c.Copies++ })
		w.line(again)
	}
}

// record puts an event on its shelf.
func (w *World) record(now int64, a *App, f fact) *Event {
	e := &Event{ID: fmt.Sprintf("%012d", w.journal.seq+1), App: a.AgentID, Kind: f.event + "/" + f.change, At: now, Lane: f.about, State: eventWaiting}
	e.XML = w.document(f, now)
	w.events.put(e.ID, e)
	w.trace.add(Entry{At: now, Kind: "event", What: e.Kind, Note: w.nameOf(f.about)})
	w.forgetEvents()
	return e
}

// forgetEvents drops the oldest events beyond those that are kept, unless they still wait.
func (w *World) forgetEvents() {
	for over := len(w.events.all) - max(w.cfg().Keep, 100); over > 0; over-- {
		gone := ""
		w.events.from(0, func(name string, _ int64, e *Event) bool {
			if e.State != eventWaiting {
				gone = name
			}
			return false
		})
		if gone == "" {
			return
		}
		w.events.drop(gone)
	}
}

// hit throws the dice: true in a share p of cases.
func (w *World) hit(p float64) bool { return p > 0 && w.chance.Float64() < p }

// envelope is what is posted.
func envelope(corp, agent, encrypted string) string {
	var b strings.Builder
	b.WriteString("<xml>")
	for _, n := range []node{text("ToUserName", corp), text("AgentID", agent), text("Encrypt", encrypted)} {
		n.write(&b)
	}
	b.WriteString("</xml>")
	return b.String()
}

// laneOf spreads events over lanes by what they are about.
func laneOf(app, about string, lanes int) string {
	h := fnv.New32a()
	h.Write([]byte(about))
	return app + "/" + strconv.Itoa(int(h.Sum32()%uint32(max(lanes, 1))))
}
