package insight

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// TestEveryTitleIsInBothLanguages reads the source of the dictionary: what people read of a metric (titles of values, tables,
// columns, denominators, notes) is Chinese in Chinese and English in English, and no name of the code.
func TestEveryTitleIsInBothLanguages(t *testing.T) {
	files, seen := token.NewFileSet(), 0
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			zh, en, ok := bothOf(n)
			if !ok {
				return true
			}
			seen++
			at := files.Position(n.Pos())
			if !strings.ContainsFunc(zh, isHan) {
				t.Errorf("%s: %q is not Chinese", at, zh)
			}
			if title := len(en) < 60; title && (strings.ContainsFunc(en, isHan) || strings.Contains(en, "_")) {
				t.Errorf("%s: %q is not English", at, en)
			}
			return true
		})
	}
	if seen < 500 {
		t.Errorf("%d texts found: the test looks for them in the wrong way", seen)
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// bothOf gives the two texts of Words{zh, en} and column(name, zh, en, unit), when both are written out.
func bothOf(n ast.Node) (zh, en string, ok bool) {
	var texts []ast.Expr
	switch n := n.(type) {
	case *ast.CompositeLit:
		if name, is := n.Type.(*ast.Ident); !is || name.Name != "Words" || len(n.Elts) != 2 {
			return "", "", false
		}
		texts = n.Elts
	case *ast.CallExpr:
		if name, is := n.Fun.(*ast.Ident); !is || name.Name != "column" || len(n.Args) != 4 {
			return "", "", false
		}
		texts = n.Args[1:3]
	default:
		return "", "", false
	}
	first, is := texts[0].(*ast.BasicLit)
	second, also := texts[1].(*ast.BasicLit)
	if !is || !also {
		return "", "", false
	}
	zh, err := strconv.Unquote(first.Value)
	en, err2 := strconv.Unquote(second.Value)
	return zh, en, err == nil && err2 == nil
}
