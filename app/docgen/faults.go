// Package docgen writes the documents that are read off the source: docs/errors.md. It reads Go files, not the program, and
// is run when a document is made or checked, never in a running server.
package docgen

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Fault is one declared fault.
type Fault struct {
	Kind   string // as fault.Kind is spelt in Go: "Invalid"
	Code   string
	Zh, En string // with their verbs
	Place  string // file:line, slashed, from the root
}

// Faults lists every fault.New of the source under root, tests left out, by code and place. Where the code or a message is
// not written out but computed, the Fault has a Kind and a Place alone.
func Faults(root string) ([]Fault, error) {
	var out []Fault
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules") {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		found, err := faultsOf(root, path)
		out = append(out, found...)
		return err
	})
	slices.SortFunc(out, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Place, b.Place))
	})
	return out, err
}

func faultsOf(root, path string) ([]Fault, error) {
	text, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(text, []byte("New(")) {
		return nil, err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	local, err := filepath.Rel(root, path)
	if err != nil {
		return nil, err
	}
	var out []Fault
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !declares(file.Name.Name, call) {
			return true
		}
		place := fmt.Sprintf("%s:%d", filepath.ToSlash(local), files.Position(call.Pos()).Line)
		out = append(out, faultOf(call, place))
		return true
	})
	return out, nil
}

// declares tells fault.New, which inside its own package is New.
func declares(pkg string, call *ast.CallExpr) bool {
	if len(call.Args) != 4 {
		return false
	}
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return pkg == "fault" && f.Name == "New"
	case *ast.SelectorExpr:
		from, ok := f.X.(*ast.Ident)
		return ok && from.Name == "fault" && f.Sel.Name == "New"
	}
	return false
}

func faultOf(call *ast.CallExpr, place string) Fault {
	f := Fault{Place: place}
	switch k := call.Args[0].(type) {
	case *ast.Ident:
		f.Kind = k.Name
	case *ast.SelectorExpr:
		f.Kind = k.Sel.Name
	}
	code, ok1 := literal(call.Args[1])
	zh, ok2 := literal(call.Args[2])
	en, ok3 := literal(call.Args[3])
	if ok1 && ok2 && ok3 {
		f.Code, f.Zh, f.En = code, zh, en
	}
	return f
}

// literal gives the value of a string literal or of literals joined by +.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok1 := literal(e.X)
		right, ok2 := literal(e.Y)
		return left + right, ok1 && ok2 && e.Op == token.ADD
	}
	return "", false
}
