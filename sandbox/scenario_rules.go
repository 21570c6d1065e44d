package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"qunli/kit/clock"
)

var (
	errUnmet = errors.New("it does not hold")
	errWord  = errors.New("a number or a length of time is expected")
)

// rules are all kinds of lines, those with more fixed words first.
func rules() []rule {
	return append(expectations(), rule{"期望|expect $…", unread},
		rule{"员工|staff $…", each("hire", "")}, rule{"客户|customers|customer $…", each("person", "")},
		rule{"码|code $name $…", act(func(s *step) Act { return Act{Verb: "way", Name: s.one["name"], People: s.many} })},
		rule{"群码|group-code $name $…", act(func(s *step) Act { return Act{Verb: "joinway", Name: s.one["name"], People: s.many} })},
		rule{"等|wait $n $unit", wait}, rule{"等|wait $n", wait},
		rule{"时钟|clock 停|stops", freeze(true)}, rule{"时钟|clock 走|runs", freeze(false)},
		rule{"开关|set $name $value", setting}, rule{"静候|settle", settleEvents},
		rule{"$who 扫码|扫|scans $code", act(func(s *step) Act { return Act{Verb: "scan", Person: s.one["who"], Code: s.one["code"]} })},
		rule{"$who 添加|adds $whom", act(func(s *step) Act { return Act{Verb: "search", Person: s.one["who"], Staff: s.one["whom"]} })},
		rule{"$who 通过|accepts $whom", act(func(s *step) Act { return Act{Verb: "accept", Staff: s.one["who"], Person: s.one["whom"]} })},
		rule{"$who 加回|adds-back $whom", act(func(s *step) Act { return Act{Verb: "addback", Staff: s.one["who"], Person: s.one["whom"]} })},
		rule{"$who 删除|deletes $whom", deleteFriend},
		rule{"$who 对|to $whom 说|says $…", speakTo},
		rule{"$who 在|in $group 说|says $…", act(func(s *step) Act {
			return Act{Verb: "groupsay", Group: s.one["group"], Person: s.one["who"], Text: strings.Join(s.many, " ")}
		})},
		rule{"$who 建群|opens-group $group $…", act(func(s *step) Act {
			return Act{Verb: "group", Staff: s.one["who"], Name: s.one["group"], People: s.many}
		})},
		rule{"$who 邀请|invites $… 进|into $group", act(func(s *step) Act {
			return Act{Verb: "invite", Person: s.one["who"], People: s.many, Group: s.one["group"]}
		})},
		rule{"$who 退出|leaves $group", act(func(s *step) Act { return Act{Verb: "leave", Person: s.one["who"], Group: s.one["group"]} })},
		rule{"$who 移出|removes $… 从|from $group", act(func(s *step) Act {
			return Act{Verb: "kick", Staff: s.one["who"], People: s.many, Group: s.one["group"]}
		})},
		rule{"$who 改名|renames $group 为|to $name", act(func(s *step) Act {
			return Act{Verb: "rename", Staff: s.one["who"], Group: s.one["group"], Name: s.one["name"]}
		})},
		rule{"$who 公告|announces $group $…", act(func(s *step) Act {
			return Act{Verb: "notice", Staff: s.one["who"], Group: s.one["group"], Text: strings.Join(s.many, " ")}
		})},
		rule{"$who 转让|hands $group 给|to $whom", act(func(s *step) Act {
			return Act{Verb: "owner", Staff: s.one["who"], Group: s.one["group"], To: s.one["whom"]}
		})},
		rule{"$who 解散|dismisses $group", act(func(s *step) Act { return Act{Verb: "dismiss", Staff: s.one["who"], Group: s.one["group"]} })},
		rule{"$who 发送群发|confirms", act(func(s *step) Act { return Act{Verb: "confirm", Staff: s.one["who"]} })},
		rule{"$who 忽略群发|ignores", act(func(s *step) Act { return Act{Verb: "ignore", Staff: s.one["who"]} })},
		rule{"$who 备注|remarks $whom $…", act(func(s *step) Act {
			return Act{Verb: "remark", Staff: s.one["who"], Person: s.one["whom"], Text: strings.Join(s.many, " ")}
		})},
		rule{"$who 打标签|tags $whom $…", act(func(s *step) Act {
			return Act{Verb: "tag", Staff: s.one["who"], Person: s.one["whom"], Tags: s.many}
		})},
		rule{"$who 去标签|untags $whom $…", act(func(s *step) Act {
			return Act{Verb: "untag", Staff: s.one["who"], Person: s.one["whom"], Tags: s.many}
		})},
		rule{"$who 拒绝接替|refuses", act(func(s *step) Act { return Act{Verb: "refuse", Person: s.one["who"]} })},
		rule{"$who 同意存档|agrees $whom", act(func(s *step) Act {
			return Act{Verb: "archive", Person: s.one["who"], Staff: s.one["whom"], On: true}
		})},
		rule{"$who 离职|resigns", act(func(s *step) Act { return Act{Verb: "resign", Staff: s.one["who"]} })},
	)
}

