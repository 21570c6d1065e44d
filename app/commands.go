package app

import (
	"context"
	"fmt"
	"io"
	"os"

	"qunli/insight"
	"qunli/kit/db"
	"qunli/kit/fault"
	"qunli/org"
	"qunli/web/console"
)

func insightCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("insight", c.Env)
	p := insight.Params{Where: pairs{}}
	lang := "zh"
	fs.StringVar(&p.From, "from", "", "")
	fs.StringVar(&p.To, "to", "", "")
	fs.StringVar(&p.By, "by", "", "")
	fs.Var(pairs(p.Where), "where", "KEY=VALUE")
	fs.Func("month", "", func(weeks string) error { p.Where["month"] = weeks; return nil }) // of predictions: the length of a month
	fs.StringVar(&lang, "lang", lang, "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misuse("insight")
	}
	return withApp(ctx, c, *config, reading, "insight", func(ctx context.Context, app *App) error {
		ctx = org.Owner(ctx, "command line")
		if config.JSON {
			body, err := app.Insight.JSON(ctx, words[0], p)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.Out, string(body))
			return err
		}
		answer, err := app.Insight.Ask(ctx, words[0], p)
		if err != nil {
			return err
		}
		_, err = io.WriteString(c.Out, insight.Text(answer, lang))
		return err
	})
}

// errDiffers is how check says that something is wrong.
var errDiffers = fault.New(fault.Internal, "check.differs", "核对发现 %d 处不一致", "The check found %d differences")

func checkCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("check", c.Env)
	if err := noWords(fs, args); err != nil {
		return err
	}
	return withApp(ctx, c, *config, reading, "check", func(ctx context.Context, app *App) error {
		found, err := Check(ctx, app.DB)
		if err != nil {
			return err
		}
		config.remember(checkMemo, int64(len(found)))
		if config.JSON {
			if err := printJSON(c.Out, map[string]any{"clean": len(found) == 0, "differences": found}); err != nil {
				return err
			}
		} else {
			printDifferences(c.Out, found)
		}
		if len(found) > 0 {
			return errDiffers.F(len(found))
		}
		return nil
	})
}

func printDifferences(w io.Writer, found []db.Difference) {
	for _, d := range found[:min(len(found), 100)] {
		fmt.Fprintf(w, "%s %s: 现为 %s，应为 %s\n", d.Table, d.Key, d.Have, d.Want)
	}
	if len(found) == 0 {
		fmt.Fprintln(w, "核对无误：所有汇总与事实一致 · clean")
	}
}

// notArchived are the tables of one run of one machine (who is signed in, which nodes live, which keys were just used) and
// answers that are computed again.
func notArchived() []string {
	return []string{"node", "org_session", "org_link", "org_throttle", "serve_idempotency", "insight_result"}
}

func backupCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("backup", c.Env)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misuse("backup")
	}
	return withApp(ctx, c, *config, reading, "backup", func(ctx context.Context, app *App) error {
		var m db.Manifest
		err := writeWhole(words[0], func(w io.Writer) error {
			var err error
			m, err = app.DB.Dump(ctx, w, c.Version, notArchived())
			return err
		})
		if err != nil {
			return err
		}
		config.remember(backupMemo, 0)
		printManifest(c.Out, "已备份到 "+words[0], m)
		return nil
	})
}

// writeWhole writes a file under another name first, so that what stands under path is whole or absent.
func writeWhole(path string, fill func(io.Writer) error) error {
	part := path + ".part"
	if err := writeFile(part, fill); err != nil {
		_ = os.Remove(part)
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return errFile.F(path).Because(err)
	}
	return nil
}

func printManifest(w io.Writer, what string, m db.Manifest) {
	rows := int64(0)
	for _, t := range m.Tables {
		rows += t.Rows
	}
	fmt.Fprintf(w, "%s：%d 张表，%s 行 · %d tables, %s rows\n", what, len(m.Tables), grouped(rows), len(m.Tables), grouped(rows))
}

func restoreCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("restore", c.Env)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return misuse("restore")
	}
	f, err := os.Open(words[0])
	if err != nil {
		return errFile.F(words[0]).Because(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return errFile.F(words[0]).Because(err)
	}
	return withApp(ctx, c, *config, writing, "restore", func(ctx context.Context, app *App) error {
		m, err := app.DB.Restore(ctx, f, info.Size())
		if err != nil {
			return err
		}
		printManifest(c.Out, "已恢复", m)
		return nil
	})
}

func ownerCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("owner", c.Env)
	login := ""
	fs.StringVar(&login, "login", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "reset" {
		return misuse("owner")
	}
	if server, ok := running(*config); ok {
		path, err := ownerLinkThere(ctx, server, login)
		if err != nil {
			return err
		}
		base, _ := runningAt(*config)
		return printOwnerLink(c, base+path)
	}
	return withApp(ctx, c, *config, writing, "owner reset", func(ctx context.Context, app *App) error {
		link, err := app.Org.OwnerReset(org.Owner(ctx, "command line"), login)
		if err != nil {
			return err
		}
		return printOwnerLink(c, c.baseURL()+console.Root+"/password?token="+link.Token)
	})
}

func printOwnerLink(c Console, address string) error {
	_, err := fmt.Fprintf(c.Out, "在浏览器打开（30 分钟内有效，只能用一次）· open within 30 minutes, once:\n  %s\n", address)
	return err
}

// baseURL is where the console is expected while no server runs.
func (c Console) baseURL() string {
	if v := c.Env("QUNLI_PUBLIC_URL"); v != "" {
		return v
	}
	return "http://127.0.0.1:8080"
}
