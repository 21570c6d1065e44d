package sandbox

import (
	"context"
	"fmt"
	"slices"
)

// Set changes the settings; out, when not nil, gets a copy of what they are now.
func (w *World) Set(ctx context.Context, f func(s *Settings) error, out *Settings) error {
	return w.do(ctx, func(int64) error {
		s := *w.cfg()
		s.Faults, s.PayFaults = copied(s.Faults), copied(s.PayFaults)
		if err := f(&s); err != nil {
			return err
		}
		w.settings.put("", &s)
		if out != nil {
			*out = s
		}
		return nil
	})
}

// Now is what the world's clock shows, unix ms.
func (w *World) Now() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.moment()
}

// Travel sets the world's clock to a moment (unix ms), from which it runs on or stands still.
func (w *World) Travel(ctx context.Context, to int64, frozen bool) error {
	return w.do(ctx, func(int64) error { w.travel(to, frozen); return nil })
}

// Apps lists the apps of the corp, with their secrets.
func (w *World) Apps(ctx context.Context) ([]App, error) {
	var list []App
	err := w.do(ctx, func(int64) error {
		w.apps.each(func(a *App) { list = append(list, *a) })
		return nil
	})
	return list, err
}

// SaveApp makes an app or replaces it.
func (w *World) SaveApp(ctx context.Context, a App) error {
	return w.do(ctx, func(int64) error { w.apps.put(a.AgentID, &a); return nil })
}

// Reset empties the world: nobody and nothing is left but the apps with their secrets, the departments and the settings.
func (w *World) Reset(ctx context.Context) error {
	return w.do(ctx, func(now int64) error {
		w.media.each(func(f *Media) { w.journal.files[f.ID] = nil })
		for kind, s := range w.all {
			if !slices.Contains([]string{"settings", "app", "department", "token"}, kind) {
				s.clear()
			}
		}
		w.unindex()
		for _, l := range w.outbox.lanes {
			l.queue = nil
		}
		w.counts.put("", &Counts{})
		w.trace = trace{n: w.trace.n}
		w.trace.add(Entry{At: now, Kind: "act", What: "reset"})
		w.rearm()
		return nil
	})
}

// Callback is where an app wants its events.
type Callback struct {
	AgentID string `json:"agent_id"` // "": the first app
	URL     string `json:"url"`      // "": nowhere
	Token   string `json:"token"`
	AESKey  string `json:"aes_key"`
	Blind   bool   `json:"blind"` // saved without asking the address
}

// SetCallback saves where an app wants its events, after the address has proved that it holds the token and the key.
func (w *World) SetCallback(ctx context.Context, c Callback) error {
	if c.URL != "" && !c.Blind {
		if err := w.verify(ctx, c.URL, c.Token, c.AESKey); err != nil {
			return ErrCallback.F(err.Error()).Because(err)
		}
	}
	return w.do(ctx, func(now int64) error {
		if c.AgentID == "" {
			w.apps.from(0, func(name string, _ int64, _ *App) bool { c.AgentID = name; return false })
		}
		a := w.apps.get(c.AgentID)
		if a == nil {
			return ErrNothing
		}
		changed := *a
		changed.URL, changed.Token, changed.AESKey = c.URL, c.Token, c.AESKey
		w.apps.put(a.AgentID, &changed)
		w.trace.add(Entry{At: now, Kind: "act", What: "callback", Note: c.URL})
		return nil
	})
}

// Seed puts many things into the world at once. Nobody is told of it.
type Seed struct {
	Members   int `json:"members"`
	Customers int `json:"customers"` // each a friend of one member, by turns
	Strangers int `json:"strangers"` // people who know nobody
	Groups    int `json:"groups"`
	GroupSize int `json:"group_size"` // customers in each group; 0: 20
	Tags      int `json:"tags"`       // in groups of 20
	Marked    int `json:"marked"`     // of 100 customers, how many wear a tag
}

// Seed carries out a seed.
func (w *World) Seed(ctx context.Context, s Seed) error {
	return w.do(ctx, func(now int64) error {
		w.seedMembers(s.Members)
		for range s.Strangers {
			w.newPerson(w.freshName(), 1)
		}
		tags := w.seedTags(now, s.Tags)
		people := w.seedCustomers(now, s.Customers, s.Marked, tags)
		w.seedGroups(now, s, people)
		w.trace.add(Entry{At: now, Kind: "act", What: "seed", Note: fmt.Sprintf("%+v", s)})
		return nil
	})
}

