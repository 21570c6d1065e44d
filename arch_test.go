// Package qunli_test executes the laws of the house (docs/architecture.md): who may import whom, whose tables a statement
// may name, which SQL both engines read alike, who begins transactions, and the manners that keep the code readable.
// It reads the source and nothing else. Every exception stands in a table here, with its reason.
package qunli_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"qunli/app/docgen"
)

// floors is the one ordered list: a room imports only rooms of floors above its own in this list. A name ending in /* is
// every room directly below it; rooms of one floor do not import each other.
var floors = [][]string{
	{"kit/fault", "kit/clock", "kit/money", "kit/qr"},
	{"kit/id"},
	{"kit/db"},
	{"kit/job"},
	{"kit/event"},
	{"kit/commit", "kit/ledger", "kit/secret", "kit/blob", "kit/live"},
	{"kit/serve"},
	{"channel"},
	{"org"},
	{"customer"},
	{"segment"},
	{"community"},
	{"conversation"},
	{"membership"},
	{"commerce"},
	{"commerce/pay"},
	{"referral"},
	{"page"},
	{"reward"},
	{"campaign"},
	{"desk"},
	{"outreach"},
	{"lead"},
	{"livecode"},
	{"landing"},
	{"mirror"},
	{"succession"},
	{"automation"},
	{"insight"},
	{"intake"},
	{"demo"},
	{"webhook"},
	{"channel/*", "commerce/pay/*", "campaign/*"},
	{"web/*"},
	{"sandbox"},
	{"app"},
	{"cmd/*"},
}

// source is one parsed Go file.
type source struct {
	path string // slashed, from the root
	dir  string
	test bool
	file *ast.File
}

// house is the whole tree, read once.
type house struct {
	set    *token.FileSet
	files  []source
	dirs   []string
	tables map[string]string // table → room that owns it
}

var readHouse = sync.OnceValues(func() (*house, error) {
	h := &house{set: token.NewFileSet(), tables: map[string]string{}}
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if base := entry.Name(); base != "." && strings.HasPrefix(base, ".") || slices.Contains([]string{"testdata", "node_modules", "bin"}, base) {
				return filepath.SkipDir
			}
			h.dirs = append(h.dirs, filepath.ToSlash(name))
			return nil
		}
		return h.read(filepath.ToSlash(name))
	})
	return h, err
})

var createTable = regexp.MustCompile(`(?i)\bCREATE TABLE (?:IF NOT EXISTS )?([a-z_0-9]+)`)

func (h *house) read(name string) error {
	if strings.HasSuffix(name, ".sql") && path.Base(path.Dir(name)) == "schema" {
		text, err := os.ReadFile(name)
		for _, m := range createTable.FindAllStringSubmatch(string(text), -1) {
			h.tables[m[1]] = path.Dir(path.Dir(name))
		}
		return err
	}
	if !strings.HasSuffix(name, ".go") {
		return nil
	}
	file, err := parser.ParseFile(h.set, name, nil, 0)
	h.files = append(h.files, source{name, path.Dir(name), strings.HasSuffix(name, "_test.go"), file})
	return err
}

// tree gives the house, and fails where a file cannot be parsed.
func tree(t *testing.T) *house {
	t.Helper()
	h, err := readHouse()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// program lists the files that are neither tests nor for tests.
func (h *house) program() []source {
	return slices.DeleteFunc(slices.Clone(h.files), func(s source) bool { return s.test || within(s.dir, "testkit") })
}

func (h *house) at(n ast.Node) string {
	p := h.set.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.ToSlash(p.Filename), p.Line)
}

// within tells whether a folder is the room or lies in it.
func within(dir, room string) bool { return dir == room || strings.HasPrefix(dir, room+"/") }

// roomOf gives the room a folder belongs to and its floor; ok is false for a folder that is in no room of the list.
func roomOf(dir string) (room string, floor int, ok bool) {
	for f, rooms := range floors {
		for _, r := range rooms {
			name := r
			if above, any := strings.CutSuffix(r, "/*"); any {
				rest, below := strings.CutPrefix(dir, above+"/")
				if !below {
					continue
				}
				first, _, _ := strings.Cut(rest, "/")
				name = above + "/" + first
			}
			if within(dir, name) && len(name) > len(room) {
				room, floor, ok = name, f, true
			}
		}
	}
	return room, floor, ok
}

