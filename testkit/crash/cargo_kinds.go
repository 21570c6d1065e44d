package crash

import "fmt"

// chatters is how many people logs tell of, chatGroups in how many groups.
const (
	chatters   = 60
	chatGroups = 4
)

// nick is the name of somebody in groups.
func nick(person int) string { return fmt.Sprintf("nick%02d", person) }

// chat writes the log of a few groups: people come, go, come back, take other names and talk; two programs write notices.
func (m *maker) chat(lines int) {
	m.Source, m.Flags = chatSource, []string{"--bots", "^bot", "--reconnect", "30m"}
	m.head("community,time,event,member,target,text,key,reply_to,phone")
	names := make([]string, chatters)
	for i := range names {
		names[i] = nick(i)
	}
	var keys []string
	for i := range lines {
		group, at := fmt.Sprintf("room%d", m.IntN(chatGroups)), m.at(max(0, i-m.IntN(4)))
		who := m.IntN(chatters)
		text := fmt.Sprintf("c%02d line %d", m.number, i)
		switch n := m.IntN(100); {
		case n < 12:
			m.presence(group, at, "join", names[who], "", phoneOf(who))
		case n < 22:
			m.presence(group, at, "leave", names[who], "", "")
		case n < 26:
			old := names[who]
			if names[who] += "_x"; len(old) > len(nick(who)) {
				names[who] = nick(who)
			}
			m.presence(group, at, "rename", old, names[who], "")
		case n < 29:
			m.said(group, at, "notice", "bot1", text, "", "")
		case n < 40:
			m.said(group, at, "message", names[who], text+"，请问什么时候发货？", "", "")
		case n < 55:
			m.said(group, at, "message", names[who], names[m.IntN(chatters)]+": "+text, "", "")
		case n < 60:
			m.said(group, at, "message", names[who], text, "", "") // twice the same is two
			m.said(group, at, "message", names[who], text, "", "")
		case n < 70 && len(keys) > 0:
			m.said(group, at, "message", names[who], text, "", keys[m.IntN(len(keys))])
		case n < 80:
			keys = append(keys, fmt.Sprintf("k%02d-%d", m.number, i))
			m.said(group, at, "message", names[who], text, keys[len(keys)-1], "")
		default:
			m.said(group, at, "action", names[who], text, "", "")
		}
	}
}

func (m *maker) presence(group, at, kind, name, target, phone string) {
	m.Presences++
	m.line(group, at, kind, name, target, "", "", "", phone)
}

func (m *maker) said(group, at, kind, name, text, key, replyTo string) {
	m.Messages++
	m.line(group, at, kind, name, "", text, key, replyTo, "")
}

// account is somebody of the order files.
func (m *maker) account() string { return fmt.Sprintf("C%05d", 1+m.IntN(600)) }

// referrals writes who brought whom, children before parents: trees of newcomers below buyers, second inviters, circles,
// people who brought themselves, unknown times and unknown inviters.
func (m *maker) referrals(name string, lines int) {
	m.Source, m.Newcomers = FileSource, map[string]int64{}
	m.head("person,inviter,time,community,via")
	var rows [][]string
	newcomers := lines * 2 / 3
	for i := range newcomers {
		person, inviter, at := fmt.Sprintf("%s-%d", name, i), m.account(), m.at(i)
		if i > 0 && m.IntN(5) > 0 {
			inviter = fmt.Sprintf("%s-%d", name, m.IntN(i))
		}
		if m.IntN(6) == 0 {
			at = ""
		}
		group := ""
		if m.IntN(4) == 0 {
			group = fmt.Sprintf("room%d", m.IntN(chatGroups))
		}
		rows = append(rows, []string{person, inviter, at, group, ""})
		m.Newcomers[person]++
		switch m.IntN(12) {
		case 0: // somebody else says so too
			rows = append(rows, []string{person, m.account(), m.at(i + m.IntN(lines)), "", ""})
			m.Newcomers[person]++
		case 1: // a circle
			rows = append(rows, []string{inviter, person, m.at(i + m.IntN(lines)), "", ""})
			if _, fresh := m.Newcomers[inviter]; fresh {
				m.Newcomers[inviter]++
			}
		case 2: // the same again
			rows = append(rows, rows[len(rows)-1])
		}
	}
	for range lines - newcomers {
		person, inviter := m.account(), m.account()
		if m.IntN(10) == 0 {
			inviter = person
		}
		if m.IntN(10) == 0 {
			inviter = ""
		}
		rows = append(rows, []string{person, inviter, m.at(m.IntN(lines)), "", ""})
	}
	m.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for _, r := range rows {
		m.line(r...)
	}
}

// touches writes what people did: some twice under one number, some owed to somebody, some orders of unknown amount.
func (m *maker) touches(name string, lines int) {
	m.Source = touchSource
	m.head("customer,phone,touch,time,item,community,community_source,by,ref")
	kinds := []string{"view", "view", "view", "click", "share", "vote", "checkin", "scan", "order"}
	for i := range lines {
		person := 1 + m.IntN(600)
		kind := kinds[m.IntN(len(kinds))]
		group, space, by := "", "", ""
		if m.IntN(4) == 0 {
			group, space = fmt.Sprintf("room%d", m.IntN(chatGroups)), chatSource
		}
		if m.IntN(5) == 0 {
			by = m.account()
		}
		row := []string{fmt.Sprintf("C%05d", person), phoneOf(person), kind, m.at(i), fmt.Sprintf("P%03d", m.IntN(300)), group, space, by,
			fmt.Sprintf("%s-%d", name, i)}
		if kind == "order" {
			m.Bought++
		} else {
			m.Touches++
		}
		m.line(row...)
		if m.IntN(30) == 0 {
			m.line(row...)
		}
	}
}
