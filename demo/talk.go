package demo

import (
	"fmt"
	"slices"
)

// said is one line of a group's log.
type said struct {
	at      float64
	event   string // message, join, leave
	person  *person
	clerk   *clerk
	text    string
	content string // "" text
	key     string
	replyTo string
}

// speech makes the log of one group.
type speech struct {
	s    *Story
	d    dice
	g    *group
	out  []said
	keys int
}

// log gives what was said and who came and went in a group, by time.
func (s *Story) log(g *group) []said {
	w := &speech{s: s, d: roll(s.Seed, "talk", g.number), g: g}
	for i := range g.members {
		m := &g.members[i]
		w.out = append(w.out, said{at: m.joined, event: "join", person: m.person})
		if m.left < days {
			w.out = append(w.out, said{at: m.left, event: "leave", person: m.person})
		}
	}
	w.converse()
	slices.SortStableFunc(w.out, func(a, b said) int { return compare(a.at, b.at) })
	return w.out
}

// linesOfScene is about how many messages a scene has.
const linesOfScene = 3.2

// converse lets the group talk day by day, as much as its fate has it.
func (w *speech) converse() {
	for day := int(w.g.born); day < days; day++ {
		t := float64(day)
		inside := w.count(t)
		if inside == 0 {
			continue
		}
		for range w.d.poisson(w.rate(t, inside)) {
			w.scene(t+w.d.Float64()*0.96, w.kindOfScene())
		}
	}
}

// count is how many members are inside.
func (w *speech) count(t float64) int {
	n := 0
	for i := range w.g.members {
		if w.g.members[i].inside(t) {
			n++
		}
	}
	return n
}

// rate is how many scenes a day has: as many as members, more after the weekend, none once the group has died.
func (w *speech) rate(t float64, inside int) float64 {
	base := w.s.talk * float64(inside) / 7 / linesOfScene
	switch {
	case w.g.fate == NeverLit:
		return 0
	case t >= w.g.dies:
		return 0
	case w.g.fate == AdsOnly:
		return w.s.talk * float64(inside) / 7 // a message each
	case w.g.fate == Ended:
		return 3.2 * base
	case w.g.fate == Neglected:
		return base * min(1.6, (w.g.dies-t)/90+0.2)
	case w.g.kind == "core" || w.g.kind == "seed":
		return 1.7 * base
	}
	return base
}

// The sorts of scenes.
const (
	sceneChat = iota
	sceneQuestion
	scenePraise
	sceneComplaint
	scenePromo
	sceneGreeting
	sceneAlone
)

func (w *speech) kindOfScene() int {
	weights := []float64{3, 3, 2, 0.5, 0.8, 1.4}
	switch {
	case w.g.fate == AdsOnly:
		if w.d.chance(0.12) {
			return sceneAlone
		}
		return scenePromo
	case w.g.kind == "activity":
		weights = []float64{2, 2, 5, 0.3, 0.6, 2}
	case w.g.kind == "sales":
		weights = []float64{2, 3, 2, 0.6, 1.6, 1}
	}
	return w.d.weigh(weights)
}

// scene lets people say something and others answer.
func (w *speech) scene(t float64, kind int) {
	words := w.words()
	switch kind {
	case scenePromo:
		w.clerk(t, promos, words, "")
	case sceneGreeting:
		w.greet(t, words)
	case sceneAlone:
		w.member(t, mornings, words, "")
	case sceneQuestion:
		w.ask(t, questions, words)
	case sceneComplaint:
		w.ask(t, complaints, words)
	case scenePraise:
		w.round(t, praise, words)
	default:
		w.round(t, smallTalk, words)
	}
}

// greet is the owner's good morning and who answers it.
func (w *speech) greet(t float64, words [][2]string) {
	w.clerk(t, mornings, words, "")
	for i := range w.d.poisson(1.8) {
		w.member(t+0.004*float64(i+1), mornings, words, "")
	}
}

// ask is a question, or a complaint, with its answers: one of the shop, and mostly one of another member.
func (w *speech) ask(t float64, from []exchange, words [][2]string) {
	e := pick(w.d, from)
	key := w.member(t, []string{e.says}, words, "")
	if key == "" || w.d.chance(0.06) {
		return // nobody answers
	}
	wait := w.d.exp(0.02)
	if w.d.chance(0.6) {
		w.member(t+wait/2+0.0004, e.members, words, key)
	}
	w.clerk(t+wait+0.001, []string{e.shop}, words, key)
	if w.d.chance(0.5) {
		w.member(t+wait+0.003, thanks, words, "")
	}
}

// round is a remark and what others make of it.
func (w *speech) round(t float64, from []exchange, words [][2]string) {
	e := pick(w.d, from)
	key := w.member(t, []string{e.says}, words, "")
	if key == "" {
		return
	}
	for i := range w.d.poisson(1.7) {
		w.member(t+w.d.exp(0.006)+0.0006*float64(i+1), e.members, words, key)
	}
	if e.shop != "" && w.d.chance(0.4) {
		w.clerk(t+w.d.exp(0.02)+0.002, []string{e.shop}, words, key)
	}
}

// member lets somebody who is inside say one of the texts and gives the key of the message, "" when nobody is there.
func (w *speech) member(t float64, texts []string, words [][2]string, replyTo string) string {
	var speaker *person
	best := 0.0
	for range 4 { // the talkative of some who are there
		if m := &w.g.members[w.d.IntN(len(w.g.members))]; m.inside(t) && m.talkative > best {
			speaker, best = m.person, m.talkative
		}
	}
	if speaker == nil || t >= days {
		return ""
	}
	return w.say(said{at: t, event: "message", person: speaker, text: fill(pick(w.d, texts), words), replyTo: replyTo})
}

// clerk lets the owner of the group say one of the texts.
func (w *speech) clerk(t float64, texts []string, words [][2]string, replyTo string) {
	if t >= days {
		return
	}
	owner := w.g.owner()
	w.say(said{at: t, event: "message", clerk: &owner, text: fill(pick(w.d, texts), words), replyTo: replyTo})
}

func (w *speech) say(m said) string {
	w.keys++
	m.key = fmt.Sprintf("m%d", w.keys)
	w.out = append(w.out, m)
	return m.key
}
