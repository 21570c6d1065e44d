package app

import (
	"context"
	"fmt"
	"io"

	"qunli/insight"
	"qunli/org"
)

// experimentCommand makes, lists, reports or stops experiments.
func experimentCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("experiment", c.Env)
	d := insight.ExperimentDraft{}
	mode, metric, lang := "", "", "zh"
	fs.StringVar(&d.Rule, "rule", "", "")
	fs.Float64Var(&d.Holdout, "holdout", 0, "")
	fs.StringVar(&mode, "mode", "", "")
	fs.StringVar(&metric, "metric", "", "")
	fs.StringVar(&d.Seed, "seed", "", "")
	fs.StringVar(&d.StartsOn, "from", "", "")
	fs.StringVar(&d.EndsOn, "to", "", "")
	fs.StringVar(&lang, "lang", lang, "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	d.Mode, d.Metric = insight.ExperimentMode(mode), insight.ExperimentMetric(metric)
	switch {
	case len(words) == 1 && words[0] == "list":
		return withApp(ctx, c, *config, reading, "experiment", func(ctx context.Context, app *App) error { return app.listExperiments(ctx, c, *config) })
	case len(words) == 2 && words[0] == "report":
		return insightCommand(ctx, c, append([]string{"experiment", "--where", "experiment=" + words[1], "--lang", lang}, configWords(*config)...))
	case len(words) == 2 && words[0] == "begin":
		d.Name = words[1]
		return withApp(ctx, c, *config, writing, "experiment", func(ctx context.Context, app *App) error {
			e, err := app.Insight.Begin(org.Owner(ctx, "command line"), d)
			if err != nil {
				return err
			}
			return printExperiment(c.Out, e)
		})
	case len(words) == 2 && words[0] == "stop":
		return withApp(ctx, c, *config, writing, "experiment", func(ctx context.Context, app *App) error { return app.stopExperiment(ctx, words[1]) })
	}
	return misuse("experiment")
}

// configWords spells where the data are and how to print, for another command.
func configWords(config Config) []string {
	words := []string{"--db", config.DB}
	if config.JSON {
		words = append(words, "--json")
	}
	return words
}

func (a *App) listExperiments(ctx context.Context, c Console, config Config) error {
	all, err := a.Insight.Experiments(org.Owner(ctx, "command line"), 0, 1000)
	if err != nil {
		return err
	}
	if config.JSON {
		return printJSON(c.Out, map[string]any{"experiments": all})
	}
	for _, e := range all {
		if err := printExperiment(c.Out, e); err != nil {
			return err
		}
	}
	return nil
}

func printExperiment(w io.Writer, e insight.Experiment) error {
	_, err := fmt.Fprintf(w, "%s  %s  %s  %s  %s – %s  %s  %s\n", e.ID, e.Name, e.Mode, e.Metric, e.StartsOn, e.EndsOn, e.State, e.Rule)
	return err
}

// stopExperiment ends one by its name or id.
func (a *App) stopExperiment(ctx context.Context, which string) error {
	ctx = org.Owner(ctx, "command line")
	all, err := a.Insight.Experiments(ctx, 0, 1000)
	if err != nil {
		return err
	}
	for _, e := range all {
		if e.Name == which || e.ID.String() == which {
			return a.Insight.Stop(ctx, e.ID)
		}
	}
	return insight.ErrExperiment.F(which)
}