func imports(f *ast.File) map[string]ast.Node {
	out := map[string]ast.Node{}
	for _, i := range f.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			out[p] = i
		}
	}
	return out
}

func TestRoomsImportOnlyEarlierRooms(t *testing.T) {
	h := tree(t)
	for _, s := range h.program() {
		room, floor, ok := roomOf(s.dir)
		if !ok {
			t.Errorf("%s: %s is no room of the house; add it to the list in its place", s.path, s.dir)
			continue
		}
		for p, n := range imports(s.file) {
			dir, ours := strings.CutPrefix(p, "qunli/")
			if !ours {
				continue
			}
			if within(dir, "testkit") {
				t.Errorf("%s: the program imports %s, which is for tests", h.at(n), p)
				continue
			}
			to, below, known := roomOf(dir)
			switch {
			case to == room:
			case !known:
				t.Errorf("%s: %s is no room of the house", h.at(n), p)
			case below >= floor:
				t.Errorf("%s: %s may not import %s, which comes no earlier", h.at(n), room, to)
			case room == "sandbox" && !within(to, "kit"):
				t.Errorf("%s: the sandbox imports kit only, not %s", h.at(n), to)
			}
		}
	}
}

func TestEveryFolderIsARoomAndNoneIsEmpty(t *testing.T) {
	h := tree(t)
	banned := []string{"internal", "pkg", "model", "models", "util", "utils", "common", "helper", "helpers", "lib", "misc"}
	declared := map[string]bool{}
	for _, s := range h.files {
		if len(s.file.Decls) > 0 {
			declared[s.dir] = true
		}
	}
	for _, dir := range h.dirs {
		if slices.Contains(banned, path.Base(dir)) {
			t.Errorf("%s: a folder is named after what it holds", dir)
		}
		entries, err := os.ReadDir(filepath.FromSlash(dir))
		if err != nil {
			t.Fatal(err)
		}
		hasGo := slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return strings.HasSuffix(e.Name(), ".go") })
		if len(entries) == 0 || hasGo && !declared[dir] {
			t.Errorf("%s: an empty room", dir)
		}
	}
}

// nouns of the glossary; words that also mean something in programming (order, store, claim, level, member, step, scene)
// are left out.
var nouns = strings.Fields(`organisation staff customer touch community entrance campaign contribution reward prize referral
	inviter invitee partner commission payout growth points badge ceremony product playbook broadcast segment refund coupon
	groupbuy`)

var words = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)

func TestKitKnowsNoNounOfTheGlossary(t *testing.T) {
	h := tree(t)
	for _, s := range h.program() {
		if !within(s.dir, "kit") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			name, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			for _, w := range words.FindAllString(name.Name, -1) {
				if w = strings.ToLower(w); slices.Contains(nouns, w) || slices.Contains(nouns, strings.TrimSuffix(w, "s")) {
					t.Errorf("%s: kit speaks of a %s (%s)", h.at(n), w, name.Name)
				}
			}
			return true
		})
	}
}

// mayHTTP lists who speaks HTTP, as a server or as a client.
var mayHTTP = []string{"kit/serve", "web/*", "sandbox", "channel/*", "commerce/pay/*", "webhook"}

// httpExceptions are single files that import net/http.
var httpExceptions = map[string]string{
	"app/remote.go":     "hands a command to the running server through its own socket",
	"app/bench/node.go": "asks the program it measures",
	"app/bench/web.go":  "asks the program it measures",
}

func TestHTTPStaysAtTheEdge(t *testing.T) {
	h := tree(t)
	for _, s := range h.program() {
		n, uses := imports(s.file)["net/http"]
		if !uses || httpExceptions[s.path] != "" {
			continue
		}
		if !slices.ContainsFunc(mayHTTP, func(room string) bool { return matches(s.dir, room) }) {
			t.Errorf("%s: %s may not speak HTTP", h.at(n), s.dir)
		}
	}
	for p := range httpExceptions {
		if !slices.ContainsFunc(h.files, func(s source) bool { return s.path == p && imports(s.file)["net/http"] != nil }) {
			t.Errorf("%s needs no exception any more", p)
		}
	}
}

