package conversation

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"qunli/community"
	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/testkit/data"
	"qunli/testkit/dbtest"
)

// qtoxSorts is what the events of the log are.
var qtoxSorts = map[string]Sort{"msg": LineMessage, "action": LineAction, "join": LineJoin, "part": LineLeave, "quit": LineLeave,
	"nick": LineRename, "notice": LineNotice}

// qtoxLines reads the log. Its times are local and count as Shanghai's, the zone of tests, so that hours stay as written.
func qtoxLines(t *testing.T, g community.ID) []Line {
	t.Helper()
	f, err := os.Open(data.File(t, "chat_irc_qtox", "events.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	var lines []Line
	scan := bufio.NewScanner(z)
	for scan.Scan() {
		cells := strings.Split(scan.Text(), "\t")
		sort, ok := qtoxSorts[cells[2]]
		if !ok {
			continue
		}
		at, err := time.ParseInLocation("2006-01-02T15:04:05", cells[1], zone)
		if err != nil {
			t.Fatal(err)
		}
		l := Line{Community: g, Sort: sort, Name: cells[3], Target: cells[4], Text: cells[5], At: at.UnixMilli()}
		switch cells[2] {
		case "part":
			l.Scene = community.SceneLeft
		case "quit":
			l.Scene = community.SceneQuit
		}
		lines = append(lines, l)
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	return number(lines)
}

// qtoxFigures is one group of expected.json.
type qtoxFigures struct {
	FirstDay         string           `json:"first_day"`
	LastDay          string           `json:"last_day"`
	SpanDays         int64            `json:"span_days"`
	Events           map[string]int64 `json:"events"`
	Messages         int64            `json:"messages_incl_action"`
	Speakers         int64            `json:"speakers"`
	SilentJoiners    int64            `json:"silent_joiners"`
	JoinedNicks      int64            `json:"joined_nicks"`
	ActiveDays       int64            `json:"active_days"`
	AvgDAU           float64          `json:"avg_dau"`
	AvgMAU           float64          `json:"avg_mau_calendar"`
	Top10            float64          `json:"top10pct_share"`
	Gini             float64          `json:"gini_messages"`
	FirstTime        int64            `json:"first_time_speakers_with_7d_followup"`
	ReturnedWithin7d int64            `json:"returned_within_7d"`
	Mentions         int64            `json:"directed_mentions_prefix"`
	PeakHour         []any            `json:"peak_hour"`
}

// TestQTox brings nine months of a real group in and computes every figure of its expected.json from the stored rows, by
// nicknames as written.
func TestQTox(t *testing.T) {
	path := data.File(t, "chat_irc_qtox", "expected.json")
	dbtest.Each(t, schemas(), func(t *testing.T, d dbtest.Fixture) {
		g := group(t, d, 1, "#qtox")
		lines := qtoxLines(t, g)
		o := options()
		o.Bots = regexp.MustCompile(`-git-|^GitHub\d+$|^qTox-syncbot$`)
		lap := clock.Stopwatch()
		n := takeLog(t, d, 1, o, lines, 2000)
		t.Logf("%d lines, %d added in %s", len(lines), n, lap())
		if n != int64(len(lines)) {
			t.Errorf("%d of %d lines were added", n, len(lines))
		}
		want := map[string]qtoxFigures{}
		raw, err := os.ReadFile(path)
		if err == nil {
			err = json.Unmarshal(raw, &want)
		}
		if err != nil {
			t.Fatal(err)
		}
		compareQTox(t, d.Read(), want["#qtox"])
		before := dump(t, d)
		lap = clock.Stopwatch()
		if n := takeLog(t, d, 1, o, lines, 2000); n != 0 {
			t.Errorf("%d lines were added again", n)
		}
		t.Logf("again in %s", lap())
		for table, n := range dump(t, d) {
			if n != before[table] {
				t.Errorf("%s has %d rows, had %d", table, n, before[table])
			}
		}
		lap = clock.Stopwatch()
		clean(t, d)
		t.Logf("checked in %s; %v", lap(), before)
	})
}

func compareQTox(t *testing.T, q db.Q, want qtoxFigures) {
	t.Helper()
	is := func(what string, got, want any) {
		t.Helper()
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	day := func(column string) int64 {
		return num(t, q, `SELECT CAST(SUM(`+column+`) AS BIGINT) FROM conversation_day`)
	}
	first := must[string](t)(db.One[string](t.Context(), q, `SELECT MIN(day) FROM conversation_day`))
	last := must[string](t)(db.One[string](t.Context(), q, `SELECT MAX(day) FROM conversation_day`))
	span := days(t, first, last) + 1
	is("first day", first, want.FirstDay)
	is("last day", last, want.LastDay)
	is("span", span, want.SpanDays)
	is("messages", day("messages + bots"), want.Messages)
	is("actions", num(t, q, `SELECT COUNT(*) FROM conversation_message WHERE kind = 'action'`), want.Events["action"])
	is("notices", day("notices"), want.Events["notice"])
	is("joins", day("joins"), want.Events["join"])
	is("leaves", day("leaves"), want.Events["part"]+want.Events["quit"])
	is("renames", day("renames"), want.Events["nick"])
	// A program of the log comes and goes like people: its joins and leaves are in the log and are nobody's.
	raw := func(column string) int64 {
		return num(t, q, `SELECT CAST(SUM(`+column+`) AS BIGINT) FROM community_day`)
	}
	bots := func(column string) int64 {
		return num(t, q, `SELECT CAST(SUM(`+column+`) AS BIGINT) FROM conversation_author WHERE bot = TRUE`)
	}
	is("joins of people", raw("raw_joins"), want.Events["join"]-bots("joins"))
	is("leaves of people", raw("raw_leaves"), want.Events["part"]+want.Events["quit"]-bots("leaves"))
	t.Logf("leaves: %d as written, %d debounced by 30 min; joins: %d and %d", day("leaves"), raw("leaves"), day("joins"), raw("joins"))
	is("mentions", day("mentions"), want.Mentions)
	is("mentions of writers", num(t, q, `SELECT CAST(SUM(mentions) AS BIGINT) FROM conversation_author_day`), want.Mentions)
	is("speakers", num(t, q, `SELECT COUNT(*) FROM conversation_author WHERE first_at <> 0`), want.Speakers)
	is("joined names", num(t, q, `SELECT COUNT(*) FROM conversation_author WHERE joins > 0`), want.JoinedNicks)
	is("silent joiners", num(t, q, `SELECT COUNT(*) FROM conversation_author WHERE joins > 0 AND first_at = 0`), want.SilentJoiners)
	is("active days", num(t, q, `SELECT COUNT(*) FROM conversation_day WHERE messages + bots > 0`), want.ActiveDays)
	is("peak hour", peakHour(t, q), want.PeakHour)
	writers := must[[]authorDayRow](t)(db.All[authorDayRow](t.Context(), q, `SELECT author_id, day, messages
		FROM conversation_author_day WHERE messages > 0 ORDER BY author_id, day`))
	is("average of daily speakers", round(float64(len(writers))/float64(span), 3), want.AvgDAU)
	is("average of monthly speakers", round(monthly(writers), 4), want.AvgMAU)
	top, gini := concentration(writers)
	is("share of the tenth", round(top, 4), want.Top10)
	is("gini", round(gini, 4), want.Gini)
	firstTime, returned := returning(t, writers, want.LastDay)
	is("first-time speakers", firstTime, want.FirstTime)
	is("returned", returned, want.ReturnedWithin7d)
}

func days(t *testing.T, from, to string) int64 {
	t.Helper()
	a := must[time.Time](t)(time.Parse(time.DateOnly, from))
	b := must[time.Time](t)(time.Parse(time.DateOnly, to))
	return int64(b.Sub(a).Hours() / 24)
}

func round(x float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(x*p) / p
}

func peakHour(t *testing.T, q db.Q) []any {
	t.Helper()
	rows := must[[]hourRow](t)(db.All[hourRow](t.Context(), q, `SELECT hour, CAST(SUM(messages + bots) AS BIGINT) AS messages
		FROM conversation_hour GROUP BY hour ORDER BY 2 DESC, 1 LIMIT 1`))
	return []any{fmt.Sprintf("%02d", rows[0].Hour), rows[0].Messages}
}

func monthly(writers []authorDayRow) float64 {
	type month struct {
		author AuthorID
		month  string
	}
	people, months := map[month]bool{}, map[string]bool{}
	for _, w := range writers {
		people[month{w.AuthorID, w.Day[:7]}] = true
		months[w.Day[:7]] = true
	}
	return float64(len(people)) / float64(len(months))
}

// concentration gives the share of the most talkative tenth and the Gini coefficient.
func concentration(writers []authorDayRow) (top, gini float64) {
	by := map[AuthorID]int64{}
	for _, w := range writers {
		by[w.AuthorID] += w.Messages
	}
	var counts []float64
	total := 0.0
	for _, n := range by {
		counts = append(counts, float64(n))
		total += float64(n)
	}
	slices.SortFunc(counts, func(a, b float64) int { return cmp.Compare(b, a) })
	for i, n := range counts {
		if i < int(math.Ceil(float64(len(counts))/10)) {
			top += n
		}
		gini += float64(len(counts)-2*i-1) * n
	}
	return top / total, gini / (float64(len(counts)) * total)
}

func returning(t *testing.T, writers []authorDayRow, last string) (first, returned int64) {
	t.Helper()
	spoke := map[AuthorID][]string{}
	for _, w := range writers {
		spoke[w.AuthorID] = append(spoke[w.AuthorID], w.Day)
	}
	for _, on := range spoke {
		if days(t, on[0], last) < 7 {
			continue
		}
		first++
		if slices.ContainsFunc(on[1:], func(day string) bool { return days(t, on[0], day) <= 7 }) {
			returned++
		}
	}
	return first, returned
}
