// Package app is the only room that knows everything: configuration, wiring and the commands.
package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"qunli/intake"
	"qunli/kit/fault"
)

// Console is what a command talks to: the process, or a test.
type Console struct {
	Args     []string
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Version  string
}

// command is one word of the command line.
type command struct {
	name   string
	usage  string
	zh, en string
	run    func(ctx context.Context, c Console, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "[--db …] [--listen 127.0.0.1:8080] [--public-url …] [--demo [--size S|M|L] [--seed N] [--sandbox 127.0.0.1:8090|off]]", "启动服务", "run the server", serveCommand},
		{"import", strings.Join(intake.Kinds(), "|") + " FILE [--map KEY=COLUMN …] [--preset NAME|FILE] [--zone …] [--time-format DD/MM/YYYY…] [--source NAME] [--kind MEANING=WORD,WORD …] [--ignore REGEXP] [--bots REGEXP] [--reconnect 30m] [--rejects FILE] [--dry-run] [--json]", "导入文件", "bring a file in", importCommand},
		{"imports", "[--json]", "列出导入", "list imports", importsCommand},
		{"undo", "IMPORT", "撤销一次导入", "undo an import", undoCommand},
		{"insight", "NAME [--from DAY] [--to DAY] [--by …] [--where KEY=VALUE …] [--month WEEKS] [--lang zh|en] [--json]", "计算指标", "compute a metric", insightCommand},
		{"experiment", "begin NAME [--rule RULE] [--holdout 0.1] [--mode holdout|before_after] [--metric conversion|repurchase|spend] [--from DAY] [--to DAY] | list | report NAME | stop NAME", "实验：建立、列出、报告、停止", "experiments: make, list, report, stop", experimentCommand},
		{"cost", "import FILE.csv | list [--from DAY] [--to DAY] [--channel NAME] [--json] | drop COST", "录入、列出、删除费用", "record, list, remove costs", costCommand},
		{"segment", "'RULE' [--count|--list|--explain PERSON] [--json]", "按规则圈人", "who a rule holds for, and why", segmentCommand},
		{"demo", "[--size S|M|L] [--seed N] [--remove]", "把演示品牌放进新数据库，或移除它", "put the demo brand into a new database, or remove it", demoCommand},
		{"sandbox", "run FILE.scenario", "在沙盒里演一遍场景", "carry out a scenario in the sandbox", sandboxCommand},
		{"check", "[--json]", "重建并核对所有汇总", "rebuild every rollup and compare", checkCommand},
		{"backup", "FILE", "备份为与引擎无关的归档", "write an engine-neutral archive", backupCommand},
		{"restore", "FILE", "把归档恢复到空数据库", "restore an archive into an empty database", restoreCommand},
		{"doctor", "[--json]", "体检：配置、磁盘、时钟、密钥、数据库、后台任务、备份", "look over configuration, disk, clock, keys, database, jobs, archives", doctorCommand},
		{"prune", "[--yes] [--keep KIND=DAYS …] [--json]", "按保留期清理；默认只预览", "take away what is older than its retention; shows it only, unless --yes", pruneCommand},
		{"owner", "reset", "生成店主重设密码的链接", "make a password link for the owner", ownerCommand},
		{"bench", "all|commit|import|… [--json]", "性能比值", "performance ratios", benchCommand},
		{"docs", "[--check]", "重新生成文档", "regenerate the generated documents", docsCommand},
		{"version", "", "版本", "version", versionCommand},
	}
}