func matches(dir, room string) bool {
	if above, any := strings.CutSuffix(room, "/*"); any {
		return strings.HasPrefix(dir, above+"/")
	}
	return within(dir, room)
}

func TestTablesAreNamedAfterTheirRoom(t *testing.T) {
	h := tree(t)
	if len(h.tables) < 10 {
		t.Fatalf("only %d tables found", len(h.tables))
	}
	for table, room := range h.tables {
		prefix := strings.ReplaceAll(strings.TrimPrefix(room, "kit/"), "/", "_")
		if table != prefix && !strings.HasPrefix(table, prefix+"_") && !(room == "kit/db" && table == "node") {
			t.Errorf("table %s of room %s", table, room)
		}
	}
}

// beginners may begin transactions though they own no table.
var beginners = map[string]string{
	"kit/commit": "one transaction a batch", "kit/db": "the shim itself", "app": "commands and measurements",
}

func TestTransactionsAreBegunByTheRoomThatOwnsTables(t *testing.T) {
	h := tree(t)
	owners := map[string]bool{}
	for _, room := range h.tables {
		owners[room] = true
	}
	for _, s := range h.program() {
		room, _, _ := roomOf(s.dir)
		if owners[room] || beginners[room] != "" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Tx" && len(call.Args) == 2 {
				t.Errorf("%s: %s begins a transaction; a verb of the owning room does", h.at(n), s.dir)
			}
			return true
		})
	}
}

func TestTheClockIsReadInOnePlace(t *testing.T) {
	h := tree(t)
	for _, s := range h.program() {
		if s.dir == "kit/clock" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			f, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := f.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep"}, f.Sel.Name) {
				t.Errorf("%s: time.%s; take a clock, tx.Now or a clock.Stopwatch", h.at(n), f.Sel.Name)
			}
			return true
		})
	}
}

// changing are package variables that change, each with the reason why nobody can tell.
var changing = map[string]string{
	"kit/db.fieldSets": "a cache of what reflection says of a type: the same whoever asks",
}

func TestNothingHappensOrChangesByItself(t *testing.T) {
	h := tree(t)
	globals := map[string]map[string]bool{}
	for _, s := range h.program() {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: init(); wire it in app", h.at(d))
			}
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR {
				continue
			}
			for _, spec := range g.Specs {
				h.checkGlobal(t, s, spec.(*ast.ValueSpec), globals)
			}
		}
	}
	for _, s := range h.program() {
		h.checkAssignments(t, s, globals[s.dir])
	}
}

// checkGlobal notes the names of a package variable and refuses types that exist to change.
func (h *house) checkGlobal(t *testing.T, s source, v *ast.ValueSpec, globals map[string]map[string]bool) {
	t.Helper()
	if globals[s.dir] == nil {
		globals[s.dir] = map[string]bool{}
	}
	for _, name := range v.Names {
		globals[s.dir][name.Name] = true
		if f, ok := v.Type.(*ast.SelectorExpr); ok && changing[s.dir+"."+name.Name] == "" {
			if x, ok := f.X.(*ast.Ident); ok && (x.Name == "sync" || x.Name == "atomic") {
				t.Errorf("%s: the package variable %s changes", h.at(v), name.Name)
			}
		}
	}
}

func (h *house) checkAssignments(t *testing.T, s source, globals map[string]bool) {
	t.Helper()
	check := func(e ast.Expr) {
		name := root(e)
		if name == nil || name.Name == "_" || !globals[name.Name] || local(s.file, name) {
			return
		}
		t.Errorf("%s: changes the package variable %s", h.at(e), name.Name)
	}
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, e := range n.Lhs {
					check(e)
				}
			}
		case *ast.IncDecStmt:
			check(n.X)
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "delete" || f.Name == "clear") && len(n.Args) > 0 {
				check(n.Args[0])
			}
		}
		return true
	})
}

// root gives the variable at the bottom of a.b[c].d.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// local tells whether a name that some package variable has means something nearer here.
func local(f *ast.File, name *ast.Ident) bool {
	return name.Obj != nil && f.Scope.Lookup(name.Name) != name.Obj
}