// sentence fills the verbs of a text whose arguments differ by language.
func sentence(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func unread(context.Context, *World, *step) error { return errWord }

// act is a line that is one act.
func act(f func(s *step) Act) func(ctx context.Context, w *World, s *step) error {
	return func(ctx context.Context, w *World, s *step) error {
		_, err := w.Act(ctx, f(s))
		return err
	}
}

// each is a line that is one act for every name in it.
func each(verb, id string) func(ctx context.Context, w *World, s *step) error {
	return func(ctx context.Context, w *World, s *step) error {
		for _, name := range s.many {
			if _, err := w.Act(ctx, Act{Verb: verb, Name: name, ID: id}); err != nil {
				return err
			}
		}
		return nil
	}
}

// isMember tells whether a name is that of somebody of the corp.
func (w *World) isMember(ctx context.Context, name string) (is bool) {
	if w.do(ctx, func(int64) error { _, err := w.member(name); is = err == nil; return nil }) != nil {
		return false
	}
	return is
}

func deleteFriend(ctx context.Context, w *World, s *step) error {
	a := Act{Verb: "unfollow", Person: s.one["who"], Staff: s.one["whom"]}
	if w.isMember(ctx, s.one["who"]) {
		a = Act{Verb: "unfriend", Person: s.one["whom"], Staff: s.one["who"]}
	}
	_, err := w.Act(ctx, a)
	return err
}

func speakTo(ctx context.Context, w *World, s *step) error {
	a := Act{Text: strings.Join(s.many, " ")}
	switch {
	case w.isMember(ctx, s.one["who"]):
		a.Verb, a.Staff, a.Person = "reply", s.one["who"], s.one["whom"]
	case w.isMember(ctx, s.one["whom"]):
		a.Verb, a.Staff, a.Person = "say", s.one["whom"], s.one["who"]
	default:
		a.Verb, a.Person, a.To = "tell", s.one["who"], s.one["whom"]
	}
	_, err := w.Act(ctx, a)
	return err
}

// wait lets the world's clock go on.
func wait(ctx context.Context, w *World, s *step) error {
	text := s.one["n"] + s.one["unit"]
	digits := strings.TrimRight(text, "秒分钟小时天smhd")
	n, err := strconv.ParseFloat(digits, 64)
	units := map[string]time.Duration{"秒": time.Second, "s": time.Second, "分": time.Minute, "分钟": time.Minute, "m": time.Minute,
		"小时": time.Hour, "h": time.Hour, "天": 24 * time.Hour, "d": 24 * time.Hour}
	unit := units[strings.TrimPrefix(text, digits)]
	if err != nil || unit == 0 {
		return errWord
	}
	return w.do(ctx, func(now int64) error {
		w.travel(now+int64(n*float64(unit.Milliseconds())), w.cfg().Frozen != 0)
		return nil
	})
}

func freeze(on bool) func(ctx context.Context, w *World, s *step) error {
	return func(ctx context.Context, w *World, _ *step) error {
		return w.do(ctx, func(now int64) error { w.travel(now, on); return nil })
	}
}

func setting(ctx context.Context, w *World, s *step) error {
	value := s.one["value"]
	if !json.Valid([]byte(value)) {
		quoted, err := json.Marshal(value)
		if err != nil {
			return err
		}
		value = string(quoted)
	}
	return w.Set(ctx, func(v *Settings) error {
		d := json.NewDecoder(strings.NewReader(fmt.Sprintf("{%q: %s}", s.one["name"], value)))
		d.DisallowUnknownFields()
		return d.Decode(v)
	}, nil)
}

func settleEvents(ctx context.Context, w *World, _ *step) error {
	return eventually(ctx, w, func() (bool, error) { return w.totals()["waiting"] == 0, nil })
}

// patience is how long an expectation may take to come true.
const patience = 15 * time.Second

// eventually waits until f holds; f runs with the lock of the world held.
func eventually(ctx context.Context, w *World, f func() (bool, error)) error {
	passed := clock.Stopwatch()
	for {
		holds := false
		err := w.do(ctx, func(int64) error {
			var err error
			holds, err = f()
			return err
		})
		switch {
		case err == nil && holds:
			return nil
		case passed() > patience && err != nil:
			return err
		case passed() > patience:
			return errUnmet
		}
		if err := clock.Sleep(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}

// expect is a line about the world; a negative one is looked at once.
func expect(pattern string, negative bool, f func(w *World, s *step) (bool, error)) rule {
	return rule{"期望|expect " + pattern, func(ctx context.Context, w *World, s *step) error {
		if !negative {
			return eventually(ctx, w, func() (bool, error) { return f(w, s) })
		}
		return w.do(ctx, func(int64) error {
			holds, err := f(w, s)
			if err == nil && holds {
				err = errUnmet
			}
			return err
		})
	}}
}

func expectations() []rule {
	return []rule{
		expect("事件|events $n", false, func(w *World, s *step) (bool, error) { return strconv.Itoa(w.counts.get("").Events) == s.one["n"], nil }),
		expect("$who 没收到|not-receives $…", true, received), expect("$who 收到|receives $…", false, received),
		expect("$who 和|and $whom 不是好友|not-friends", true, areFriends), expect("$who 和|and $whom 是好友|friends", false, areFriends),
		expect("$who 不在|not-in $group", true, isIn), expect("$who 在|in $group", false, isIn),
		expect("$group 有|has $n 人|members", false, hasMembers),
		expect("$who 没有标签|not-tagged $tag", true, wears), expect("$who 有标签|tagged $tag", false, wears),
		expect("$who 待发|waiting $n", false, hasWaiting),
	}
}

// received tells whether some message in a chat of somebody holds the words.
func received(w *World, s *step) (bool, error) {
	ids, err := w.somebodies([]string{s.one["who"]})
	if err != nil {
		return false, err
	}
	id, words := ids[0], strings.Join(s.many, " ")
	holds := false
	look := func(chat string) {
		holds = holds || slices.ContainsFunc(w.talk[chat], func(one *Message) bool {
			return one.From != id && one.From != "" && (strings.Contains(one.Text, words) || strings.Contains(one.Title, words) || strings.Contains(one.URL, words))
		})
	}
	for _, n := range append(slices.Clone(w.byPerson[id]), w.byMember[id]...) {
		look(pair(n.follow.User, n.follow.Person))
	}
	for _, g := range w.groupsOf(id) {
		look(g.ID)
	}
	for _, other := range w.pals[id] {
		look(pair(min(id, other), max(id, other)))
	}
	return holds, nil
}

func areFriends(w *World, s *step) (bool, error) {
	_, _, f, err := w.friends(&Act{Person: s.one["who"], Staff: s.one["whom"]})
	if errors.Is(err, ErrNotFriends) {
		return false, nil
	}
	return err == nil && !f.Lost, err
}

func isIn(w *World, s *step) (bool, error) {
	_, _, err := w.inside(&Act{Group: s.one["group"], Person: s.one["who"]})
	if errors.Is(err, ErrNotIn) {
		return false, nil
	}
	return err == nil, err
}

func hasMembers(w *World, s *step) (bool, error) {
	g, err := w.group(s.one["group"])
	return err == nil && strconv.Itoa(len(g.Members)) == s.one["n"], err
}

func wears(w *World, s *step) (bool, error) {
	p, err := w.person(s.one["who"])
	if err != nil {
		return false, err
	}
	for _, n := range w.byPerson[p.ID] {
		for _, id := range n.follow.Tags {
			if t := w.tag(id); t != nil && t.Name == s.one["tag"] {
				return true, nil
			}
		}
	}
	return false, nil
}

func hasWaiting(w *World, s *step) (bool, error) {
	m, err := w.member(s.one["who"])
	return err == nil && strconv.Itoa(len(w.waiting(m.UserID, ""))) == s.one["n"], err
}
