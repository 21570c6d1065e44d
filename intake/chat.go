package intake

import (
	"context"
	"hash/fnv"
	"strings"

	"qunli/community"
	"qunli/conversation"
	"qunli/customer"
	"qunli/kit/db"
	"qunli/kit/event"
)

// chatRow is one line of a group's log.
type chatRow struct {
	line         conversation.Line // Community is a stand-in until it is written
	group        groupRef
	groupName    string
	store, staff string // codes
	ignored      bool   // the mapping says that lines of this sort tell nothing
}

// lineWords are the words by which logs tell what a line is.
var lineWords = map[string]conversation.Sort{
	"message": conversation.LineMessage, "msg": conversation.LineMessage, "消息": conversation.LineMessage, "发言": conversation.LineMessage,
	"action": conversation.LineAction, "me": conversation.LineAction, "notice": conversation.LineNotice, "通知": conversation.LineNotice,
	"join": conversation.LineJoin, "进群": conversation.LineJoin, "入群": conversation.LineJoin, "加入": conversation.LineJoin,
	"leave": conversation.LineLeave, "part": conversation.LineLeave, "quit": conversation.LineLeave, "退群": conversation.LineLeave,
	"离开": conversation.LineLeave, "rename": conversation.LineRename, "nick": conversation.LineRename, "改名": conversation.LineRename,
}

func readChat(f *form, cells []string) (chatRow, error) {
	var r chatRow
	var err error
	l := &r.line
	if l.Sort, r.ignored, err = f.lineSort(cells); err != nil || r.ignored {
		return r, err
	}
	if r.group, err = f.group(cells); err != nil {
		return r, err
	}
	if r.group.code == "" {
		return r, f.wrong("community", "", "不能为空", "must not be empty")
	}
	if l.At, err = f.time(cells, "time"); err != nil {
		return r, err
	}
	l.Name, l.Target, l.Inviter, l.Scene = f.text(cells, "member"), f.text(cells, "target"), f.text(cells, "inviter"), f.text(cells, "scene")
	l.Text, l.Key, l.ReplyTo = f.verbatim(cells, "text"), f.text(cells, "key"), f.text(cells, "reply_to")
	l.Content = conversation.Content(strings.ToLower(f.text(cells, "content")))
	if l.Content != "" && !l.Content.Valid() {
		l.Content = conversation.Other
	}
	r.groupName, r.store, r.staff = f.text(cells, "community_name"), f.text(cells, "store"), f.text(cells, "staff")
	card, err := f.card(cells, memberKeys, "")
	l.Keys, l.Community = card.Keys, r.group.standIn()
	return r, err
}

// lineSort reads what a line tells; ignored is true for words that the mapping gives no meaning.
func (f *form) lineSort(cells []string) (sort conversation.Sort, ignored bool, err error) {
	g, mapped := f.fields["event"]
	if !mapped {
		return conversation.LineMessage, false, nil
	}
	raw, word := strings.TrimSpace(g.get(cells)), f.text(cells, "event")
	if raw != "" && (word == "" || word == "ignore") {
		return "", true, nil
	}
	sort, ok := lineWords[strings.ToLower(word)]
	if !ok {
		return "", false, f.wrong("event", raw, "不是记录类型；用 --kind message=…、join=…、leave=…、rename=…、notice=… 或 ignore=… 指明文件里的说法",
			"is no kind of line; name the words of the file with --kind message=…, join=…, leave=…, rename=…, notice=… or ignore=…")
	}
	return sort, false, nil
}

// standIn tells groups of one file apart before they are looked up.
func (g groupRef) standIn() community.ID {
	h := fnv.New64a()
	_, _ = h.Write([]byte(g.source + "\x00" + g.code)) // never fails
	return community.ID(h.Sum64() >> 1)
}

// numberLines tells equal lines of one file apart, in the order of the file.
func numberLines() func(*chatRow) {
	counter := conversation.NewCounter()
	return func(r *chatRow) {
		if !r.ignored {
			counter.Number(&r.line)
		}
	}
}

// writeChat brings a batch of lines in: groups, then people, stays and messages.
func (s *Service) writeChat(ctx context.Context, tx *db.Tx, imp run, rows []chatRow) (outcome, error) {
	out := outcome{fates: make([]fate, len(rows)), tally: map[string]int64{}}
	kept := make([]chatRow, 0, len(rows))
	at := make([]int, 0, len(rows))
	for i, r := range rows {
		if r.ignored {
			out.fates[i].Ignored = true
			continue
		}
		kept, at = append(kept, r), append(at, i)
	}
	lines, unknown, err := linesOf(ctx, tx, imp, kept)
	if err != nil {
		return out, err
	}
	taken, err := conversation.TakeLog(ctx, tx, int64(imp.ID), imp.days, imp.form.chat.with(imp.Source), lines)
	if err != nil {
		return out, err
	}
	for k, t := range taken.Fates {
		f := &out.fates[at[k]]
		f.Added, f.Ignored = t.Added, t.Ignored
		if t.Refusal != nil {
			f.Refused = t.Refusal
		} else if !t.Ignored {
			out.tally["chat_"+string(lines[k].Sort)]++
		}
	}
	for _, f := range out.fates {
		if f.Ignored {
			out.tally["ignored"]++
		}
	}
	return out.with("staff_unknown", unknown), s.publishAll(ctx, tx, taken.Facts())
}

// linesOf gives the lines with their groups and staff.
func linesOf(ctx context.Context, tx *db.Tx, imp run, rows []chatRow) (lines []conversation.Line, unknown int64, err error) {
	if err := customer.Hold(ctx, tx); err != nil {
		return nil, 0, err
	}
	places, err := places(ctx, tx, rows, func(r chatRow) (string, string) { return r.store, r.staff })
	if err != nil {
		return nil, 0, err
	}
	groups, err := groups(ctx, tx, imp, rows, func(r chatRow) groupKnown {
		return groupKnown{r.group, community.Known{Name: r.groupName, Store: places.store(r.store)}}
	})
	lines = make([]conversation.Line, len(rows))
	for i := range rows {
		lines[i] = rows[i].line
		lines[i].Community, lines[i].Staff = groups[rows[i].group], places.person(rows[i].staff)
	}
	return lines, places.unknown, err
}

func (s *Service) publishAll(ctx context.Context, tx *db.Tx, facts []event.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	return s.bus.Publish(ctx, tx, facts...)
}

// chatSorts names the lines of logs for reports.
func chatSorts() []Sort {
	return []Sort{
		{"chat_message", "消息", "messages"},
		{"chat_action", "动作消息", "action messages"},
		{"chat_notice", "通知（机器人，不计入发言）", "notices (programs, no messages of people)"},
		{"chat_join", "进群", "joins"},
		{"chat_leave", "退群", "leaves"},
		{"chat_rename", "改名", "renames"},
		{"ignored", "按规则忽略", "ignored, as asked"},
	}
}
