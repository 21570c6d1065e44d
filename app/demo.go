package app

import (
	"context"
	"errors"
	"fmt"

	"qunli/demo"
	"qunli/org"
)

// demoCommand pours the demo brand into a new database, or removes it.
func demoCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("demo", c.Env)
	remove := fs.Bool("remove", false, "")
	if err := noWords(fs, args); err != nil {
		return err
	}
	size, err := demo.ParseSize(config.DemoSize)
	if err != nil {
		return err
	}
	if server, ok := running(*config); ok && *remove {
		if err := removeDemoThere(ctx, server); err != nil {
			return err
		}
		fmt.Fprintln(c.Out, "正在运行的服务会在后台移除演示品牌 · the running server removes the demo brand in the background")
		return nil
	}
	return withApp(ctx, c, *config, writing, "demo", func(ctx context.Context, a *App) error {
		ctx = org.Owner(ctx, "demo")
		if *remove {
			if err := a.Demo.Remove(ctx); err != nil {
				return err
			}
			fmt.Fprintln(c.Out, "演示品牌已移除 · the demo brand has been removed")
			return nil
		}
		if _, err := a.Demo.Begin(ctx, config.Seed, size); err != nil {
			return err
		}
		return a.Demo.Pour(ctx, func(b demo.Brand) {
			fmt.Fprintf(c.Err, "演示品牌 %d%%（%d / 约 %d 条）\n", b.Percent(), b.Facts, b.Expected)
		})
	})
}

// greetDemo begins the demo brand where it was asked for and the database is new, and says what is in it.
func (a *App) greetDemo(ctx context.Context, c Console) error {
	ctx = org.Owner(ctx, "start")
	b, err := demo.Of(ctx, a.DB.Read())
	if err != nil {
		return err
	}
	if a.Config.Demo && b.State == "" {
		size, err := demo.ParseSize(a.Config.DemoSize)
		if err != nil {
			return err
		}
		switch b, err = a.Demo.Begin(ctx, a.Config.Seed, size); {
		case errors.Is(err, demo.ErrNotEmpty):
			fmt.Fprintln(c.Out, "  数据库里已有自己的数据，不放演示品牌 · the database has data of its own; no demo brand")
			return nil
		case err != nil:
			return err
		}
	}
	switch b.State {
	case demo.Pouring:
		fmt.Fprintf(c.Out, "  演示品牌正在生成（规模 %s，种子 %d） · the demo brand is being made (size %[1]s, seed %[2]d)\n", b.Size, b.Seed)
	case demo.Ready:
		fmt.Fprintf(c.Out, "  演示品牌（规模 %s，种子 %d），移除：qunli demo --remove · the demo brand; remove it: qunli demo --remove\n", b.Size, b.Seed)
	}
	return nil
}