func (w *World) seedMembers(n int) {
	for range n {
		i := len(w.members.all) + 1
		department := 2 + (i-1)%5
		name := fmt.Sprint(department)
		if w.departments.get(name) == nil {
			w.departments.put(name, &Department{ID: department, Name: fmt.Sprintf("门店 %d", department-1), Parent: 1, Order: department})
		}
		id := fmt.Sprintf("user%03d", i)
		w.members.put(id, &Member{UserID: id, Name: "导购" + w.freshName(), Departments: []int{department}, Status: active, Service: true, Gender: 1 + i%2})
	}
}

func (w *World) seedTags(now int64, n int) []string {
	var ids []string
	for len(ids) < n {
		g := &TagGroup{ID: newID("et"), Name: fmt.Sprintf("标签组 %d", len(w.tagGroups.all)+1), Created: now}
		for i := 0; i < 20 && len(ids) < n; i++ {
			ids = append(ids, w.addTag(now, g, fmt.Sprintf("标签 %d", len(w.tagOf)+1), 0).ID)
		}
		w.tagGroups.put(g.ID, g)
	}
	return ids
}

func (w *World) seedCustomers(now int64, n, marked int, tags []string) []string {
	var staff, people []string
	w.members.each(func(u *Member) {
		if u.Status == active && u.Service {
			staff = append(staff, u.UserID)
		}
	})
	for i := 0; i < n && len(staff) > 0; i++ {
		p := w.newPerson(w.freshName(), 1)
		f := &Follow{User: staff[i%len(staff)], Person: p.ID, Since: now - w.chance.Int64N(300*dayMS), AddWay: byCode, Oper: p.ID}
		if len(tags) > 0 && w.chance.IntN(100) < marked {
			f.Tags = []string{tags[w.chance.IntN(len(tags))]}
		}
		w.befriend(f)
		people = append(people, p.ID)
	}
	return people
}

func (w *World) seedGroups(now int64, s Seed, people []string) {
	var staff []string
	w.members.each(func(u *Member) {
		if u.Status == active && u.Service {
			staff = append(staff, u.UserID)
		}
	})
	size := s.GroupSize
	if size == 0 {
		size = 20
	}
	for i := 0; i < s.Groups && len(staff) > 0; i++ {
		opened := now - w.chance.Int64N(200*dayMS)
		g := w.newGroup(opened, fmt.Sprintf("福利群 %d", len(w.groups.all)+1), staff[i%len(staff)])
		for j := 0; j < size && j < len(people); j++ {
			id := people[(i*size+j)%len(people)]
			g.Members = append(g.Members, &Stay{ID: id, Type: 2, Joined: opened + w.chance.Int64N(now-opened+1), Scene: groupCode})
		}
		slices.SortStableFunc(g.Members, func(a, b *Stay) int { return int(a.Joined - b.Joined) })
		g.Versions = []Version{{g.Members[len(g.Members)-1].Joined, letters(32)}}
		w.groups.put(g.ID, g)
	}
}

// freshName makes a name that nobody has yet.
func (w *World) freshName() string {
	const family = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧"
	const given = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚桂英华玉兰红梅建国海燕晓雪婷宇浩欣悦子涵梓轩思琪雨桐嘉怡"
	f, g := []rune(family), []rune(given)
	for n := 0; ; n++ {
		name := string(f[w.chance.IntN(len(f))]) + string(g[w.chance.IntN(len(g))])
		if w.chance.IntN(3) > 0 {
			name += string(g[w.chance.IntN(len(g))])
		}
		if n > 20 {
			name += fmt.Sprint(len(w.named))
		}
		if len(w.named[name]) == 0 {
			return name
		}
	}
}

// copied gives faults that may be changed without changing those in force.
func copied[C any](faults map[string]*failing[C]) map[string]*failing[C] {
	out := make(map[string]*failing[C], len(faults))
	for path, f := range faults {
		one := *f
		out[path] = &one
	}
	return out
}
