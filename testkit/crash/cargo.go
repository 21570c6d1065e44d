package crash

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The sources that made files of the later kinds are imported under. Referrals name the accounts of the order files.
const (
	chatSource  = "irc"
	touchSource = "log"
)

// Cargo is a made file of any kind, how it is imported, and what has to stand once it is in.
type Cargo struct {
	Kind     string
	Path     string
	Source   string
	Flags    []string // of the import beside these
	Records  int64
	Rejected int64

	Messages  int64            // of a log: messages and notices
	Presences int64            // of a log: joins, leaves and renames
	Touches   int64            // of touches: those that are no orders
	Bought    int64            // of touches: those that are
	Newcomers map[string]int64 // of referrals: accounts that no other file names → different claims about each
	Orders    *File            // of orders: every document
}

// Args is the command that brings the file in.
func (c *Cargo) Args() []string {
	return append([]string{"import", c.Kind, c.Path, "--source", c.Source, "--json"}, c.Flags...)
}

// name is the file's name, as imports are listed.
func (c *Cargo) name() string { return filepath.Base(c.Path) }

// Kinds are the kinds of file that a storm brings.
func Kinds() []string { return []string{"orders", "chat", "referrals", "touches"} }

// maker writes one file.
type maker struct {
	*rand.Rand
	*Cargo
	t      testing.TB
	out    *csv.Writer
	number int // of the file among those of its kind
	now    time.Time
}

// NewCargo makes the file of that number and kind with about so many lines, dated before now, into dir. The same seed makes
// the same file. Files of one kind share groups and people, but no line.
func NewCargo(t testing.TB, dir, kind string, seed uint64, number, lines int, now time.Time) *Cargo {
	t.Helper()
	name := fmt.Sprintf("%s%02d", kind[:1], number)
	path := filepath.Join(dir, name+".csv")
	seed += uint64(number)*uint64(len(Kinds())) + uint64(kind[0])
	if kind == "orders" {
		f := NewFile(t, path, seed, name, lines/10)
		return &Cargo{Kind: kind, Path: path, Source: FileSource, Records: f.Records, Rejected: f.Rejected, Orders: f}
	}
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 11)), Cargo: &Cargo{Kind: kind, Path: path}, t: t, number: number, now: now}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	buffer := bufio.NewWriter(file)
	m.out = csv.NewWriter(buffer)
	switch kind {
	case "chat":
		m.chat(lines)
	case "referrals":
		m.referrals(name, lines)
	case "touches":
		m.touches(name, lines)
	default:
		t.Fatalf("there are no files of %q", kind)
	}
	m.out.Flush()
	for _, err := range []error{m.out.Error(), buffer.Flush(), file.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return m.Cargo
}

// head writes the names of the columns.
func (m *maker) head(names string) {
	m.line(strings.Split(names, ",")...)
	m.Records = 0
}

func (m *maker) line(cells ...string) {
	m.t.Helper()
	m.Records++
	if err := m.out.Write(cells); err != nil {
		m.t.Fatal(err)
	}
}

// at dates line i: no two files of a kind have a line of the same second.
func (m *maker) at(i int) string {
	const files = 64 // and of each second in 64 only one is a file's
	start := m.now.Add(-20*24*time.Hour + time.Duration(m.number%16)*7*time.Hour).Unix()
	start -= start % files
	return time.Unix(start+int64(i)*files+int64(m.number%files), 0).UTC().Format(time.DateTime)
}

// phoneOf gives the phone of every other person, the same in all kinds of file: it makes one person of several accounts.
func phoneOf(person int) string {
	if person%2 != 0 {
		return ""
	}
	return fmt.Sprintf("138%08d", person)
}
