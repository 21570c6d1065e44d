package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"qunli/kit/clock"
	"qunli/kit/db"
	"qunli/kit/fault"
)

// The levels of what doctor sees.
const (
	fine    = "ok"
	warning = "warn"
	failing = "fail"
)

// sign is one thing that doctor looked at: how it is, why, and what to do.
type sign struct {
	Name     string `json:"name"`
	Level    string `json:"level"` // ok, warn, fail
	Zh       string `json:"zh"`
	En       string `json:"en"`
	RemedyZh string `json:"remedy_zh,omitempty"`
	RemedyEn string `json:"remedy_en,omitempty"`
}

// remedy is s with what to do about it.
func (s sign) remedy(zh, en string) sign {
	s.RemedyZh, s.RemedyEn = zh, en
	return s
}

func signOf(name, level, zh, en string, args ...any) sign {
	return sign{Name: name, Level: level, Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}

// broken is the sign of something that could not be looked at; of an error only what people are told is shown, never its cause.
func broken(name string, err error) sign {
	f := fault.Of(err)
	return sign{Name: name, Level: failing, Zh: f.Message("zh"), En: f.Message("en") + " (" + f.Code + ")"}
}

var (
	errIll    = fault.New(fault.Internal, "doctor.fail", "体检发现 %d 处故障", "Doctor found %d failures")
	errWarned = fault.New(fault.Internal, "doctor.warn", "体检有提醒", "Doctor has warnings")
)

// doctorCommand looks everything over, read only, beside a running server too. It ends with 0 when all is well, 3 with warnings
// and 1 with failures. It prints no secret: of keys where they lie, of addresses nothing.
func doctorCommand(ctx context.Context, c Console, args []string) error {
	fs, config := configFlags("doctor", c.Env)
	if err := noWords(fs, args); err != nil {
		return err
	}
	signs := examine(ctx, *config, c.Env)
	if config.JSON {
		if err := printJSON(c.Out, map[string]any{"signs": signs}); err != nil {
			return err
		}
	} else {
		printSigns(c.Out, signs)
	}
	failures, warnings := 0, 0
	for _, s := range signs {
		switch s.Level {
		case failing:
			failures++
		case warning:
			warnings++
		}
	}
	switch {
	case failures > 0:
		return errIll.F(failures)
	case warnings > 0:
		return errWarned
	}
	return nil
}

func printSigns(w io.Writer, signs []sign) {
	for _, s := range signs {
		fmt.Fprintf(w, "%-4s %-10s %s · %s\n", s.Level, s.Name, s.Zh, s.En)
		if s.RemedyZh != "" {
			fmt.Fprintf(w, "     %-10s → %s · %s\n", "", s.RemedyZh, s.RemedyEn)
		}
	}
}

// examine looks at everything outside the database, then at the database if it can be opened.
func examine(ctx context.Context, config Config, env func(string) string) []sign {
	signs := examineConfig(config, env)
	signs = append(signs, examineDisks(config)...)
	d, err := openToLook(ctx, config)
	if err != nil {
		s := broken("database", err)
		return append(signs, s.remedy("检查 --db（QUNLI_DB）、数据库是否启动、网络和权限", "look at --db (QUNLI_DB), whether the database runs, the network and the rights"),
			examineKeyFile(config, false))
	}
	defer d.Close()
	signs = append(signs, examineSchema(ctx, d)...)
	if pending, err := d.Pending(ctx, Rooms()...); err != nil || pending {
		return append(signs, examineKeyFile(config, false)) // what is below reads tables that may not be there
	}
	now := d.Clock().Now().UnixMilli()
	for _, look := range []func(context.Context, Config, *db.DB, int64) []sign{
		examineClock, examineKeys, examineJobs, examineImports, examineMemos,
	} {
		signs = append(signs, look(ctx, config, d, now)...)
	}
	return signs
}

// openToLook opens the database read only, whatever its schema.
func openToLook(ctx context.Context, config Config) (*db.DB, error) {
	if path, ok := config.sqlitePath(); ok && !exists(path) {
		return nil, errNoDatabase.F(path)
	}
	return db.Open(ctx, config.DB, db.Options{ReadOnly: true, Owner: "doctor"})
}

// ago spells how long something is past, roughly.
func ago(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	if d > 48*time.Hour {
		return fmt.Sprintf("%dd", int64(d.Hours())/24)
	}
	return d.Round(time.Second).String()
}

// sinceMemo is the age of a memo, ms.
func sinceMemo(m memo) int64 { return clock.System{}.Now().UnixMilli() - m.At }
