package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"qunli/intake"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/testkit/data"
)

// TestQtox brings the life of a real group in, the way the command line does, and takes it back again.
func TestQtox(t *testing.T) {
	file := data.File(t, "chat_irc_qtox", "events.tsv.gz")
	each(t, func(t *testing.T, d desk) {
		empty := d.tables()
		r := intake.Request{Kind: "chat", Mapping: d.preset("irc"), ChatOptions: intake.ChatOptions{Bots: `-git-`, Reconnect: "30m"}}
		imp := d.load(file, r)
		want := intake.Tally{"chat_message": 35584, "chat_action": 338, "chat_notice": 1403, "chat_join": 13097, "chat_leave": 13034,
			"chat_rename": 309, "ignored": 56}
		if diff := cmp.Diff(want, imp.Tally()); diff != "" || imp.Rows != 63821 || imp.Added != 63765 || imp.Rejected != 0 {
			t.Errorf("read %d, added %d, rejected %d; %s", imp.Rows, imp.Added, imp.Rejected, diff)
		}
		t.Logf("%d lines in %d ms: %.0f/s", imp.Rows, imp.WorkMs, imp.RatePerSecond())
		for query, want := range map[string]int64{
			`SELECT CAST(SUM(messages) AS BIGINT) FROM conversation_day`: 35922,
			`SELECT CAST(SUM(notices) AS BIGINT) FROM conversation_day`:  1403,
			`SELECT COUNT(*) FROM conversation_message`:                  37325,
			`SELECT CAST(SUM(leaves) AS BIGINT) FROM conversation_day`:   13034,
			`SELECT CAST(SUM(joins) AS BIGINT) FROM conversation_day`:    13097,
			`SELECT COUNT(*) FROM community`:                             1,
		} {
			if got := d.count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		before := d.count(`SELECT COUNT(*) FROM community_stay`)
		again := d.load(file, r)
		if again.Added != 0 || again.Same != 63765 || d.count(`SELECT COUNT(*) FROM community_stay`) != before {
			t.Errorf("the same log again: added %d, same %d", again.Added, again.Same)
		}
		d.clean()
		d.undo(imp.ID)
		d.undo(again.ID)
		d.clean()
		if diff := cmp.Diff(empty, d.tables()); diff != "" {
			t.Errorf("undone, but not as before: %s", diff)
		}
	})
}

const chatHeader = "群,群名,时间,类型,发送人,内容,新昵称\n"

// TestChat: words of a file mean what the mapping says, and what it leaves out is counted.
func TestChat(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		body := chatHeader +
			"r1,茶友一群,2026-03-01 10:00:00,进群,王芳,,\n" +
			"r1,茶友一群,2026-03-01 10:01:00,说,王芳,请问什么时候发货？,\n" +
			"r1,茶友一群,2026-03-01 10:01:00,说,王芳,请问什么时候发货？,\n" +
			"r1,茶友一群,2026-03-01 10:02:00,说,小助手,明天,\n" +
			"r1,茶友一群,2026-03-01 10:03:00,改名,王芳,,芳芳\n" +
			"r1,茶友一群,2026-03-01 10:04:00,拍一拍,王芳,,\n" +
			"r1,茶友一群,2026-03-01 10:05:00,说,广告号,加我,\n" +
			"r2,,2026-03-01 10:05:00,说,李雷,早,\n" +
			"r2,,2026-03-01 10:06:00,唱,李雷,早,\n" +
			"r2,,never,说,李雷,早,\n" +
			"r2,,2026-03-01 10:07:00,说,,早,\n"
		r := intake.Request{Kind: "chat", Source: "qun", Words: map[string]string{"说": "message", "拍一拍": "ignore"},
			ChatOptions: intake.ChatOptions{Ignore: "^广告", Bots: "助手$"}}
		imp := d.load(d.file("c.csv", body), r)
		want := intake.Tally{"chat_message": 4, "chat_join": 1, "chat_rename": 1, "ignored": 2}
		if diff := cmp.Diff(want, imp.Tally()); diff != "" || imp.Added != 6 || imp.Same != 0 || imp.Rejected != 3 {
			t.Errorf("added %d, same %d, rejected %d; %s", imp.Added, imp.Same, imp.Rejected, diff)
		}
		for query, want := range map[string]int64{
			`SELECT COUNT(*) FROM community WHERE source = 'qun'`:                                    2,
			`SELECT COUNT(*) FROM community WHERE name = '茶友一群'`:                                     1,
			`SELECT COUNT(*) FROM conversation_author WHERE bot`:                                     1,
			`SELECT COUNT(*) FROM conversation_message WHERE customer_id = 0`:                        1,
			`SELECT COUNT(DISTINCT customer_id) FROM conversation_author WHERE name IN ('王芳', '芳芳')`: 1,
		} {
			if got := d.count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		if again := d.load(d.file("d.csv", body), r); again.Added != 0 || again.Same != 6 {
			t.Errorf("again: added %d, same %d", again.Added, again.Same)
		}
		d.clean()
	})
}

