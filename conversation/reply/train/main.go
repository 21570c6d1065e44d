// Command train makes the weights of the reply linker from the annotated chats of Ubuntu's channels:
//
//	go run ./conversation/reply/train -data ../shared/data -out conversation/reply/weights.bin
//
// It learns from the training split, prints what the development split says after each part, and with -final what the test
// split and the channels of other communities say at the end. The same data give the same weights.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"qunli/conversation/reply/irc"
	"qunli/conversation/reply/net"
	"qunli/conversation/reply/pair"
)

// recipe is everything that was chosen by hand, by the development split.
type recipe struct {
	Seed         uint64
	LinearEpochs int
	LinearRate   float32
	Nets         int
	Wide, Narrow int     // units of the layers
	Keep         int     // candidates the nets look at
	Least        float32 // the logarithm of the least likelihood, by the linear model, of those
	Epochs       int
	Batch        int     // examples a step
	Rate         float64 // at the first step; it falls along a cosine to 0
	Decay        float32 // of the weights between layers
	Drop         float32 // share of the first layer's units dropped while learning
}

var chosen = recipe{
	Seed: 1, LinearEpochs: 4, LinearRate: 0.05, Nets: 3, Wide: 32, Narrow: 16, Keep: 10, Least: -7,
	Epochs: 8, Batch: 32, Rate: 0.002, Decay: 0.01, Drop: 0.1,
}

func main() {
	data := flag.String("data", "../shared/data", "the folder of the data sets")
	out := flag.String("out", "", "the file to write; none: only the figures")
	final := flag.Bool("final", false, "score the test split and the other communities too")
	flag.Parse()
	if err := run(os.Stdout, filepath.Join(*data, "chat_irc_ubuntu"), *out, *final); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, dir, out string, final bool) error {
	train, err := irc.Read(dir, "train")
	if err != nil {
		return err
	}
	judges, err := readJudges(dir, final)
	if err != nil {
		return err
	}
	model := chosen.make(train, func(step string, m *net.Model) { judges.print(w, step, m) })
	if out == "" {
		return nil
	}
	how := fmt.Sprintf("chat_irc_ubuntu, split train, whole and cut, %+v", chosen)
	return os.WriteFile(out, net.Write(model, how), 0o644)
}

// make fits the linear model and then the nets to what it leaves; each step is told.
func (r recipe) make(chats []irc.Chat, tell func(step string, m *net.Model)) *net.Model {
	m := &net.Model{Linear: make(net.Linear, net.Slots), Keep: pair.Window, Least: -math.MaxFloat32}
	chats = append(chats, irc.Cut(chats, rand.New(rand.NewPCG(r.Seed, 1000)))...)
	m.Linear = r.linear(answerable(collect(chats, m)))
	m.Keep, m.Least = r.Keep, r.Least
	tell("linear", m)
	all := answerable(collect(chats, m))
	for k := range r.Nets {
		n := r.net(all, rand.New(rand.NewPCG(r.Seed, uint64(k)+1)))
		m.Nets = append(m.Nets, n)
		tell(fmt.Sprintf("net %d", k+1), &net.Model{Linear: m.Linear, Keep: m.Keep, Least: m.Least, Nets: []*net.Net{n}})
	}
	tell("all nets", m)
	return m
}

// judges are the chats by which a model is scored, by split.
type judges []judge

type judge struct {
	split string
	chats []irc.Chat
}

func readJudges(dir string, final bool) (judges, error) {
	splits := []string{"dev"}
	if final {
		splits = append(splits, "test", "new-domains")
	}
	var all judges
	for _, split := range splits {
		chats, err := irc.Read(dir, split)
		if err != nil {
			return nil, err
		}
		all = append(all, judge{split, chats}, judge{split + " cut", irc.Cut(chats, rand.New(rand.NewPCG(1, 1)))})
	}
	return all, nil
}

func (all judges) print(w io.Writer, step string, m *net.Model) {
	for _, j := range all {
		fmt.Fprintf(w, "%-8s %-15s %v\n", step, j.split, irc.Judge(j.chats, m.Link))
	}
}