// Main runs one command and gives the exit code: 0 done, 1 failed, 2 misused, 3 done with warnings (doctor).
func Main(ctx context.Context, c Console) int {
	if len(c.Args) == 0 || c.Args[0] == "help" || c.Args[0] == "--help" || c.Args[0] == "-h" {
		help(c.Out)
		return 0
	}
	all := commands()
	i := slices.IndexFunc(all, func(k command) bool { return k.name == c.Args[0] })
	if i < 0 {
		fmt.Fprintf(c.Err, "没有命令 %q。Unknown command %q.\n\n", c.Args[0], c.Args[0])
		help(c.Err)
		return 2
	}
	err := all[i].run(ctx, c, c.Args[1:])
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errWarned):
		return 3
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(c.Out, "qunli %s %s\n", all[i].name, all[i].usage)
		return 0
	}
	report(c, err)
	if errors.Is(err, errUsage) {
		return 2
	}
	return 1
}

func help(w io.Writer) {
	fmt.Fprintln(w, "qunli 群力 · 私域社群闭环")
	for _, k := range commands() {
		fmt.Fprintf(w, "  qunli %s %s\n      %s · %s\n", k.name, k.usage, k.zh, k.en)
	}
	fmt.Fprintln(w, "\n--db sqlite:///path/file.db | postgres://…   (QUNLI_DB)")
}

// report tells a person what failed, in both languages, and a program the code.
func report(c Console, err error) {
	f := fault.Of(err)
	if slices.Contains(c.Args, "--json") {
		text, _ := json.Marshal(map[string]any{"error": map[string]any{"code": f.Code, "zh": f.Message("zh"), "en": f.Message("en"), "fields": f.Fields}})
		fmt.Fprintln(c.Err, string(text))
		return
	}
	fmt.Fprintf(c.Err, "错误：%s\nerror: %s (%s)\n", f.Message("zh"), f.Message("en"), f.Code)
	if f.Code == "internal" {
		fmt.Fprintf(c.Err, "%v\n", err)
	}
}

var errUsage = fault.New(fault.Invalid, "usage", "用法：%s", "Usage: %s")

func misuse(name string) error {
	for _, k := range commands() {
		if k.name == name {
			text := "qunli " + name + " " + k.usage
			return errUsage.F(text)
		}
	}
	return errUsage.F(name)
}

// misused is misuse with what is wrong with a flag.
func misused(name string, err error) error {
	usage := fault.Of(misuse(name))
	if flagName, unknown := strings.CutPrefix(err.Error(), "flag provided but not defined: -"); unknown {
		return usage.At("--"+flagName, "", "不是参数", "is no flag")
	}
	return usage.At("flags", "", "有误："+err.Error(), "are wrong: "+err.Error())
}

// noWords reads the flags of a command that takes nothing else.
func noWords(fs *flag.FlagSet, args []string) error {
	words, err := parse(fs, args)
	if err == nil && len(words) > 0 {
		err = misuse(fs.Name())
	}
	return err
}

// parse reads flags wherever they stand and gives the other words.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	fs.SetOutput(io.Discard)
	var words []string
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, misused(fs.Name(), err)
		}
		if args = fs.Args(); len(args) > 0 {
			words, args = append(words, args[0]), args[1:]
		}
	}
	return words, nil
}

// pairs collects repeated KEY=VALUE flags.
type pairs map[string]string

func (p pairs) String() string { return "" }

// Set takes one KEY=VALUE.
func (p pairs) Set(s string) error {
	k, v, ok := strings.Cut(s, "=")
	if !ok || k == "" {
		return fmt.Errorf("%q: KEY=VALUE", s)
	}
	p[k] = v
	return nil
}

// meanings collects repeated --kind MEANING=WORD,WORD flags: what words of a file mean.
type meanings map[string]string

func (m meanings) String() string { return "" }

// Set takes one MEANING=WORD,WORD.
func (m meanings) Set(s string) error { return intake.ParseWords(s, m) }

func versionCommand(_ context.Context, c Console, _ []string) error {
	fmt.Fprintln(c.Out, "qunli", c.Version)
	return nil
}

// isTerminal reports whether w is a terminal that a progress line may be drawn on.
func asFile(w io.Writer) (*os.File, bool) {
	f, ok := w.(*os.File)
	return f, ok
}