// TestChatGoesOn: a run that was cut off goes on, and equal lines on both sides of the cut stay apart.
func TestChatGoesOn(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		var b strings.Builder
		b.WriteString("community,time,member,text\n")
		for i := range 3000 {
			for range 2 {
				fmt.Fprintf(&b, "g%d,2026-03-01 10:%02d:00,m%d,hello\n", i%2, i/60, i%7)
			}
		}
		path, r := d.file("c.csv", b.String()), intake.Request{Kind: "chat"}
		ctx, stop := cancelAfter(org.Owner(t.Context(), "test"), 2)
		cut, err := d.Load(ctx, path, r, stop)
		if err == nil || cut.Rows == 0 || cut.Rows == cut.Total {
			t.Fatalf("not cut off midway: %d of %d, %v", cut.Rows, cut.Total, err)
		}
		whole := d.load(path, r)
		if whole.ID != cut.ID || whole.Added != 6000 {
			t.Errorf("%s added %d, want %s to come to 6,000", whole.ID, whole.Added, cut.ID)
		}
		if n := d.count(`SELECT COUNT(*) FROM conversation_message`); n != 6000 {
			t.Errorf("%d messages", n)
		}
		d.clean()
	})
}

// TestChatOptions: options that mean nothing are refused before anything is read.
func TestChatOptions(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		path := d.file("c.csv", chatHeader+"r1,,2026-03-01 10:00:00,进群,王芳,,\n")
		for name, r := range map[string]intake.Request{
			"ignore":    {Kind: "chat", ChatOptions: intake.ChatOptions{Ignore: "("}},
			"bots":      {Kind: "chat", ChatOptions: intake.ChatOptions{Bots: "["}},
			"reconnect": {Kind: "chat", ChatOptions: intake.ChatOptions{Reconnect: "soon"}},
			"kind":      {Kind: "customers", ChatOptions: intake.ChatOptions{Bots: "x"}},
		} {
			_, err := d.Try(org.Owner(t.Context(), "test"), path, r)
			if f := fault.Of(err); !errors.Is(err, intake.ErrMap) || len(f.Fields) == 0 || f.Fields[0].Name != name {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := d.Try(org.Owner(t.Context(), "test"), path, intake.Request{Kind: "spend", Words: map[string]string{"a": "b"}}); !errors.Is(err, intake.ErrMap) {
			t.Errorf("words for a kind that has none: %v", err)
		}
	})
}

func TestParseWords(t *testing.T) {
	got := map[string]string{}
	for _, text := range []string{"join=入群, 扫码进群", "message=", "leave=part,quit"} {
		if err := intake.ParseWords(text, got); err != nil {
			t.Error(err)
		}
	}
	want := map[string]string{"入群": "join", "扫码进群": "join", "": "message", "part": "leave", "quit": "leave"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"join", "=a"} {
		if err := intake.ParseWords(bad, got); !errors.Is(err, intake.ErrMap) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestATrialThatReadsNothingFails: a dry run of which no record can be read says so.
func TestATrialThatReadsNothingFails(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		try := func(body string) error {
			trial, err := d.Try(org.Owner(t.Context(), "test"), d.file("o.csv", header+body), intake.Request{Kind: "orders"})
			if err != nil {
				t.Fatal(err)
			}
			return trial.Fault()
		}
		if err := try("A,never,7,S,1,1\nB,never,7,S,1,1\n"); !errors.Is(err, intake.ErrUnreadable) {
			t.Errorf("nothing can be read: %v", err)
		}
		if err := try("A,never,7,S,1,1\nB,2026-01-01,7,S,1,1\n"); err != nil {
			t.Errorf("one of two can be read: %v", err)
		}
		if err := try(""); err != nil {
			t.Errorf("an empty file: %v", err)
		}
	})
}
