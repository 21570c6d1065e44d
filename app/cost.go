package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"qunli/insight"
	"qunli/kit/fault"
	"qunli/kit/money"
	"qunli/org"
)

var (
	errCostLine = fault.New(fault.Invalid, "app.cost.line",
		"费用文件第 %d 行的 %s 有误：%q", "Line %d of the costs has a bad %s: %q")
	errCostHead = fault.New(fault.Invalid, "app.cost.head",
		"费用文件的第一行须写列名，至少有 %s", "The first line of a file of costs names its columns, at least %s")
	errCostID = fault.New(fault.Invalid, "app.cost.id", "%q 不是费用编号（cst_…）", "%q is no id of a cost (cst_…)")
)

// costCommand brings costs in, lists them, or removes one.
func costCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("cost", c.Env)
	f := insight.CostFilter{}
	fs.StringVar(&f.From, "from", "", "")
	fs.StringVar(&f.To, "to", "", "")
	fs.StringVar(&f.Channel, "channel", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(words) == 1 && words[0] == "list":
		return withApp(ctx, c, *config, reading, "cost", func(ctx context.Context, app *App) error { return app.listCosts(ctx, c, *config, f) })
	case len(words) == 2 && words[0] == "import":
		costs, err := readCosts(words[1])
		if err != nil {
			return err
		}
		return withApp(ctx, c, *config, writing, "cost", func(ctx context.Context, app *App) error { return app.recordCosts(ctx, c, costs) })
	case len(words) == 2 && words[0] == "drop":
		var i insight.CostID
		if i.UnmarshalText([]byte(words[1])) != nil {
			return errCostID.F(words[1])
		}
		return withApp(ctx, c, *config, writing, "cost", func(ctx context.Context, app *App) error {
			return app.Insight.DropCost(org.Owner(ctx, "command line"), i)
		})
	}
	return misuse("cost")
}

// costBatch is how many costs one transaction takes.
const costBatch = 500

func (a *App) recordCosts(ctx context.Context, c Console, costs []insight.Cost) error {
	ctx = org.Owner(ctx, "command line")
	added := 0
	for start := 0; start < len(costs); start += costBatch {
		n, err := a.Insight.RecordCosts(ctx, costs[start:min(start+costBatch, len(costs))])
		if err != nil {
			return err
		}
		added += n
	}
	_, err := fmt.Fprintf(c.Out, "新增 %d 笔，已有 %d 笔 · %[1]d added, %[2]d known\n", added, len(costs)-added)
	return err
}

func (a *App) listCosts(ctx context.Context, c Console, config Config, f insight.CostFilter) error {
	ctx, f.Limit = org.Owner(ctx, "command line"), costBatch
	all := []insight.Cost{}
	for {
		part, err := a.Insight.Costs(ctx, f)
		if err != nil {
			return err
		}
		all = append(all, part...)
		if len(part) < f.Limit {
			break
		}
		f.After = part[len(part)-1].ID
	}
	if config.JSON {
		return printJSON(c.Out, map[string]any{"costs": all})
	}
	for _, k := range all {
		if _, err := fmt.Fprintf(c.Out, "%s  %s – %s  %s  %s  %s  %s %s\n", k.ID, k.FromDay, k.ToDay, k.Kind, k.Channel, k.Amount.Format(), k.Source, k.Ref); err != nil {
			return err
		}
	}
	return nil
}

// readCosts reads a CSV file: kind, from_day and source; to_day, channel, amount, hours, rate (an hour) and ref where there are any.
// Amounts are of the currency unit.
func readCosts(path string) ([]insight.Cost, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, errFile.F(path).Because(err)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return nil, errCostHead.F("kind, from_day, source").Because(err)
	}
	at := map[string]int{}
	for i, name := range head {
		at[strings.ToLower(strings.Trim(name, "\ufeff \t"))] = i
	}
	for _, name := range []string{"kind", "from_day", "source"} {
		if _, ok := at[name]; !ok {
			return nil, errCostHead.F("kind, from_day, source")
		}
	}
	var out []insight.Cost
	for line := 2; ; line++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, errFile.F(path).Because(err)
		}
		cost, err := costOf(line, at, cells)
		if err != nil {
			return nil, err
		}
		out = append(out, cost)
	}
}

func costOf(line int, at map[string]int, cells []string) (insight.Cost, error) {
	cell := func(name string) string {
		if i, ok := at[name]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	cost := insight.Cost{Kind: insight.CostKind(cell("kind")), Channel: cell("channel"), FromDay: cell("from_day"), ToDay: cell("to_day"),
		Source: cell("source"), Ref: cell("ref")}
	for name, into := range map[string]*money.Fen{"amount": &cost.Amount, "rate": &cost.Rate} {
		if cell(name) == "" {
			continue
		}
		fen, err := money.ParseFen(cell(name))
		if err != nil {
			return cost, errCostLine.F(line, name, cell(name))
		}
		*into = fen
	}
	if hours := cell("hours"); hours != "" {
		h, err := strconv.ParseFloat(hours, 64)
		if err != nil || !(h >= 0 && h < 1e6) {
			return cost, errCostLine.F(line, "hours", hours)
		}
		cost.Minutes = int64(math.Floor(h*60 + 0.5))
	}
	if cell("amount") == "" && cell("hours") == "" {
		return cost, errCostLine.F(line, "amount", "")
	}
	return cost, nil
}