var (
	faultCode = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$`)
	han       = regexp.MustCompile(`\p{Han}`)
	verb      = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(?:\.\d+)?([a-zA-Z])`)
)

// restated are files that make a fault again that was declared elsewhere.
var restated = map[string]string{
	"intake/import.go": "gives back the fault that an import kept of its failure",
}

func TestFaultsHaveOneCodeAndTwoLanguages(t *testing.T) {
	faults, err := docgen.Faults(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, f := range faults {
		if f.Code == "" {
			if file, _, _ := strings.Cut(f.Place, ":"); restated[file] == "" {
				t.Errorf("%s: the code and the messages of a fault are written out where it is declared", f.Place)
			}
			continue
		}
		if other := seen[f.Code]; other != "" {
			t.Errorf("%s: the code %s is also that of %s", f.Place, f.Code, other)
		}
		seen[f.Code] = f.Place
		if !faultCode.MatchString(f.Code) {
			t.Errorf("%s: the code %q is not spelt room.what", f.Place, f.Code)
		}
		if !han.MatchString(f.Zh) || f.En == "" || han.MatchString(f.En) {
			t.Errorf("%s: %s lacks a Chinese or an English text", f.Place, f.Code)
		}
		if zh, en := verbs(f.Zh), verbs(f.En); !slices.Equal(zh, en) {
			t.Errorf("%s: %s takes %v in Chinese and %v in English", f.Place, f.Code, zh, en)
		}
	}
}

// verbs lists which argument each text prints how, in the order of the arguments.
func verbs(text string) []string {
	var out []string
	for i, m := range verb.FindAllStringSubmatch(strings.ReplaceAll(text, "%%", ""), -1) {
		if m[2] == "q" || m[2] == "v" {
			m[2] = "s" // a text, however it is put
		}
		out = append(out, cmp.Or(m[1], fmt.Sprintf("[%d]", i+1))+m[2])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestFieldsAtFaultSpeakBothLanguages(t *testing.T) {
	h := tree(t)
	for _, s := range h.program() {
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 4 {
				return true
			}
			f, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || f.Sel.Name != "At" && f.Sel.Name != "InvalidField" {
				return true
			}
			zh, ok1 := flat(call.Args[2])
			en, ok2 := flat(call.Args[3])
			if ok1 && ok2 && !strings.Contains(zh+en, "§") && (!han.MatchString(zh) || en == "" || han.MatchString(en)) {
				t.Errorf("%s: a field at fault speaks one language only", h.at(n))
			}
			return true
		})
	}
}

const (
	longestFile     = 400
	longestFunction = 90
)

// long is a file or a function and its lines.
type long struct {
	lines int
	name  string
}

func TestNothingIsTooLong(t *testing.T) {
	h := tree(t)
	var files, functions []long
	for _, s := range h.program() {
		files = append(files, long{h.set.Position(s.file.FileEnd).Line - 1, s.path})
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				lines := h.set.Position(f.End()).Line - h.set.Position(f.Pos()).Line + 1
				functions = append(functions, long{lines, h.at(f) + " " + f.Name.Name})
			}
		}
	}
	report(t, "files", files, longestFile)
	report(t, "functions", functions, longestFunction)
}

// report shows the ten longest and fails those over the limit.
func report(t *testing.T, what string, all []long, limit int) {
	t.Helper()
	slices.SortFunc(all, func(a, b long) int { return cmp.Or(b.lines-a.lines, strings.Compare(a.name, b.name)) })
	t.Logf("the ten longest of %d %s, median %d lines:", len(all), what, all[len(all)/2].lines)
	for i, l := range all {
		if i < 10 {
			t.Logf("%4d %s", l.lines, l.name)
		}
		if l.lines > limit {
			t.Errorf("%s: %d lines, at most %d", l.name, l.lines, limit)
		}
	}
}

var update = flag.Bool("update", false, "write the generated documents again")

func TestErrorsAreDocumented(t *testing.T) {
	const name = "docs/errors.md"
	want, err := docgen.Errors(".")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the source says (%v); run make docs", name, err)
	}
}
