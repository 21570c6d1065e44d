package reply

import (
	_ "embed"

	"qunli/conversation/reply/net"
	"qunli/conversation/reply/pair"
)

// Window is how far back an answered line may lie, in lines, lines of the system included.
const Window = pair.Window

// Line is one line of one chat, in the order of the chat.
type Line = pair.Line

//go:embed weights.bin
var weights []byte

// Linker knows how a line finds the line it answers. It never changes: any number of goroutines may share one.
type Linker struct {
	model *net.Model
	made  string
}

// New gives the linker with the weights of this build. It panics where they are damaged, which a test rules out.
func New() *Linker {
	model, made, err := net.Parse(weights)
	if err != nil {
		panic("reply: " + err.Error())
	}
	return &Linker{model, made}
}

// Made tells how the weights were made.
func (l *Linker) Made() string { return l.made }

// Reach is how many lines before a line decide its link: those it may answer, and what these answered in their turn.
const Reach = 2 * Window

// Link tells for each line from `from` to the end which line it answers: the result's element k belongs to line from+k and
// is an index into lines, at most Window lines back; a line that begins a conversation, and every line of the system, gives
// its own index. The answer for a line depends on the Reach lines before it and on nothing else: a chat linked in one call
// and the same chat linked piece by piece, each piece preceded by Reach lines, have the same links.
func (l *Linker) Link(lines []Line, from int) []int {
	links := make([]int, 0, len(lines)-from)
	w := l.model.Walk()
	for i := max(from-Reach, 0); i < len(lines); i++ {
		switch {
		case i < from-Window:
			w.Skip(lines[i])
		case i < from:
			w.Draft(lines[i])
		default:
			links = append(links, i-w.Link(lines[i]))
		}
	}
	return links
}
