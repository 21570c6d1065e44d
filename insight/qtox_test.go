package insight

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"qunli/community"
	"qunli/conversation"
	"qunli/kit/db"
	"qunli/testkit/data"
)

// TestQtoxActivity brings the real log in and has activity, by names as written, give every figure of its expected.json, and
// retention both counts of leaves.
func TestQtoxActivity(t *testing.T) {
	var expected map[string]struct {
		Span     float64 `json:"span_days"`
		Messages float64 `json:"messages_incl_action"`
		Speakers float64
		Silent   float64 `json:"silent_joiners"`
		Joined   float64 `json:"joined_nicks"`
		Days     float64 `json:"active_days"`
		DAU      float64 `json:"avg_dau"`
		MAU      float64 `json:"avg_mau_calendar"`
		Top      float64 `json:"top10pct_share"`
		Gini     float64 `json:"gini_messages"`
		First    float64 `json:"first_time_speakers_with_7d_followup"`
		Back     float64 `json:"returned_within_7d"`
		Mentions float64 `json:"directed_mentions_prefix"`
	}
	if err := json.Unmarshal(readFile(t, data.File(t, "chat_irc_qtox", "expected.json")), &expected); err != nil {
		t.Fatal(err)
	}
	want := expected["#qtox"]
	eachShop(t, func(s *shop) {
		s.takeQtox()
		a := s.ask(s.root(), "activity", Params{By: "written"})
		if float64(a.Window.Days) != want.Span {
			s.Errorf("%d days, want %v", a.Window.Days, want.Span)
		}
		for name, figure := range map[string]float64{"messages": want.Messages, "speakers": want.Speakers, "silent_names": want.Silent,
			"joined_names": want.Joined, "active_days": want.Days, "avg_dau": want.DAU, "avg_mau": want.MAU, "top10_share": want.Top,
			"gini": want.Gini, "newcomers": want.First, "returned7": want.Back, "mentions": want.Mentions, "peak_hour": 22, "peak_messages": 3834} {
			if got := s.value(a, name); math.Abs(got-figure) > 5e-4 {
				s.Errorf("%s: %v, want %v", name, got, figure)
			}
		}
		r := s.ask(s.root(), "retention", Params{})
		if s.value(r, "raw_leaves") != 13034 || s.value(r, "raw_joins") != 13097 {
			s.Errorf("raw: %v joins, %v leaves", s.value(r, "raw_joins"), s.value(r, "raw_leaves"))
		}
		if n := s.value(r, "leaves"); n <= 0 || n >= 13034 {
			s.Errorf("%v leaves without reconnects", n)
		}
		s.Logf("leaves: 13,034 as written, %v without reconnects within 30 minutes", s.value(r, "leaves"))
	})
}

// takeQtox brings the log in line by line as the importer does.
func (s *shop) takeQtox() {
	s.Helper()
	var group community.ID
	s.tx(func(ctx context.Context, tx *db.Tx) error {
		made, err := community.Ensure(ctx, tx, 0, []community.Known{{Source: "irc", Code: "#qtox"}})
		group = made["#qtox"]
		return err
	})
	sorts := map[string]conversation.Sort{"msg": conversation.LineMessage, "action": conversation.LineAction, "notice": conversation.LineNotice,
		"join": conversation.LineJoin, "part": conversation.LineLeave, "quit": conversation.LineLeave, "nick": conversation.LineRename}
	var lines []conversation.Line
	count := conversation.NewCounter()
	s.eachLine(func(cells []string) {
		at, err := time.ParseInLocation("2006-01-02T15:04:05", cells[1], s.zone)
		if err != nil {
			s.Fatal(err)
		}
		l := conversation.Line{Community: group, Sort: sorts[cells[2]], Name: cells[3], Target: cells[4], At: at.UnixMilli(), Text: cells[5]}
		count.Number(&l)
		if l.Sort != "" {
			lines = append(lines, l)
		}
	})
	o := conversation.Options{Source: "irc", Bots: regexp.MustCompile("-git-"), Reconnect: 30 * time.Minute}
	for len(lines) > 0 {
		part := lines[:min(2000, len(lines))]
		lines = lines[len(part):]
		s.tx(func(ctx context.Context, tx *db.Tx) error {
			_, err := conversation.TakeLog(ctx, tx, 0, s.zone, o, part)
			return err
		})
	}
}

// eachLine reads the cells of every line of the log but its header.
func (s *shop) eachLine(f func(cells []string)) {
	s.Helper()
	file, err := os.Open(data.File(s, "chat_irc_qtox", "events.tsv.gz"))
	if err != nil {
		s.Fatal(err)
	}
	defer file.Close()
	plain, err := gzip.NewReader(file)
	if err != nil {
		s.Fatal(err)
	}
	lines := bufio.NewScanner(plain)
	lines.Scan()
	for lines.Scan() {
		f(strings.Split(lines.Text(), "\t"))
	}
	if err := lines.Err(); err != nil {
		s.Fatal(err)
	}
}
