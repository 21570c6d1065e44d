package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"qunli/customer"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/segment"
)

// segmentArgs is what the segment command was asked.
type segmentArgs struct {
	config  *Config
	rule    string
	list    bool
	explain string // a person's id
}

var errPerson = fault.New(fault.Invalid, "app.person", "%q 不是客户编号（cus_…）", "%q is no id of a customer (cus_…)")

func parseSegment(c Console, args []string) (segmentArgs, error) {
	fs, config := configFlags("segment", c.Env)
	a := segmentArgs{config: config}
	count := false
	fs.BoolVar(&count, "count", false, "")
	fs.BoolVar(&a.list, "list", false, "")
	fs.StringVar(&a.explain, "explain", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return a, err
	}
	if len(words) != 1 || count && (a.list || a.explain != "") || a.list && a.explain != "" {
		return a, misuse("segment")
	}
	a.rule = words[0]
	return a, nil
}

// segmentCommand answers a rule: how many people, who, or why one person is in or not.
func segmentCommand(ctx context.Context, c Console, args []string) error {
	a, err := parseSegment(c, args)
	if err != nil {
		return err
	}
	return withApp(ctx, c, *a.config, reading, "segment", func(ctx context.Context, app *App) error {
		ctx = org.Owner(ctx, "command line")
		rule, err := app.Segment.Parse(a.rule)
		if err != nil {
			return err
		}
		switch {
		case a.explain != "":
			return app.explainRule(ctx, c, a, rule)
		case a.list:
			return app.listRule(ctx, c, a, rule)
		}
		n, err := app.Segment.Count(ctx, app.DB.Read(), rule)
		if err != nil {
			return err
		}
		if a.config.JSON {
			return printJSON(c.Out, map[string]any{"rule": rule.String(), "count": n})
		}
		_, err = fmt.Fprintf(c.Out, "%s\n  %s 人 · people\n", rule, grouped(n))
		return err
	})
}

// listRule prints the ids of the people a rule holds for, one a line, page by page.
func (a *App) listRule(ctx context.Context, c Console, args segmentArgs, rule segment.Rule) error {
	const page = 5000
	ids := []string{}
	for after := customer.ID(0); ; {
		part, err := a.Segment.List(ctx, a.DB.Read(), rule, after, page)
		if err != nil {
			return err
		}
		for _, i := range part {
			if args.config.JSON {
				ids = append(ids, i.String())
			} else if _, err := fmt.Fprintln(c.Out, i); err != nil {
				return err
			}
		}
		if len(part) < page {
			break
		}
		after = part[len(part)-1]
	}
	if args.config.JSON {
		return printJSON(c.Out, map[string]any{"rule": rule.String(), "people": ids})
	}
	return nil
}

// explainRule prints why a rule holds for one person or does not, clause by clause, and until when.
func (a *App) explainRule(ctx context.Context, c Console, args segmentArgs, rule segment.Rule) error {
	var i customer.ID
	if err := i.UnmarshalText([]byte(args.explain)); err != nil {
		return errPerson.F(args.explain)
	}
	v, err := a.Segment.Explain(ctx, rule, i)
	if err != nil {
		return err
	}
	zone, err := org.Zone(ctx, a.DB.Read())
	if err != nil {
		return err
	}
	if args.config.JSON {
		return printJSON(c.Out, map[string]any{"rule": rule.String(), "person": i.String(), "in": v.In, "flips_at": v.Flips, "because": v.Because})
	}
	return printVerdict(c.Out, rule, v, zone)
}

func printVerdict(w io.Writer, rule segment.Rule, v segment.Verdict, zone *time.Location) error {
	answer := "不在其中 · not in"
	if v.In {
		answer = "在其中 · in"
	}
	fmt.Fprintf(w, "%s\n  %s\n", rule, answer)
	for _, r := range v.Because {
		mark, has := "✗", "没有 · none"
		if r.Holds {
			mark = "✓"
		}
		if r.Value != "" {
			has = r.Value
		}
		fmt.Fprintf(w, "  %s %s（%s）：%s\n", mark, r.Zh, r.En, has)
	}
	if v.Flips == 0 {
		return nil
	}
	_, err := fmt.Fprintf(w, "  若无新事 · unless something happens: %s 起改变 · changes then\n", time.UnixMilli(v.Flips).In(zone).Format(time.DateTime))
	return err
}
